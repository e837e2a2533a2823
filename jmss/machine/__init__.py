# SPDX-License-Identifier: GPL-3.0-or-later
"""An execution machine: keeper, runner, uplink (manual S2)."""
