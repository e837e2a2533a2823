# SPDX-License-Identifier: GPL-3.0-or-later
"""``docs/faults.md`` lists every fault case as it is today, measured, with tests that exist.

When this fails because a case was changed: ``./dev test --all tests/faults``, as root.
"""

import re

import pytest

from tests.faults.cases import CASES
from tests.house.checkout import ROOT

DOCUMENT = ROOT / "docs" / "faults.md"
ROW = re.compile(r"^\| (\d+) \| (.*) \| ([NQU]) \| (.*) \| (.*) \| (.*) \|$", re.MULTILINE)
TEST = re.compile(r"\[`(\w+)`\]\((\.\./tests/faults/\w+\.py)\)")


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, ...]]:
    return [match.groups() for match in ROW.finditer(DOCUMENT.read_text(encoding="utf-8"))]


def test_it_lists_the_cases_as_they_are_in_order(rows: list[tuple[str, ...]]) -> None:
    said = [(int(number), level, fault, expected) for number, fault, level, expected, *_ in rows]
    assert said == [(case.number, case.level, case.fault, case.expected) for case in CASES]


def test_each_was_measured_by_tests_that_exist(rows: list[tuple[str, ...]]) -> None:
    for number, *_, measured, tests in rows:
        assert measured.strip(), number
        named = TEST.findall(tests)
        assert len(named) == len(tests.split("<br>")), tests
        for name, file in named:
            text = (DOCUMENT.parent / file).resolve().read_text(encoding="utf-8")
            assert f"def {name}(" in text, f"{number}: {file} has no {name}"


def test_it_says_when_and_where() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert re.search(r"^Measured on \d{4}-\d\d-\d\d: .*Python 3\.\d+\.\d+", text, re.MULTILINE)
