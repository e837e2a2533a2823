# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way in: applied, stored, and only then told."""

import asyncio

import pytest

from jmss.errors import Stopping, StoreFailed
from jmss.wire.messages import Answer
from tests.fakes.facts import job
from tests.fakes.store import board_with


def test_nothing_is_told_before_it_is_stored() -> None:
    async def story() -> None:
        board, store = board_with()
        touched: list[int] = []
        board.touched = lambda: touched.append(1)
        stored = board.record([job(1), job(2)], by="ueda", op="u")
        assert set(board.facts.jobs) == {1, 2}
        assert (store.published, stored.done(), touched) == ([], False, [1])
        store.commit()
        assert [(c.seq, c.inc, c.at, c.by, c.op) for c in store.published] == [
            (1, 1, 100.0, "ueda", "u"),
            (2, 1, 100.0, "ueda", "u"),
        ]
        await stored

    asyncio.run(story())


def test_an_answer_goes_with_its_changes() -> None:
    async def story() -> None:
        board, store = board_with()
        board.record([job(1)], answer=Answer(id="a"))
        assert store.waiting[0].answer == Answer(id="a")

    asyncio.run(story())


def test_numbers_are_never_used_twice() -> None:
    board, _ = board_with(job(41))
    assert [board.new_number(), board.new_number()] == [42, 43]


def test_after_a_failure_nothing_is_accepted_and_everybody_is_told() -> None:
    async def story() -> None:
        board, store = board_with()
        error = StoreFailed(file="journal.db", why="disk full")
        stored = [board.record([job(n)]) for n in (1, 2)]
        board.failed(error)
        for each in stored:
            with pytest.raises(StoreFailed):
                await each
        with pytest.raises(StoreFailed):
            board.record([job(3)])
        assert store.published == []

    asyncio.run(story())


def test_while_stopping_what_was_recorded_is_still_told() -> None:
    async def story() -> None:
        board, store = board_with()
        stored = board.record([job(1)])
        board.close()
        with pytest.raises(Stopping):
            board.record([job(2)])
        store.commit()
        await stored

    asyncio.run(story())
