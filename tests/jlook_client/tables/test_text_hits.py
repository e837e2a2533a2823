# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking through many texts at once finds what looking into each of them finds."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jlook_client.tables.folding import folded
from jlook_client.tables.text_hits import each_text_once, has_digits, texts_with
from jmss.columns.long_texts import LongTexts

LETTERS = st.text(alphabet="abABｱあアｶﾞ\0 1K", max_size=6)


@given(LETTERS, st.lists(LETTERS, max_size=30))
def test_a_word_in_texts(typed: str, texts: list[str]) -> None:
    word = folded(typed).strip()
    assume(word)
    said = [text.encode() for text in texts]
    sizes = np.array([len(text) for text in said], np.uint32)
    found = texts_with(word, b"".join(said), sizes)
    assert found.tolist() == [word in folded(text) for text in texts]


@given(
    st.text(alphabet="0123456789", min_size=1, max_size=4)
    | st.sampled_from(["0" * 30, "9" * 18, "1" * 19]),
    st.lists(st.integers(1, 2**62) | st.integers(1, 30_000), max_size=30),
)
def test_digits_in_numbers(word: str, numbers: list[int]) -> None:
    found = has_digits(np.array(numbers, np.int64), word)
    if len(word) <= 18:
        assert found.tolist() == [word in str(number) for number in numbers]
    else:
        assert not found.any()


@pytest.mark.parametrize("word", ["ab", "aa"])
def test_a_word_is_not_found_across_two_texts(word: str) -> None:
    texts = [b"a", b"b", b"a", b"a", b"xab", b"aab", b""] + [b"-"] * 40
    found = texts_with(word, b"".join(texts), np.array([len(t) for t in texts], np.uint32))
    assert found.tolist() == [word.encode() in text for text in texts]


def test_each_text_is_collected_once() -> None:
    texts = LongTexts()
    texts.reserve(6)
    for row, text in enumerate(["night", "", "night", "夜間", "", "day"]):
        texts.put(row, text)
    rows = np.array([5, 4, 3, 2, 1, 0])
    which, data, sizes = each_text_once(texts, rows)
    ends = np.cumsum(sizes)
    said = [data[end - size : end].decode() for end, size in zip(ends, sizes, strict=True)]
    assert [said[at] for at in which] == ["day", "", "夜間", "night", "", "night"]
