# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows and subwindows. They listen; they hold neither connection nor socket."""
