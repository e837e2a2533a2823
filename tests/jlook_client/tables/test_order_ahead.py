# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told ahead of an order is what the order is when it is made."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlook_client.tables.order_ahead import OrderAhead
from jlook_client.tables.row_order import RowOrder
from jmss.columns.jobs import Ints

MANY = 100_000


def both(rows: Ints, keys: np.ndarray, numbers: Ints) -> tuple[list[int], OrderAhead]:
    order = RowOrder()
    list(order.arranging(rows, keys, numbers))
    return order.rows.tolist(), OrderAhead(rows, keys, numbers)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40))
def test_of_a_few_each_part_is_told(values: list[int]) -> None:
    rows = np.arange(len(values)) * 2
    numbers = np.random.default_rng(len(values)).permutation(len(values) * 2)
    order, ahead = both(rows, np.array(values, np.uint64), numbers)
    for first in range(len(values)):
        assert ahead.between(first, first + 7).tolist() == order[first : first + 7]
        assert ahead.place(order[first]) == first
    assert ahead.place(1) is None
    assert not len(ahead.between(3, 3))


@pytest.mark.parametrize("most", [1, 2, 9, 5_000, 2**63])
@pytest.mark.parametrize("newest_last", [True, False])
def test_of_many_a_screen_is_told(most: int, *, newest_last: bool) -> None:
    dice = np.random.default_rng(most % 1000)
    keys = dice.integers(0, most, MANY).astype(np.uint64)
    numbers = np.arange(MANY) if newest_last else dice.permutation(MANY)
    order, ahead = both(np.arange(MANY), keys, numbers)
    for first in [0, 1, MANY // 2, MANY - 41, *dice.integers(0, MANY, 8).tolist()]:
        assert ahead.between(first, first + 50).tolist() == order[first : first + 50]
        assert ahead.place(order[first]) == first


def test_keys_that_come_in_a_pattern_are_told() -> None:
    # Each row that a sample takes has the lowest key, or the highest.
    for lowest in (True, False):
        keys = np.arange(1, MANY + 1).astype(np.uint64)
        keys[:: -(-MANY // 4096)] = 0 if lowest else MANY * 2
        order, ahead = both(np.arange(MANY), keys, np.arange(MANY))
        for first in (0, 3_000, 50_000, MANY - 60):
            assert ahead.between(first, first + 50).tolist() == order[first : first + 50]
