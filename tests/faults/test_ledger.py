# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of faults is whole, and is written in one shape."""

from tests.faults.cases import CASES
from tests.fixtures.fault_ledger import machine, missing, rendered


def test_every_case_has_its_row_once_and_in_order() -> None:
    assert [case.number for case in CASES] == list(range(1, 56))
    assert {case.level for case in CASES} == {"N", "Q", "U"}


def test_a_case_without_a_measurement_is_missing_unless_it_says_why() -> None:
    measured = {case.number: ["x"] for case in CASES}
    assert missing(measured) == []
    del measured[7]
    assert missing(measured) == [7]


def test_the_table_has_a_row_for_each_case_in_the_same_shape() -> None:
    text = rendered({case.number: ["a | b", "c"] for case in CASES}, "2026-11-23", "here")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + len(CASES)
    assert rows[1].endswith("| a \\| b; c | 2026-11-23 | here |")
    assert text == rendered({c.number: ["a | b", "c"] for c in CASES}, "2026-11-23", "here")


def test_the_machine_is_described_without_its_name() -> None:
    assert "cores, Python 3." in machine()
