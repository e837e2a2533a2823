# SPDX-License-Identifier: GPL-3.0-or-later
"""Let the jobs of a chunk hold in the columns of a board."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jmss.columns.chunk import INTS, LASTING, MOMENTS, JobChunk, Many
from jmss.columns.jobs import WORD_COLUMNS, Ints, JobColumns
from jmss.columns.number_index import NO_ROW


@dataclass(frozen=True, slots=True)
class Put:
    """Where the jobs of a chunk are now."""

    rows: Ints
    """Their rows, shape (n,); a job that the chunk names twice has one row."""
    fresh: npt.NDArray[np.bool_]
    """Which of them were not here before, shape (n,)."""


def put_chunk(columns: JobColumns, chunk: JobChunk) -> Put:
    """Let the jobs of a chunk hold; of a job that is in it twice, the last one does.

    Raises:
        NotWhole: a job is not here and comes without its lasting side; nothing has changed.
    """
    last = _last_of_each(chunk.numbers)
    rows = columns.rows(chunk.numbers)
    fresh = rows == NO_ROW
    if fresh.any():
        came = np.flatnonzero(fresh if last is None else fresh & _first_of_each(chunk.numbers))
        if chunk.whole is not None and not np.isin(came, chunk.whole).all():
            raise NotWhole
        columns.enter(chunk.numbers[came], columns.take_rows(len(came)))
        rows = columns.rows(chunk.numbers)
    codes = np.array(columns.words.codes(chunk.words), np.int64)
    _write_lasting(columns, chunk, rows, codes)
    _write_changing(columns, chunk, rows, codes, last)
    return Put(rows, fresh)


class NotWhole(ValueError):
    """A job came without its name although nobody knows it here."""


def _last_of_each(numbers: Ints) -> Ints | None:
    """Give the places of the last of each number; None: no number is in there twice."""
    if (np.diff(numbers) > 0).all():
        return None
    kept, first = np.unique(numbers[::-1], return_index=True)
    return None if len(kept) == len(numbers) else len(numbers) - 1 - first


def _first_of_each(numbers: Ints) -> npt.NDArray[np.bool_]:
    """Say where each number stands for the first time."""
    is_first = np.zeros(len(numbers), np.bool_)
    is_first[np.unique(numbers, return_index=True)[1]] = True
    return is_first


def _write_lasting(columns: JobColumns, chunk: JobChunk, rows: Ints, codes: Ints) -> None:
    numbers, which = chunk.numbers, np.arange(len(chunk))
    if chunk.whole is not None:
        rows, numbers, which = rows[chunk.whole], numbers[chunk.whole], which[: len(chunk.whole)]
    if not len(rows):
        return
    names, commands = chunk.names, chunk.commands
    last = _last_of_each(numbers)
    if last is not None:
        rows, which = rows[last], last
        names, commands = names.only(last), commands.only(last)
    for name in LASTING & set(INTS):
        _write_ints(columns, name, rows, chunk.ints[name][which], codes)
    columns.submitted[rows] = chunk.moments["submitted"][which]
    for texts, block in ((names, columns.names), (commands, columns.commands)):
        if isinstance(texts, Many):
            block.put_many(rows, texts.data, texts.sizes)
        else:
            block.put_shared(rows, texts.few, texts.codes)


def _write_changing(
    columns: JobColumns, chunk: JobChunk, rows: Ints, codes: Ints, last: Ints | None
) -> None:
    which = np.arange(len(chunk)) if last is None else last
    rows = rows[which]
    for name in INTS:
        if name not in LASTING:
            _write_ints(columns, name, rows, chunk.ints[name][which], codes)
    for name in MOMENTS:
        if name not in LASTING:
            getattr(columns, name)[rows] = chunk.moments[name][which]
    if columns.details:
        for row in rows.tolist():
            columns.details.pop(row, None)
    if chunk.details:
        for at, row in zip(which.tolist(), rows.tolist(), strict=True):
            if at in chunk.details:
                columns.details[row] = chunk.details[at]


def _write_ints(columns: JobColumns, name: str, rows: Ints, values: Ints, codes: Ints) -> None:
    if name in WORD_COLUMNS:
        columns.write_words(name, rows, codes[values])
    else:
        getattr(columns, name)[rows] = values
