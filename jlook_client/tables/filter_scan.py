# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts a filter text into its parts: signs, keys, values and where they stand. No Qt.

The wide signs of a Japanese keyboard (：、　－「」) are read like the narrow ones.
"""

from dataclasses import dataclass

QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "＂": "＂"}
"""What begins a quotation, and what ends it."""

COLONS = ":："
COMMAS = ",，、"
EQUALS = "=＝"
MINUSES = "-－−"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a quotation."""

    text: str
    quoted: bool = False
    whole: bool = False
    """An equals sign stands before the quotation."""


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two spaces."""

    begin: int
    end: int
    values: tuple[Piece, ...]
    key: str | None = None
    """What stands before its colon."""
    negated: bool = False


def parts_of(text: str) -> list[Part]:
    """Cut a text into its parts."""
    parts, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        part = _part(text, at)
        parts.append(part)
        at = part.end
    return parts


def _part(text: str, begin: int) -> Part:
    at = begin
    follows = text[at + 1 : at + 2]
    negated = text[at] in MINUSES and bool(follows) and not follows.isspace()
    at += negated
    key, after = _key(text, at)
    if key is None:
        piece, end = _piece(text, at, stops="")
        return Part(begin, end, (piece,), negated=negated)
    values, end = _values(text, after)
    return Part(begin, end, values, key, negated)


def _key(text: str, at: int) -> tuple[str | None, int]:
    """Give the key that stands here and where its values begin."""
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in COLONS:
        if text[end] in QUOTES or text[end] in COMMAS:
            return None, at
        end += 1
    found = at < end < len(text) and text[end] in COLONS
    return (text[at:end], end + 1) if found else (None, at)


def _values(text: str, at: int) -> tuple[tuple[Piece, ...], int]:
    values = []
    while True:
        piece, at = _piece(text, at, stops=COMMAS)
        values.append(piece)
        if at >= len(text) or text[at] not in COMMAS:
            return tuple(values), at
        at += 1


def _piece(text: str, at: int, stops: str) -> tuple[Piece, int]:
    """Give the word or quotation that stands here, and where it ends."""
    whole = bool(stops) and text[at : at + 1] in tuple(EQUALS)
    if text[at + whole : at + whole + 1] in tuple(QUOTES):
        return _quotation(text, at + whole, whole=whole)
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in stops:
        end += 1
    return Piece(text[at:end]), end


def _quotation(text: str, at: int, *, whole: bool) -> tuple[Piece, int]:
    """Read up to the closing mark, or to the end; doubled it stands for itself."""
    close, letters = QUOTES[text[at]], []
    at += 1
    while at < len(text):
        if text[at] != close:
            letters.append(text[at])
        elif text[at + 1 : at + 2] == close:
            letters.append(close)
            at += 1
        else:
            break
        at += 1
    return Piece("".join(letters), quoted=True, whole=whole), min(at + 1, len(text))
