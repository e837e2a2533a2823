# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes in a job's life, side by side: a record of 40 bytes for each row.

A change finds its job somewhere in memory. In a column for each fact that is a miss of the
cache for each of them; in records it is one, at the price that whoever looks through a
single column reads the others along.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Records = npt.NDArray[np.void]
"""Of the type ``NARROW`` or ``WIDE``."""


def _record(word: type[np.unsignedinteger[Any]]) -> np.dtype[np.void]:
    return np.dtype(
        [
            ("started", "<f8"),
            ("ended", "<f8"),
            ("exit_code", "<i8"),
            ("attempt", "<u4"),
            ("takeovers", "<u4"),
            ("machine", np.dtype(word).newbyteorder("<")),
            ("node", np.dtype(word).newbyteorder("<")),
            ("state", "u1"),
            ("reason", "u1"),
            ("spare", "<u2"),
        ]
    )


NARROW = _record(np.uint16)
WIDE = _record(np.uint32)
"""For more words than two bytes can tell."""
CHANGING = tuple(name for name in NARROW.names or () if name != "spare")
"""What a record holds."""
CHANGING_WORDS = ("machine", "node")


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
    """Give the records with rows behind them, ``rows`` in all; zeros take up no memory yet."""
    whole = np.zeros(rows, records.dtype)
    plain(whole)[: len(records)] = plain(records)
    return whole


def widened(records: Records) -> Records:
    """Give the same records with room for more words."""
    wide = np.zeros(len(records), WIDE)
    for name in CHANGING:
        wide[name] = records[name]
    return wide
