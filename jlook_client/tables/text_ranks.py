# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of texts, by the locale's rules, as numbers that sort quickly."""

import heapq
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QCollator, QLocale, Qt

from jlook_client.tables.folding import folded
from jlook_client.tables.text_parts import TextPart
from jmss.columns.jobs import Ints

Ranks = npt.NDArray[np.uint32]

MOST_BY_LOCALE = 20_000
"""More different texts than this are ranked by their letters' code points (``docs/limits.md``)."""

_HIGHEST = 2**31 - 2
_WORD = 8
_WIDE = 64
"""Texts of more bytes are compared one by one."""
_RUN = 500


def word_ranks(texts: Sequence[str]) -> Ranks:
    """Rank a few texts by the locale's collation; shape (n,), equal texts have equal ranks."""
    collator = QCollator(QLocale())
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    # Where the locale sees no difference, as between あ and ア, the letters' code points tell.
    words = sorted({folded(text) for text in texts})
    # Sorted all in one go they would keep Python's lock for long.
    parts = [
        sorted(words[at : at + _RUN], key=collator.sortKey) for at in range(0, len(words), _RUN)
    ]
    different = heapq.merge(*parts, key=collator.sortKey)
    rank = {text: at for at, text in enumerate(different)}
    return np.array([rank[folded(text)] for text in texts], np.uint32)


def part_ranks(parts: Sequence[TextPart]) -> Ranks:
    """Rank the texts of all parts; between two neighbours there is room for others.

    Takes a second for a million, most of it outside of Python's lock: for a thread.

    Returns:
        shape (n,), for the rows of all parts one after the other.
    """
    sizes = [part.sizes for part in parts]
    width = int(np.concatenate(sizes).max(initial=0)) if sizes else 0
    if not width:
        return np.ones(sum(len(part.rows) for part in parts), np.uint32)
    places = _table_places(parts, width) if width <= _WIDE else _text_places(parts)
    step = max(1, _HIGHEST // (int(places.max()) + 2))
    ranks = ((places + 1) * step).astype(np.uint32)
    ends = np.cumsum([len(one) for one in sizes])
    return np.concatenate(
        [
            ranks[end - len(part.sizes) : end][part.which]
            for part, end in zip(parts, ends.tolist(), strict=True)
        ]
    )


def _table_places(parts: Sequence[TextPart], width: int) -> Ints:
    """Give the place of each text among the different ones."""
    width = -(-width // _WORD) * _WORD
    table = np.concatenate([part.table(width) for part in parts])
    words = np.ascontiguousarray(table.view(">u8").T.astype(np.uint64))
    order = np.lexsort(words[::-1])
    fresh = np.zeros(len(order), np.bool_)
    for word in words:
        ordered = word[order]
        fresh[1:] |= ordered[1:] != ordered[:-1]
    places = np.empty(len(order), np.int64)
    places[order] = np.cumsum(fresh)
    fresh[:1] = True
    if np.count_nonzero(fresh) <= MOST_BY_LOCALE and not all(p.data.isascii() for p in parts):
        texts = table[order[fresh]].view(f"S{width}").ravel().tolist()
        places = word_ranks([text.decode() for text in texts]).astype(np.int64)[places]
    return places


def _text_places(parts: Sequence[TextPart]) -> Ints:
    """Do the same for texts of any length."""
    texts = [text for part in parts for text in part.texts()]
    different = sorted(set(texts))
    if len(different) <= MOST_BY_LOCALE and not all(part.data.isascii() for part in parts):
        places = word_ranks([text.decode() for text in different]).tolist()
    else:
        places = list(range(len(different)))
    place = dict(zip(different, places, strict=True))
    return np.array([place[text] for text in texts], np.int64)
