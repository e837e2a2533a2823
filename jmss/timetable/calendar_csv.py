# SPDX-License-Identifier: GPL-3.0-or-later
"""A site's own days as a CSV file: a day, and whether it is closed or open, in each row.

UTF-8, with or without a byte order mark, or CP932; ``2026-12-31`` or ``2026/12/31``; without
a second field the day is closed; further fields are remarks. A first row whose first field
holds no digit is a heading. Every faulty row is told.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from jmss.errors import N_

MOST_BYTES = 1024 * 1024
"""A larger file is none of ours."""
MOST_DAYS = 10_000

CLOSED, OPEN = "closed", "open"
_WORDS = {
    "": CLOSED,
    CLOSED: CLOSED,
    OPEN: OPEN,
    "休": CLOSED,
    "休業": CLOSED,
    "休業日": CLOSED,
    "営業": OPEN,
    "営業日": OPEN,
}
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class DayFault:
    """A field that is wrong."""

    line: int
    """Of the file, from 1 on."""
    column: int
    """From 1 on."""
    value: str
    why: str
    """A template without fields."""


@dataclass(slots=True)
class DaysRead:
    """What a file says; with faults, nothing of it should be used."""

    days: dict[str, str] = field(default_factory=dict)
    """``closed`` or ``open`` for each day, as ISO 8601 writes it."""
    faults: list[DayFault] = field(default_factory=list)


def read_days(data: bytes) -> DaysRead:
    """Read a file to its end, whatever is wrong in it."""
    read = DaysRead()
    text = _decoded(data)
    if text is None:
        why = N_("the file is neither UTF-8 nor CP932 text, or too large")
        read.faults.append(DayFault(1, 1, "", why))
        return read
    try:
        rows = [*_rows(text)]
    except csv.Error:
        read.faults.append(DayFault(1, 1, "", N_("the file is no CSV file")))
        return read
    for line, fields in rows:
        first = fields[0]
        if line == 1 and not any(character.isdigit() for character in first):
            continue
        _read_row(read, line, first, fields[1] if len(fields) > 1 else "")
    if not read.days and not read.faults:
        read.faults.append(DayFault(1, 1, "", N_("there is no day in the file")))
    return read


def merged(
    held: tuple[tuple[str, ...], tuple[str, ...]], days: dict[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give closed and open days, where those of a file count over those held before."""
    kinds = dict.fromkeys(held[0], CLOSED) | dict.fromkeys(held[1], OPEN) | days
    closed = sorted(day for day, kind in kinds.items() if kind == CLOSED)
    return tuple(closed), tuple(sorted(kinds.keys() - set(closed)))


def _read_row(read: DaysRead, line: int, written: str, kind: str) -> None:
    day, word = _day(written), _WORDS.get(kind.casefold())
    if day is None:
        why = N_("a day is expected, such as 2026-12-31")
        read.faults.append(DayFault(line, 1, written, why))
    if word is None:
        why = N_("closed or open is expected, or nothing")
        read.faults.append(DayFault(line, 2, kind, why))
    if day is None or word is None:
        return
    if read.days.get(day, word) != word:
        read.faults.append(DayFault(line, 1, written, N_("the day is there twice, both ways")))
    elif len(read.days) >= MOST_DAYS:
        read.faults.append(DayFault(line, 1, written, N_("there are too many days")))
    read.days[day] = word


def _day(written: str) -> str | None:
    found = _DAY.fullmatch(written)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines())
    for fields in reader:
        stripped = [one.strip() for one in fields]
        if any(stripped):
            yield reader.line_num, stripped


def _decoded(data: bytes) -> str | None:
    if len(data) > MOST_BYTES or b"\0" in data:
        return None
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
