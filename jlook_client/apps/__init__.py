# SPDX-License-Identifier: GPL-3.0-or-later
"""One file per program; objects are built here and handed in."""
