# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of an order in which rows move is what sorting all of them would tell."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jlook_client.tables.restless_order import RestlessOrder

ROWS = 60
NUMBERS = np.random.default_rng(5).permutation(ROWS).astype(np.int64) + 100
SOME = st.lists(st.integers(0, ROWS - 1), unique=True, max_size=12)
ACTS = st.tuples(SOME, st.integers(0, 5), st.sampled_from(["move", "leave", "come"]))


def rows_of(rows: set[int]) -> np.ndarray:  # type: ignore[type-arg]  # of whole numbers
    return np.array(sorted(rows), np.int64)


@settings(deadline=None)
@given(
    st.sets(st.integers(0, ROWS - 1)),
    st.lists(ACTS, max_size=12),
    st.sampled_from([True, False]),
    st.randoms(use_true_random=False),
    st.sampled_from([0, 3, 9, 16_384]),
)
def test_it_tells_what_sorting_would(  # type: ignore[no-untyped-def]  # hypothesis' own dice
    first: set[int], acts: list[tuple[list[int], int, str]], ask_for_all: bool, dice, many: int
) -> None:
    keys = np.array([dice.randrange(6) for _ in range(ROWS)], np.uint64)
    order, here = RestlessOrder(many), set(first)
    begin = rows_of(here)
    for _ in order.arranging(begin, keys[begin], NUMBERS):
        pass
    for rows, key, kind in acts:
        leaving = rows_of(here & set(rows)) if kind != "come" else rows_of(set())
        coming = leaving if kind == "move" else rows_of(set(rows) - here)
        coming = rows_of(set()) if kind == "leave" else coming
        order.take_out(leaving, keys, NUMBERS)
        here -= set(leaving.tolist())
        keys[coming] = (key + np.arange(len(coming))) % 6
        order.put_in(coming, keys, NUMBERS)
        here |= set(coming.tolist())
        expected = sorted(here, key=lambda row: (keys[row], -NUMBERS[row]))
        assert len(order) == len(expected)
        begins, ends = dice.randrange(ROWS), dice.randrange(ROWS + 5)
        assert order.between(begins, ends).tolist() == expected[begins:ends]
        for row in range(ROWS):
            assert order.place(row) == (expected.index(row) if row in here else None)
        if key == 0:
            order.calm()
        if ask_for_all:
            assert order.rows.tolist() == expected
    assert order.rows.tolist() == sorted(here, key=lambda row: (keys[row], -NUMBERS[row]))


def test_what_comes_in_below_all_others_is_not_brought_together_with_them() -> None:
    order, most = RestlessOrder(), 100_000
    numbers = np.arange(most)[::-1].copy()
    # As a snapshot comes: the newest chunk first, in each of them the oldest job first.
    keys = (most - numbers).astype(np.uint64)
    for begin in range(0, most, 20_000):
        rows = np.arange(begin, begin + 20_000)[::-1]
        order.put_in(rows, keys, numbers)
        assert not len(order._latest)
        assert not len(order._recent)
    assert (order.rows == np.arange(most)).all()
    assert order.place(70_000) == 70_000
    order.take_out(np.array([99_999]), keys, numbers)
    order.put_in(np.array([99_999]), keys, numbers)
    assert (order.rows == np.arange(most)).all()
