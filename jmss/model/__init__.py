# SPDX-License-Identifier: GPL-3.0-or-later
"""Frozen facts and legal moves."""
