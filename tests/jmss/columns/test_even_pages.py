# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows are computed where a page of the index is even, and looked up where it is not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jmss.columns.even_pages import PAGE, EvenPages
from jmss.columns.number_index import NO_ROW, NumberIndex

STEPS = st.one_of(
    # A chunk: its first number, how many, and where its rows begin; upwards, down, or every other.
    st.tuples(st.integers(0, 12 * PAGE), st.integers(1, 3 * PAGE), st.sampled_from((1, -1, 2))),
    # A single number comes, gets another row, or leaves.
    st.tuples(st.integers(0, 15 * PAGE), st.just(0), st.sampled_from((1, -1))),
)


@given(st.lists(STEPS, max_size=12))
def test_whole_pages_are_known_as_a_dictionary_would(
    steps: list[tuple[int, int, int]],
) -> None:
    index, expected, row = NumberIndex(), dict[int, int](), 0
    for first, count, step in steps:
        if count:
            numbers = [n for n in range(first, first + count) if n not in expected][:: abs(step)]
            rows = list(range(row, row + len(numbers)))[:: 1 if step > 0 else -1]
            index.put_many(np.array(numbers, np.int64), np.array(rows, np.int64))
            expected.update(zip(numbers, rows, strict=True))
            row += len(numbers)
        elif step > 0:
            index.put(first, row)
            expected[first] = row
            row += 1
        else:
            assert index.drop(first) == expected.pop(first, NO_ROW)
    asked = np.arange(16 * PAGE)
    assert index.rows(asked).tolist() == [expected.get(number, NO_ROW) for number in asked.tolist()]
    restored = NumberIndex.of_image(index.image())
    assert restored.rows(asked).tolist() == index.rows(asked).tolist()


@pytest.mark.parametrize("downwards", [False, True])
def test_chunks_of_a_snapshot_need_hardly_any_look_into_the_table(*, downwards: bool) -> None:
    index, size, row = NumberIndex(), 8192, 0
    begins = list(range(50_003, 50_003 + 40 * size, size))
    for begin in reversed(begins) if downwards else begins:
        index.put_many(np.arange(begin, begin + size), np.arange(row, row + size))
        row += size
    numbers = np.arange(50_003, 50_003 + 40 * size)
    looked_up = index._pages.rows(numbers - index._first) < 0
    # Where one chunk ends and another begins, a page has something of both.
    assert np.count_nonzero(looked_up) <= 41 * PAGE
    assert (np.sort(index.rows(numbers)) == np.arange(row)).all()


def test_a_page_that_becomes_even_again_is_known_again() -> None:
    table = np.arange(2 * PAGE, dtype=np.int32)
    pages = EvenPages.of(table)
    table[3] = NO_ROW
    pages.wrote_one(3, NO_ROW)
    assert (pages.rows(np.array([2, PAGE])) == [2, PAGE]).tolist() == [False, True]
    table[3] = 3
    pages.wrote(table, np.array([3]))
    assert pages.rows(np.array([2, PAGE])).tolist() == [2, PAGE]


def test_an_index_out_of_a_file_reads_nothing_of_it_beforehand() -> None:
    index = NumberIndex()
    index.put_many(np.arange(20_000), np.arange(20_000))
    restored = NumberIndex.of_image(index.image())
    numbers = np.arange(20_000)
    assert (restored._pages.rows(numbers) < 0).all()
    assert (restored.rows(numbers) == numbers).all()
