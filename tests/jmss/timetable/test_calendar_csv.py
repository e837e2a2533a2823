# SPDX-License-Identifier: GPL-3.0-or-later
"""A site's own days from a file: all faults at once, nothing guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jmss.timetable.calendar_csv import MOST_BYTES, DayFault, merged, read_days

GOOD = "日付,区分,備考\n2026-12-29,休業,年末\n2026/12/30\n2027-1-4,営業日\n\n2027-01-05, Open ,x\n"
READ = {
    "2026-12-29": "closed",
    "2026-12-30": "closed",
    "2027-01-04": "open",
    "2027-01-05": "open",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_days_are_read(encoding: str, end: str) -> None:
    read = read_days(GOOD.replace("\n", end).encode(encoding))
    assert (read.days, read.faults) == (READ, [])


def test_every_fault_is_told_with_its_place() -> None:
    read = read_days(b"2026-02-30\n2026-12-31,shut\nnever,maybe\n2026-01-01,open\n2026-01-01\n")
    assert [(fault.line, fault.column, fault.value) for fault in read.faults] == [
        (1, 1, "2026-02-30"),
        (2, 2, "shut"),
        (3, 1, "never"),
        (3, 2, "maybe"),
        (5, 1, "2026-01-01"),
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"day,kind\n", b"\xff\xfe\x00\x31", b"\x81", b"1" * (MOST_BYTES + 1), b"1" * 200_000],
)
def test_what_holds_no_days_is_told(data: bytes) -> None:
    (fault,) = read_days(data).faults
    assert (fault.line, fault.column) == (1, 1)


@given(st.binary(max_size=200))
def test_nothing_breaks_it(data: bytes) -> None:
    read = read_days(data)
    assert read.days or read.faults
    assert all(isinstance(fault, DayFault) for fault in read.faults)


def test_days_of_a_file_count_over_those_held() -> None:
    held = (("2026-01-05", "2026-01-06"), ("2026-01-04",))
    days = {"2026-01-05": "open", "2026-01-04": "closed", "2026-12-31": "closed"}
    assert merged(held, days) == (("2026-01-04", "2026-01-06", "2026-12-31"), ("2026-01-05",))
