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


@given(
    st.lists(KEYS, min_size=ROWS, max_size=ROWS),
    st.permutations(range(ROWS)),
    st.lists(st.dictionaries(st.integers(0, ROWS - 1), KEYS | st.none()), max_size=6),
)
def test_merging_equals_sorting(
    first: list[int], order: list[int], rounds: list[dict[int, int | None]]
) -> None:
    keys, numbers = np.array(first, np.uint64), np.array(order, np.int64)
    here = np.ones(ROWS, np.bool_)
    shown = RowOrder()
    shown.arrange(np.arange(ROWS), keys, numbers)
    assert shown.rows.tolist() == sorted_anew(keys, numbers, np.arange(ROWS))
    for changes in rounds:
        touched = np.array(sorted(changes), np.int64)
        shown.take_out(touched[here[touched]], keys, numbers)
        coming = []
        for row, key in changes.items():
            here[row] = key is not None
            if key is not None:
                keys[row] = key
                coming.append(row)
        shown.put_in(np.array(sorted(coming), np.int64), keys, numbers)
        assert shown.rows.tolist() == sorted_anew(keys, numbers, np.flatnonzero(here))


def test_a_row_that_has_another_job_by_now_is_taken_out() -> None:
    shown, numbers = RowOrder(), np.arange(10)
    keys = np.zeros(10, np.uint64)
    shown.arrange(np.array([4, 7, 9]), keys[[4, 7, 9]], numbers)
    numbers[4] = 20
    shown.take_out(np.array([4]), keys, numbers)
    assert shown.rows.tolist() == [9, 7]


def test_a_row_is_found_where_it_stands() -> None:
    shown = RowOrder()
    shown.arrange(np.array([4, 7, 9]), np.array([3, 1, 2], np.uint64), np.arange(10))
    assert shown.rows.tolist() == [7, 9, 4]
    assert (shown.place(9), shown.place(5)) == (1, None)


def test_merging_few_into_many_equals_sorting() -> None:
    dice = np.random.default_rng(7)
    count = 20_000
    for most in (3, 500, 2**63):
        keys = dice.integers(0, most, count).astype(np.uint64)
        numbers = dice.permutation(count)
        shown = RowOrder()
        shown.arrange(np.arange(count), keys, numbers)
        for few in (1, 40, 90, 1_000):
            rows = np.sort(dice.choice(count, few, replace=False))
            shown.take_out(rows, keys, numbers)
            keys[rows] = dice.integers(0, most, few)
            shown.put_in(rows, keys, numbers)
            order = np.lexsort((-numbers, keys))
            assert (shown.rows == order).all()
