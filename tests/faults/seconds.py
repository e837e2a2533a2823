# SPDX-License-Identifier: GPL-3.0-or-later
"""How a measured time is written down: so coarse that two runs mostly say the same."""


def s(seconds: float) -> str:
    """Give a time in tenths of a second; below one of them nothing can be told from nothing."""
    return f"{seconds:.1f} s" if seconds >= 0.1 else "< 0.1 s"
