# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold the jobs of a chunk against those of a board: who has the same lasting side."""

import numpy as np
import numpy.typing as npt

from jmss.columns.chunk import INTS, LASTING, Few, JobChunk, Many
from jmss.columns.jobs import WORD_COLUMNS, Ints, JobColumns
from jmss.columns.long_texts import LongTexts
from jmss.columns.number_index import NO_ROW

Mask = npt.NDArray[np.bool_]


def lasting_here(columns: JobColumns, chunk: JobChunk) -> Mask:
    """Say which jobs of a whole chunk are here with the same lasting side, shape (n,)."""
    rows = columns.rows(chunk.numbers)
    same: Mask = rows != NO_ROW
    if not same.all():
        places = np.flatnonzero(same)
        same[places] = _alike(columns, rows[places], chunk.only(places))
        return same
    return _alike(columns, rows, chunk)


def _alike(columns: JobColumns, rows: Ints, chunk: JobChunk) -> Mask:
    found = (columns.words.find(word) for word in chunk.words)
    codes = np.array([-1 if code is None else code for code in found], np.int64)
    alike: Mask = columns.submitted[rows] == chunk.moments["submitted"]
    for name in LASTING & set(INTS):
        there = chunk.ints[name]
        alike &= getattr(columns, name)[rows] == (codes[there] if name in WORD_COLUMNS else there)
    alike &= _same_texts(columns.names, rows, chunk.names)
    alike &= _same_texts(columns.commands, rows, chunk.commands)
    return alike


def _same_texts(block: LongTexts, rows: Ints, texts: Many | Few) -> Mask:
    if isinstance(texts, Many):
        # As a rule they are all the same, and may even lie side by side.
        same: Mask = block.size[rows] == texts.sizes
        if not same.all() or block.joined(rows)[0] != texts.data:
            pairs = zip(texts.texts(), block.raws(rows), strict=True)
            same &= np.fromiter((one == other for one, other in pairs), np.bool_, len(rows))
        return same
    # A text that lies once is compared once with each of the few.
    _, where = np.unique(block.place[rows], return_inverse=True)
    pair = where.reshape(-1) * len(texts.few) + texts.codes
    _, first, which = np.unique(pair, return_index=True, return_inverse=True)
    there = zip(texts.codes[first].tolist(), block.raws(rows[first]), strict=True)
    equal = np.array([texts.few[code] == text for code, text in there], np.bool_)
    found: Mask = equal[which.reshape(-1)]
    return found
