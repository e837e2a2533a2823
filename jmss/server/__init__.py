# SPDX-License-Identifier: GPL-3.0-or-later
"""The JMSS server process (manual S1)."""
