# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk: JLook and its sister programs (PyQt6)."""
