# SPDX-License-Identifier: GPL-3.0-or-later
"""Output becomes text that cannot do anything, however it is cut into pieces."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlook_client.tables.plain_text import BROKEN, LONGEST_LINE, PlainText


def told(data: bytes, encoding: str = "utf-8", *, every_state: bool = False, size: int = 0) -> str:
    """Give the text as it stands at the end, fed in pieces of that size."""
    plain = PlainText(encoding, every_state=every_state)
    text = ""
    step = size or max(1, len(data))
    for at in range(0, max(1, len(data)), step):
        written = plain.feed(data[at : at + step], ended=at + step >= len(data))
        if written.anew:
            text = text[: text.rfind("\n") + 1]
        text += written.text
    return text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"one\ntwo\r\nthree\r\r\n", "one\ntwo\nthree\n"),
        (b"\x1b[1;31mred\x1b[0m and \x1b[38;5;9mmore\x1b[m", "red and more"),
        (b"\x1b[2Jgone?", "‹ESC›[2Jgone?"),
        (b"\x1b]0;title\x07", "‹ESC›]0;title‹BEL›"),
        (b"a\x00b\x07c\x7fd", "a‹NUL›b‹BEL›c‹DEL›d"),
        ("admin\u202etxt.exe".encode(), "admin‹U+202E›txt.exe"),
        ("a\u200bb\ufeffc\u2028d\u0085e".encode(), "a‹U+200B›b‹U+FEFF›c‹U+2028›d‹U+0085›e"),
        ("\ufdd0 \ufffc \U000e0041".encode(), "‹U+FDD0› ‹U+FFFC› ‹U+E0041›"),
        (b"bad \xff\xfe bytes", "bad \ufffd\ufffd bytes"),
        ("夜間バッチ 👩‍💻".encode(), "夜間バッチ 👩‍💻"),
        (b"unfinished \x1b[3", "unfinished ‹ESC›[3"),
    ],
)
def test_nothing_in_it_can_act(data: bytes, text: str) -> None:
    for size in (0, 1, 2, 3, 7):
        assert told(data, size=size) == text, size


@pytest.mark.parametrize("size", [0, 1, 3])
def test_a_progress_line_shows_its_last_state_and_that_it_had_others(size: int) -> None:
    data = b"start\n 10 %\r 50 %\r100 %\nend\nrm -rf\rharmless\r"
    assert told(data, size=size) == "start\n‹CR›100 %\nend\n‹CR›harmless"
    assert told(data, every_state=True, size=size) == (
        "start\n 10 %\n 50 %\n100 %\nend\nrm -rf\nharmless"
    )


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "iso2022_jp"])
@pytest.mark.parametrize("size", [0, 1, 3])
def test_japanese_of_old_reads(codec: str, size: int) -> None:
    assert told("売上集計 完了\n".encode(codec), codec, size=size) == "売上集計 完了\n"


def test_a_line_without_end_is_broken_where_it_is_seen() -> None:
    text = told(b"x" * (2 * LONGEST_LINE + 5) + b"\nnext", size=1000)
    lines = text.split("\n")
    assert [len(line) for line in lines] == [LONGEST_LINE + 3, LONGEST_LINE + 3, 5, 4]
    assert lines[0].endswith(BROKEN)


@given(st.binary(max_size=200), st.integers(1, 9), st.booleans())
def test_any_bytes_come_out_harmless_in_whatever_pieces(
    data: bytes, size: int, every_state: bool
) -> None:
    text = told(data, every_state=every_state, size=size)
    assert text == told(data, every_state=every_state)
    assert not [sign for sign in text if unicodedata.category(sign) == "Cc" and sign not in "\n\t"]
