# SPDX-License-Identifier: GPL-3.0-or-later
"""Let the jobs of a chunk hold in the columns of a board."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from jmss.columns.changing import CHANGING_WORDS, PLAIN, Records, blank_records, plain
from jmss.columns.chunk import INTS, LASTING, MOMENTS, JobChunk, Many
from jmss.columns.jobs import WORD_COLUMNS, Ints, JobColumns
from jmss.columns.number_index import NO_ROW

Mask = npt.NDArray[np.bool_]
Stamps = npt.NDArray[np.uint32]

Scalar = TypeVar("Scalar", bound=np.generic)

_PLACE_BITS = 32
_PLACE = 2**_PLACE_BITS - 1
_NOWHERE: Ints = np.zeros(0, np.int64)
_LASTING_INTS = tuple(name for name in INTS if name in LASTING)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the jobs of a chunk stand in the columns."""

    rows: Ints
    """Their rows, shape (n,); a job that the chunk names twice has one row."""
    fresh: Mask
    """Which of them were not here before, shape (n,)."""
    earlier: Ints
    """The places in the chunk of jobs that it names again, shape (k,)."""
    later: Ints
    """Where it does so the next time, shape (k,)."""
    stamps: Stamps
    """Of the rows, as they are stamped now, shape (n,)."""
    last: Mask | None
    """Which places say what holds in the end, shape (n,); None: all do."""
    records: Records
    """What the rows said before, but for the stamps, shape (n,)."""

    @property
    def apart(self) -> Ints:
        """The rows, each once."""
        return self.rows if self.last is None else self.rows[self.last]


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
    return _placed(columns, rows, fresh)


def write_chunk(columns: JobColumns, chunk: JobChunk, places: Places) -> Records:
    """Let the jobs of a chunk hold in the rows that were found for them.

    Returns:
        what each says of what changes, shape (n,).
    """
    codes = np.array(columns.words.codes(chunk.words), np.int64)
    _write_lasting(columns, chunk, places.rows, codes)
    return _write_changing(columns, chunk, places, codes)


class NotWhole(ValueError):
    """A job came without its name although nobody knows it here."""


def _first_of_each(numbers: Ints, came: Ints) -> Ints:
    """Give the places at which each of the numbers at ``came`` stands for the first time."""
    theirs = numbers[came]
    if (theirs[1:] > theirs[:-1]).all() or (theirs[1:] < theirs[:-1]).all():
        return came
    return np.sort(came[np.unique(theirs, return_index=True)[1]])


def _placed(columns: JobColumns, rows: Ints, fresh: Mask) -> Places:
    """Stamp the rows, and find out by that which of them are named twice."""
    before, stamps = columns.now, columns.stamp(rows)
    # Each row tells what it was stamped with last, so that it is looked up only once.
    records = columns.records.take(rows)
    last = records["stamp"] == stamps
    again = np.flatnonzero(~last)
    if not len(again):
        return Places(rows, fresh, _NOWHERE, _NOWHERE, stamps, None, records)
    # Few come twice: only these are put side by side.
    places = np.concatenate([again, records["stamp"][again] - before])
    pairs = rows[places] << _PLACE_BITS | places
    pairs.sort()
    one, next_ = pairs[:-1], pairs[1:]
    same = (one >> _PLACE_BITS == next_ >> _PLACE_BITS) & (one != next_)
    earlier, later = one[same] & _PLACE, next_[same] & _PLACE
    return Places(rows, fresh, earlier, later, stamps, last, records)


def _write_lasting(columns: JobColumns, chunk: JobChunk, rows: Ints, codes: Ints) -> None:
    if chunk.whole is not None:
        rows = rows[chunk.whole]
    if not len(rows):
        return
    names, commands = chunk.names, chunk.commands
    last = _last_of_each(rows)
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


def _last_of_each(rows: Ints) -> Mask | None:
    """Say which places name their row for the last time; None: all do."""
    if (rows[1:] > rows[:-1]).all():
        return None
    _, from_end = np.unique(rows[::-1], return_index=True)
    last = np.zeros(len(rows), np.bool_)
    last[len(rows) - 1 - from_end] = True
    return last


def _write_changing(columns: JobColumns, chunk: JobChunk, places: Places, codes: Ints) -> Records:
    for name in CHANGING_WORDS:
        columns.widen(name)
    told = chunk.ints
    columns.make_room(told["attempt"], told["takeovers"], told["exit_code"])
    rows, records = places.rows, _records(columns, chunk, codes)
    records["stamp"] = places.stamps
    where = _span(rows)
    if isinstance(where, slice):
        plain(columns.records)[where] = plain(records)
    else:
        plain(columns.records).put(rows, plain(records))
        if places.last is not None:
            # Of jobs that are in here twice, what is said last holds.
            latest = places.later[places.last[places.later]]
            columns.records[rows[latest]] = records[latest]
    if columns.details:
        for row in rows.tolist():
            columns.details.pop(row, None)
    for at, text in chunk.details.items():
        if places.last is None or places.last[at]:
            columns.details[int(rows[at])] = text
    return records


def _records(columns: JobColumns, chunk: JobChunk, codes: Ints) -> Records:
    records = blank_records(len(chunk), columns.records.dtype)
    for name in PLAIN:
        records[name] = chunk.moments[name] if name in MOMENTS else chunk.ints[name]
    for name in CHANGING_WORDS:
        # The few words are made narrow, not what is looked up in them.
        records[name] = codes.astype(records[name].dtype).take(chunk.ints[name])
    records["exit"] = np.maximum(chunk.ints["exit_code"], columns.least_exit)
    return records


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
