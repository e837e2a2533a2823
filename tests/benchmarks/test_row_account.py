# SPDX-License-Identifier: GPL-3.0-or-later
"""The account of a journal's rows misses nothing that went wrong."""

from benchmarks.parts.row_account import RowAccount


def begun(after: int = 10) -> RowAccount:
    account = RowAccount()
    account.begin(after)
    return account


def test_rows_in_order_are_told_once() -> None:
    account = begun()
    account.take(range(11, 15))
    account.take([15, 16])
    account.take([])
    account.stands_at(16)
    assert (account.told, account.last, account.gaps, account.repeated) == (6, 16, 0, 0)


def test_rows_that_never_came_are_a_gap() -> None:
    account = begun()
    account.take(range(13, 15))
    account.take([15, 18])
    assert account.missing == [(11, 12), (16, 17)]
    assert account.told == 4


def test_rows_that_came_again_are_counted() -> None:
    account = begun()
    account.take(range(11, 15))
    account.take(range(13, 17))
    account.take([16])
    assert (account.gaps, account.repeated, account.last) == (0, 3, 16)


def test_a_position_that_ran_ahead_of_the_rows_is_a_gap() -> None:
    account = begun()
    account.take([11])
    account.stands_at(20)
    account.take([21])
    assert account.missing == [(12, 20)]
    assert account.last == 21


def test_nothing_is_counted_before_the_beginning() -> None:
    account = RowAccount()
    account.take([1, 2])
    assert (account.told, account.gaps) == (0, 0)
