# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu of prepared jobs: what may stand in it, what may be entered, and what comes of it.

Pure: server, desk and command ask the same questions here and get the same answers.
"""
