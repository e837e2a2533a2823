# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of many texts have a word in them, without an object for each text. No Qt."""

import numpy as np
import numpy.typing as npt

from jlook_client.tables.folding import folded
from jmss.columns.jobs import Ints
from jmss.columns.long_texts import LongTexts, Sizes

Mask = npt.NDArray[np.bool_]

_OFTEN = 4
"""A word that stands in one text of so many is looked for in each, not in all of them at once."""
_MOST_DIGITS = 18
_ASCII = 0x80
_BETWEEN = "\0"
"""Joins with no letter, and is hardly ever in a name."""


def texts_with(word: str, data: bytes, sizes: Sizes) -> Mask:
    """Say which texts have a word, wide and narrow letters alike, in capitals or not.

    Args:
        word: as ``folded`` gives it, not empty.
        data: the texts one after the other, UTF-8.
        sizes: the bytes of each, shape (n,).

    Returns:
        shape (n,).
    """
    ends = np.cumsum(sizes, dtype=np.int64)
    starts = ends - sizes
    found = np.zeros(len(sizes), np.bool_)
    if word.isascii():
        found[_places(word.encode(), data.lower(), starts, ends)] = True
    if not data.isascii():
        # What is not ASCII may still be written in another width or case.
        high = np.flatnonzero(np.frombuffer(data, np.uint8) >= _ASCII)
        others = np.zeros(len(sizes), np.bool_)
        others[np.searchsorted(ends, high, side="right")] = True
        found[others] = _in_folded(word, data, starts[others], ends[others])
    return found


def each_text_once(texts: LongTexts, rows: Ints) -> tuple[Ints, bytes, Sizes]:
    """Collect the texts of some rows for ``texts_with``.

    Returns:
        which of the texts each row has, shape of ``rows``; the texts, and the bytes of each.
    """
    # Texts that lie side by side are read in one piece; equal ones mostly lie in one place.
    order = np.argsort(texts.place[rows], kind="stable")
    # An empty text lies nowhere, and is said to lie where another does.
    first = np.diff(texts.place[rows[order]], prepend=-1) != 0
    first |= np.diff(texts.size[rows[order]].astype(np.int64), prepend=-1) != 0
    which = np.empty(len(rows), np.int64)
    which[order] = np.cumsum(first) - 1
    return which, *texts.joined(rows[order[first]])


def has_digits(numbers: Ints, word: str) -> Mask:
    """Say which numbers, none of them below 1, have these digits in a row; shape (n,)."""
    found = np.zeros(len(numbers), np.bool_)
    highest = int(numbers.max(initial=0))
    if not 0 < len(word) <= _MOST_DIGITS:
        return found
    wanted, span = int(word), 10 ** len(word)
    rest = numbers
    while highest >= span // 10:
        hit = rest % span == wanted
        if word.startswith("0"):
            # A number does not begin with it.
            hit &= rest >= span
        found |= hit
        rest, highest = rest // 10, highest // 10
    return found


def _places(word: bytes, data: bytes, starts: Ints, ends: Ints) -> Ints:
    """Give the texts that have the word, some perhaps twice."""
    if data.count(word) * _OFTEN > len(starts):
        find = data.find
        both = zip(starts.tolist(), ends.tolist(), strict=True)
        return np.flatnonzero([find(word, begin, end) >= 0 for begin, end in both])
    hits: list[int] = []
    at = data.find(word)
    while at >= 0:
        hits.append(at)
        at = data.find(word, at + 1)
    begun = np.array(hits, np.int64)
    which = np.searchsorted(ends, begun, side="right")
    # It must not reach over into the next text.
    return which[begun + len(word) <= ends[which]]


def _in_folded(word: str, data: bytes, starts: Ints, ends: Ints) -> list[bool]:
    both = zip(starts.tolist(), ends.tolist(), strict=True)
    texts = [data[begin:end].decode() for begin, end in both]
    alike = folded(_BETWEEN.join(texts)).split(_BETWEEN)
    if len(alike) != len(texts):
        alike = [folded(text) for text in texts]
    return [word in text for text in alike]
