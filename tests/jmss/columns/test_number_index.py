# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers find their rows, near and far."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jmss.columns.number_index import NO_ROW, NumberIndex

NUMBERS = st.one_of(st.integers(0, 50), st.integers(9_990, 10_020), st.integers(0, 2**53))


@given(st.lists(st.tuples(NUMBERS, st.booleans()), max_size=60))
def test_it_answers_as_a_dictionary_would(steps: list[tuple[int, bool]]) -> None:
    index, expected = NumberIndex(), dict[int, int]()
    for row, (number, put) in enumerate(steps):
        if put:
            index.put(number, row)
            expected[number] = row
        else:
            assert index.drop(number) == expected.pop(number, NO_ROW)
        assert len(index) == len(expected)
    asked = np.array([number for number, _ in steps], np.int64)
    wanted = [expected.get(number, NO_ROW) for number in asked.tolist()]
    assert index.rows(asked).tolist() == wanted
    assert [index.row(number) for number in asked.tolist()] == wanted


@given(st.lists(st.sets(NUMBERS, max_size=20), max_size=5))
def test_many_at_once_are_as_one_by_one(rounds: list[set[int]]) -> None:
    index, expected = NumberIndex(), dict[int, int]()
    for numbers in rounds:
        fresh = np.array([number for number in numbers if number not in expected], np.int64)
        rows = np.arange(len(expected), len(expected) + len(fresh))
        index.put_many(fresh, rows)
        expected.update(zip(fresh.tolist(), rows.tolist(), strict=True))
    asked = np.array(list(expected), np.int64)
    assert index.rows(asked).tolist() == list(expected.values())


def test_a_million_numbers_in_a_row_lie_in_the_table() -> None:
    index = NumberIndex()
    index.put(3, 0)
    numbers = np.arange(50_000_000, 51_000_000)
    index.put_many(numbers, np.arange(1, 1_000_001))
    assert index.row(3) == 0
    assert index.rows(numbers[::1000]).tolist() == list(range(1, 1_000_001, 1000))
    assert not index._far.keys() - {3}


def test_a_table_that_is_laid_downwards_ends_above_what_lies_far_off() -> None:
    index = NumberIndex()
    index.put_many(np.array([0, 1, 2, 4098]), np.array([10, 11, 12, 13]))
    index.drop(4098)
    index.put_many(np.array([4096]), np.array([14]))
    assert index.rows(np.array([0, 1, 2, 4096])).tolist() == [10, 11, 12, 14]
    assert [index.drop(number) for number in (0, 1, 2, 4096)] == [10, 11, 12, 14]
