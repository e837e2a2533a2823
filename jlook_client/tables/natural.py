# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which people list names: VCOM9 before VCOM10."""

import re


def natural_order(name: str) -> list[tuple[int, str]]:
    """Give a sort key for a name with numbers in it."""
    parts = re.findall(r"\d+|\D+", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
