# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of faults is whole, and is written in one shape."""

import re
from pathlib import Path

import pytest

from tests.faults.cases import CASES
from tests.fixtures.fault_ledger import Note, machine, missing, rendered
from tests.house.checkout import ROOT

pytest_plugins = ["pytester"]


def test_every_case_has_its_row_once_and_in_order() -> None:
    assert [case.number for case in CASES] == list(range(1, 56))
    assert {case.level for case in CASES} == {"N", "Q", "U"}


def test_a_case_without_a_measurement_is_missing() -> None:
    ledger: dict[int, list[Note]] = {case.number: [] for case in CASES}
    assert missing(ledger) == []
    del ledger[7]
    assert missing(ledger) == [7]


def test_every_case_has_a_test_in_a_file_of_its_level() -> None:
    found: dict[int, set[str]] = {case.number: set() for case in CASES}
    for file in Path(__file__).parent.glob("test_?_*.py"):
        text = file.read_text(encoding="utf-8")
        for number in re.findall(r"^def test_(?:case_)?(\d\d)_", text, re.MULTILINE):
            found[int(number)].add(file.name[5].upper())
    assert all(case.level in found[case.number] for case in CASES), found


def test_the_table_has_a_row_for_each_case_in_the_same_shape() -> None:
    notes = [Note("t.py", "one", "a | b"), Note("t.py", "one", "c"), Note("t.py", "two", "c")]
    text = rendered({case.number: notes for case in CASES}, "2026-11-23", "here")
    rows = [line for line in text.splitlines() if re.match(r"\| \d", line)]
    assert len(rows) == len(CASES)
    tests = "[`one`](../tests/faults/t.py)<br>[`two`](../tests/faults/t.py)"
    assert rows[0].endswith(f" | a ¦ b<br>c | {tests} |")
    assert text == rendered({case.number: notes for case in CASES}, "2026-11-23", "here")
    assert "2026-11-23: here" in text


def test_the_machine_is_described_without_its_name() -> None:
    assert "cores, Python 3." in machine()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("pass", "written, 55 cases"),
        ("assert False", "stays as it was: not everything passed"),
        ("pytest.skip('no root')", "stays as it was: nobody measured 9"),
    ],
)
def test_the_file_is_written_by_a_whole_run_that_passed(
    pytester: pytest.Pytester, body: str, told: str
) -> None:
    pytester.makeconftest('pytest_plugins = ["tests.fixtures.fault_ledger"]\n')
    pytester.makepyprojecttoml(f'[tool.pytest.ini_options]\npythonpath = ["{ROOT}"]\n')
    pytester.makepyfile(
        f"""
        import pytest

        @pytest.mark.parametrize("case", range(1, 56))
        def test_it(case, measured):
            if case == 9:
                {body}
            measured(case, "all of it")
        """
    )
    file = pytester.path / "faults.md"
    file.write_text("old")
    result = pytester.runpytest_subprocess(
        "-p", "no:looptime_plugin", "--write-faults", str(file), "-q"
    )
    result.stdout.fnmatch_lines([f"*{told}"])
    assert (file.read_text() == "old") is ("written" not in told)
    assert [path.name for path in pytester.path.glob("*.new")] == []
