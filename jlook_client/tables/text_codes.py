# SPDX-License-Identifier: GPL-3.0-or-later
"""What a job's output may be encoded in, and a guess which of them it is. No Qt."""

import codecs
from typing import NamedTuple

from jmss.errors import N_

AUTOMATIC = ""
"""Stands for the guess."""


class TextCode(NamedTuple):
    """An encoding as the operator chooses it."""

    codec: str
    """As Python names it."""
    word: str
    """A msgid."""


TEXT_CODES = (
    TextCode("utf-8", "UTF-8"),
    TextCode("cp932", "CP932 (Shift_JIS)"),
    TextCode("euc_jp", "EUC-JP"),
    TextCode("iso2022_jp", "ISO-2022-JP (JIS)"),
    TextCode("latin-1", N_("Latin-1 (every byte a letter)")),
)

_GUESSED = ("utf-8", "euc_jp", "cp932")
"""Tried in this order: Shift_JIS hardly ever reads as EUC, the other way round it often does."""
_JIS_BEGINS = (b"\x1b$B", b"\x1b$@")


def guess(data: bytes) -> str:
    """Give the codec that the bytes are most likely in: where none fits, the one that fits best.

    Args:
        data: the beginning of some output; it may end in the middle of a letter.
    """
    if any(begin in data for begin in _JIS_BEGINS) and fits("iso2022_jp", data):
        return "iso2022_jp"
    found = next((codec for codec in _GUESSED if fits(codec, data)), None)
    return found or min(_GUESSED, key=lambda codec: _misfits(codec, data))


def fits(codec: str, data: bytes) -> bool:
    """Tell whether all bytes are text in that encoding, the last letter perhaps but begun."""
    try:
        codecs.getincrementaldecoder(codec)(errors="strict").decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _misfits(codec: str, data: bytes) -> int:
    return data.decode(codec, errors="replace").count("\ufffd")
