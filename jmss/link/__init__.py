# SPDX-License-Identifier: GPL-3.0-or-later
"""The client end of a link, used by the desk and by execution machines."""
