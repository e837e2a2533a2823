# SPDX-License-Identifier: GPL-3.0-or-later
"""Let the jobs of a chunk hold in the columns of a board."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from jmss.columns.chunk import INTS, LASTING, MOMENTS, JobChunk, Many
from jmss.columns.jobs import WORD_COLUMNS, Ints, JobColumns
from jmss.columns.number_index import NO_ROW

Mask = npt.NDArray[np.bool_]

Scalar = TypeVar("Scalar", bound=np.generic)

_SHIFT = 32
_PLACE = (1 << _SHIFT) - 1
_NOWHERE: Ints = np.zeros(0, np.int64)
_LASTING_INTS = tuple(name for name in INTS if name in LASTING)
# The number of a job is written once, when the job is given its row.
_CHANGING_INTS = tuple(name for name in INTS if name not in {"number", *LASTING})
_CHANGING_MOMENTS = tuple(name for name in MOMENTS if name not in LASTING)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the jobs of a chunk stand in the columns."""

    rows: Ints
    """Their rows, shape (n,); a job that the chunk names twice has one row."""
    fresh: Mask
    """Which of them were not here before, shape (n,)."""
    apart: Ints
    """The rows, each once, ascending."""
    earlier: Ints
    """The places in the chunk of jobs that it names again, shape (k,)."""
    later: Ints
    """Where it does so the next time, shape (k,)."""

    @property
    def last(self) -> Mask | None:
        """Which places say what holds in the end, shape (n,); None: all do."""
        return _all_but(self.earlier, len(self.rows))


def put_chunk(columns: JobColumns, chunk: JobChunk) -> Places:
    """Let the jobs of a chunk hold; of a job that is in it twice, the last one does.

    Raises:
        NotWhole: a job is not here and comes without its lasting side; nothing has changed.
    """
    places = places_of(columns, chunk)
    write_chunk(columns, chunk, places)
    return places


def places_of(columns: JobColumns, chunk: JobChunk) -> Places:
    """Find the rows of the jobs of a chunk, and make rows for those that are not here.

    ``write_chunk`` has to follow, as the new rows say nothing yet.

    Raises:
        NotWhole: a job is not here and comes without its lasting side; nothing has changed.
    """
    numbers = chunk.numbers
    rows = columns.rows(numbers)
    fresh = rows == NO_ROW
    if fresh.any():
        came = _first_of_each(numbers, np.flatnonzero(fresh))
        if chunk.whole is not None and not np.isin(came, chunk.whole).all():
            raise NotWhole
        columns.enter(numbers[came], columns.take_rows(len(came)))
        rows = columns.rows(numbers)
    return Places(rows, fresh, *_apart(rows))


def write_chunk(columns: JobColumns, chunk: JobChunk, places: Places) -> None:
    """Let the jobs of a chunk hold in the rows that were found for them."""
    codes = np.array(columns.words.codes(chunk.words), np.int64)
    _write_lasting(columns, chunk, places.rows, codes)
    _write_changing(columns, chunk, places, codes)


class NotWhole(ValueError):
    """A job came without its name although nobody knows it here."""


def _first_of_each(numbers: Ints, came: Ints) -> Ints:
    """Give the places at which each of the numbers at ``came`` stands for the first time."""
    theirs = numbers[came]
    if (theirs[1:] > theirs[:-1]).all() or (theirs[1:] < theirs[:-1]).all():
        return came
    return np.sort(came[np.unique(theirs, return_index=True)[1]])


def _apart(rows: Ints) -> tuple[Ints, Ints, Ints]:
    """Give all rows once, ascending; the places of those that come again, and where they do."""
    if (rows[1:] > rows[:-1]).all():
        return rows, _NOWHERE, _NOWHERE
    # One sort gives the order and, of equals, the earlier one first.
    ranked = rows << _SHIFT
    ranked |= np.arange(len(rows))
    ranked.sort()
    ordered = ranked >> _SHIFT
    again = np.flatnonzero(ordered[1:] == ordered[:-1])
    if not len(again):
        return ordered, _NOWHERE, _NOWHERE
    ranked &= _PLACE
    return ordered[_all_but(again, len(ordered))], ranked[again], ranked[again + 1]


def _all_but(places: Ints, count: int) -> Mask | None:
    """Give a mask of this shape without some places; None: without none."""
    if not len(places):
        return None
    mask = np.ones(count, np.bool_)
    mask[places] = False
    return mask


def _write_lasting(columns: JobColumns, chunk: JobChunk, rows: Ints, codes: Ints) -> None:
    if chunk.whole is not None:
        rows = rows[chunk.whole]
    if not len(rows):
        return
    names, commands = chunk.names, chunk.commands
    last = _all_but(_apart(rows)[1], len(rows))
    if last is not None:
        rows = rows[last]
        names, commands = (texts.only(np.flatnonzero(last)) for texts in (names, commands))
    where = _span(rows)
    for name in _LASTING_INTS:
        _write_ints(columns, name, where, _of(chunk.ints[name], last), codes)
    columns.submitted[where] = _of(chunk.moments["submitted"], last)
    for texts, block in ((names, columns.names), (commands, columns.commands)):
        if isinstance(texts, Many):
            block.put_many(rows, texts.data, texts.sizes)
        else:
            block.put_shared(rows, texts.few, texts.codes)


def _write_changing(columns: JobColumns, chunk: JobChunk, places: Places, codes: Ints) -> None:
    rows, last = places.rows, places.last
    if last is not None:
        rows = rows[last]
    where = _span(rows)
    for name in _CHANGING_INTS:
        _write_ints(columns, name, where, _of(chunk.ints[name], last), codes)
    for name in _CHANGING_MOMENTS:
        getattr(columns, name)[where] = _of(chunk.moments[name], last)
    if columns.details:
        for row in rows.tolist():
            columns.details.pop(row, None)
    for at, text in chunk.details.items():
        if last is None or last[at]:
            columns.details[int(places.rows[at])] = text


def _span(rows: Ints) -> Ints | slice:
    """Give rows that lie side by side, as those of a snapshot do, as a slice: that is quicker."""
    if len(rows) and int(rows[-1]) - int(rows[0]) == len(rows) - 1 and (rows[1:] > rows[:-1]).all():
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def _of(values: npt.NDArray[Scalar], last: Mask | None) -> npt.NDArray[Scalar]:
    return values if last is None else values[last]


def _write_ints(
    columns: JobColumns, name: str, where: Ints | slice, values: Ints, codes: Ints
) -> None:
    if name in WORD_COLUMNS:
        columns.write_words(name, where, codes[values])
    else:
        getattr(columns, name)[where] = values
