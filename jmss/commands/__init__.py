# SPDX-License-Identifier: GPL-3.0-or-later
"""One file per command; each builds its objects and hands them in."""
