# SPDX-License-Identifier: GPL-3.0-or-later
"""The switching drive: journal and facts in one SQLite database."""
