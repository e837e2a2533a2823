# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of texts, by the locale's rules, as numbers that sort quickly."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QCollator, QLocale, Qt

from jlook_client.tables.job_filter import folded

Ranks = npt.NDArray[np.uint32]

MOST_BY_LOCALE = 20_000
"""More different texts than this are ranked by their letters' code points (``docs/limits.md``)."""

_HIGHEST = 2**31 - 2


def word_ranks(texts: Sequence[str]) -> Ranks:
    """Rank a few texts by the locale's collation; shape (n,), equal texts have equal ranks."""
    collator = QCollator(QLocale())
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    different = sorted({folded(text) for text in texts}, key=collator.sortKey)
    rank = {text: at for at, text in enumerate(different)}
    return np.array([rank[folded(text)] for text in texts], np.uint32)


def name_ranks(texts: Sequence[bytes]) -> Ranks:
    """Rank many texts (UTF-8); between two neighbours there is room for others; shape (n,).

    Takes seconds for a million, most of them outside of Python's lock: for a thread.
    """
    if not texts:
        return np.zeros(0, np.uint32)
    keys = [text.lower() if text.isascii() else folded(text.decode()).encode() for text in texts]
    if not all(map(bytes.isascii, keys)) and len(different := set(keys)) <= MOST_BY_LOCALE:
        words = list(different)
        rank = dict(zip(words, word_ranks([word.decode() for word in words]).tolist(), strict=True))
        places = np.array([rank[key] for key in keys], np.int64)
    else:
        places = _byte_ranks(keys)
    step = _HIGHEST // (int(places.max()) + 2)
    return ((places + 1) * max(1, step)).astype(np.uint32)


def _byte_ranks(keys: list[bytes]) -> npt.NDArray[np.int64]:
    array = np.array(keys, np.bytes_)
    order = np.argsort(array, kind="stable")
    ordered = array[order]
    places = np.empty(len(keys), np.int64)
    places[order] = np.concatenate([[0], np.cumsum(ordered[1:] != ordered[:-1])])
    return places
