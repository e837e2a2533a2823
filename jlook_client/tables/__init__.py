# SPDX-License-Identifier: GPL-3.0-or-later
"""Qt item models: thin adapters over the mirror, no copy."""
