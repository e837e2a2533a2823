# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows as plain text: columns stand under each other, also in Japanese."""

from jlook_client.tables.aligned_text import aligned, width


def test_columns_stand_under_each_other() -> None:
    rows = [["番号", "名前", "x"], ["7", "夜間集計", ""], ["1234", "night", "y"]]
    assert aligned(rows, [True, False, False]).split("\n") == [
        "番号  名前      x",
        "   7  夜間集計",
        "1234  night     y",
        "",
    ]


def test_no_cell_breaks_the_lines() -> None:
    assert aligned([["a"], ["x\ny\t\u202e"]], [False]) == "a\nx�y��\n"


def test_wide_letters_take_two_places_and_marks_none() -> None:
    assert [width(text) for text in ("ab", "夜", "ｱ", "か\u3099", "")] == [2, 2, 1, 2, 0]
