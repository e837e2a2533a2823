# SPDX-License-Identifier: GPL-3.0-or-later
"""Decisions as functions of data and a passed-in time."""
