# SPDX-License-Identifier: GPL-3.0-or-later
"""How amounts of data are written: ``830 B``, ``12.4 KB``, ``3.1 GB``. No Qt."""

_STEP = 1024
_WORDS = ("B", "KB", "MB", "GB", "TB")


def size_text(size: int) -> str:
    """Write a number of bytes, a KB being 1024 of them."""
    told, at = float(size), 0
    while told >= _STEP and at < len(_WORDS) - 1:
        told, at = told / _STEP, at + 1
    return f"{size} B" if at == 0 else f"{told:.1f} {_WORDS[at]}"
