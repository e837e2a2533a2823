# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns stand straight under Japanese and under hostile names."""

from hypothesis import given
from hypothesis import strategies as st

from jmss.commands.columns import cells, printable, table


def test_a_japanese_character_takes_two_cells() -> None:
    assert cells("日次close") == 9
    assert cells("ｶﾞ") == 2
    assert cells("e\u0301") == 1


def test_columns_stand_straight() -> None:
    text = table(["State", "名前"], [["実行中", "a"], ["Held", "12"]], frozenset({1}))
    assert text.splitlines() == ["State   名前", "実行中     a", "Held      12"]


def test_a_name_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[2Jb\nc\u202e") == "a�[2Jb�c�"


def test_no_rows_leave_the_heading() -> None:
    assert table(["a", "b"], [], frozenset()) == "a  b"


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_every_line_ends_its_first_column_at_the_same_cell(rows: list[tuple[str, str]]) -> None:
    marked = [(first, f"|{second}") for first, second in rows]
    lines = table(["", "|"], marked, frozenset()).split("\n")
    assert len(lines) == len(rows) + 1
    widest = max((cells(printable(first)) for first, _ in rows), default=0)
    for line, (first, _) in zip(lines[1:], rows, strict=True):
        name = printable(first)
        assert line.startswith(name)
        assert cells(line[: line.index("|", len(name))]) == widest + 2
