# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that are merged stand as if all had been sorted anew."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jlook_client.tables.row_order import RowOrder

ROWS = 40
KEYS = st.one_of(st.integers(0, 5), st.integers(0, 2**64 - 1))


def sorted_anew(keys: np.ndarray, numbers: np.ndarray, rows: np.ndarray) -> list[int]:
    return sorted(rows.tolist(), key=lambda row: (int(keys[row]), -int(numbers[row])))


def in_order(keys: np.ndarray, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return np.array(sorted_anew(keys, numbers, rows), np.uint32)


@given(
    st.lists(KEYS, min_size=ROWS, max_size=ROWS),
    st.permutations(range(ROWS)),
    st.lists(st.integers(0, 4), min_size=ROWS, max_size=ROWS),
)
def test_merging_equals_sorting(keys: list[int], order: list[int], comes: list[int]) -> None:
    key, numbers, rounds = np.array(keys, np.uint64), np.array(order, np.int64), np.array(comes)
    shown = RowOrder()
    first = np.flatnonzero(rounds == 0)
    list(shown.arranging(first, key[first], numbers))
    for at in range(1, 5):
        assert shown.rows.tolist() == sorted_anew(key, numbers, np.flatnonzero(rounds < at))
        rows = in_order(key, numbers, np.flatnonzero(rounds == at))
        if len(rows):
            places = shown.merge(rows, key[rows], key[shown.rows], numbers)
            assert (shown.rows[places] == rows).all()
    assert shown.rows.tolist() == sorted_anew(key, numbers, np.arange(ROWS))


def test_a_row_is_found_where_it_stands() -> None:
    shown = RowOrder()
    list(shown.arranging(np.array([4, 7, 9]), np.array([3, 1, 2], np.uint64), np.arange(10)))
    assert shown.rows.tolist() == [7, 9, 4]
    assert (shown.place(9), shown.place(5)) == (1, None)


def test_merging_few_into_many_equals_sorting() -> None:
    dice = np.random.default_rng(7)
    count = 20_000
    for most in (3, 500, 2**63):
        keys = dice.integers(0, most, count).astype(np.uint64)
        numbers = dice.permutation(count)
        expected = np.lexsort((-numbers, keys))
        for few in (1, 40, 1_000):
            comes = np.zeros(count, np.bool_)
            comes[dice.choice(count, few, replace=False)] = True
            rest = np.flatnonzero(~comes)
            shown = RowOrder()
            list(shown.arranging(rest, keys[rest], numbers))
            rows = expected[comes[expected]].astype(np.uint32)
            shown.merge(rows, keys[rows], keys[shown.rows], numbers)
            assert (shown.rows == expected).all()
