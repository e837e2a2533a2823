# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes in a job's life, side by side: a record of 32 bytes for each row.

A change finds its job somewhere in memory. In a column for each fact that is a miss of the
cache for each of them; in records it is one, as a record lies in one line of the cache and
has the stamp of its last change in it. The price is that whoever looks through a single
column reads the others along.

So that it fits, a record is made for the numbers that nearly all jobs have. When one comes
with a higher one, all records are made wide.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

Records = npt.NDArray[np.void]
"""Of the type ``NARROW`` or ``WIDE``."""

NO_EXIT = -(2**63)
"""Among exit codes: it has none."""

NARROW = np.dtype(
    [
        ("started", "<f8"),
        ("ended", "<f8"),
        ("stamp", "<u4"),
        ("machine", "<u2"),
        ("node", "<u2"),
        ("attempt", "<u2"),
        ("takeovers", "<u2"),
        ("exit", "<i2"),
        ("state", "u1"),
        ("reason", "u1"),
    ]
)
WIDE = np.dtype(
    [
        ("started", "<f8"),
        ("ended", "<f8"),
        ("stamp", "<u4"),
        ("machine", "<u4"),
        ("node", "<u4"),
        ("attempt", "<u4"),
        ("takeovers", "<u4"),
        ("spare", "<u2"),
        ("state", "u1"),
        ("reason", "u1"),
        ("exit", "<i8"),
    ]
)
CHANGING_WORDS = ("machine", "node")
"""What a record tells by the code of a word."""
PLAIN = ("started", "ended", "attempt", "takeovers", "state", "reason")
"""What it tells as it is. The lowest number that ``exit`` may be: there is none."""

_MOST = 2**15 - 1
"""Among the numbers and exit codes of narrow records."""
_LINE = 64


def records_for(rows: int, kind: np.dtype[np.void] = NARROW) -> Records:
    """Give records that say nothing yet, none across two lines; they take up no memory yet."""
    size = rows * kind.itemsize
    memory = np.zeros(size + _LINE, np.uint8)
    begin = -memory.ctypes.data % _LINE
    return memory[begin : begin + size].view(kind)


def blank_records(count: int, kind: np.dtype[np.void]) -> Records:
    """Give records of which each field is still to be written."""
    records = np.empty(count, kind)
    if kind == WIDE:
        records["spare"] = 0
    return records


def plain(records: Records) -> Records:
    """Give the same memory as pieces without fields: numpy copies those in one go."""
    return records.view(f"V{records.dtype.itemsize}")


def records_of(pieces: npt.NDArray[Any]) -> Records:
    """Give the same memory as records again.

    Raises:
        ValueError: pieces of this size are none.
    """
    for kind in (NARROW, WIDE):
        if pieces.dtype.itemsize == kind.itemsize:
            return pieces.view(kind)
    raise ValueError(f"no records: {pieces.dtype}")


def longer_records(records: Records, rows: int) -> Records:
    """Give the records with rows behind them, ``rows`` in all."""
    whole = records_for(rows, records.dtype)
    plain(whole)[: len(records)] = plain(records)
    return whole


def widened(records: Records) -> Records:
    """Give the same records with room for more words and for any number."""
    wide = records_for(len(records), WIDE)
    for name in ("stamp", *CHANGING_WORDS, *PLAIN):
        wide[name] = records[name]
    wide["exit"] = exit_codes(records["exit"])
    return wide


def are_narrow(attempt: Ints, takeovers: Ints, codes: Ints) -> bool:
    """Tell whether narrow records have room for these numbers and exit codes."""
    if max(int(told.max(initial=0)) for told in (attempt, takeovers, codes)) > _MOST:
        return False
    low = int(np.count_nonzero(codes < -_MOST))
    return low == np.count_nonzero(codes == NO_EXIT)


def is_narrow(attempt: int, takeovers: int, code: int | None) -> bool:
    """Tell the same of a single job; None: it has no exit code."""
    return max(attempt, takeovers) <= _MOST and (code is None or -_MOST <= code <= _MOST)


def exit_codes(told: npt.NDArray[np.signedinteger[Any]]) -> Ints:
    """Give the exit codes that records tell."""
    # Side by side they are compared and made longer in a third less time.
    told = told.copy()
    return np.where(told == np.iinfo(told.dtype).min, np.int64(NO_EXIT), told)
