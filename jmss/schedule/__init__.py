# SPDX-License-Identifier: GPL-3.0-or-later
"""The schedule service (manual S5): says to the JMSS server that schedules are due."""
