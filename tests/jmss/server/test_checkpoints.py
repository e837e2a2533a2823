# SPDX-License-Identifier: GPL-3.0-or-later
"""When a checkpoint is made, and what comes of one that cannot be written."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jmss.model.jobs import JobState
from jmss.server.checkpoints import Checkpoints, Pace
from jmss.store.checkpoint_file import Position, map_checkpoint
from tests.fakes.facts import job
from tests.fakes.store import board_with


class Stand:
    """Checkpoints of a board of some jobs, every five seconds and four changes at most."""

    def __init__(self, path: Path, executor: ThreadPoolExecutor, jobs: int) -> None:
        self.path = path
        self.now = 0.0
        self.board, self.store = board_with(*(job(n) for n in range(1, jobs + 1)))
        self.checkpoints = Checkpoints(
            self.board,
            self.store.shown.jobs,
            path,
            executor,
            clock=lambda: self.now,
            epoch="e",
            newest=None,
            pace=Pace(jobs=3, changes=4, seconds=5.0, rest=30.0, behind=10, short_rest=3.0),
        )

    def change(self, *numbers: int) -> None:
        self.board.record(job(n, state=JobState.HELD) for n in numbers)
        self.store.commit()

    async def look(self) -> int | None:
        await self.checkpoints.look()
        return self.checkpoints.newest


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as one:
        yield one


def test_one_is_made_when_enough_has_changed_and_some_time_has_passed(
    tmp_path: Path, executor: ThreadPoolExecutor
) -> None:
    async def story() -> None:
        stand = Stand(tmp_path / "c", executor, 3)
        stand.change(1)
        assert await stand.look() == 1, "there was none yet"
        stand.change(1, 2, 3)
        stand.now = 5.0
        assert await stand.look() == 1, "too few changes"
        stand.change(1)
        stand.now = 4.0
        assert await stand.look() == 1, "too early"
        stand.now = 5.0
        assert await stand.look() == 5
        mapped = map_checkpoint(stand.path)
        head, jobs = mapped.head, mapped.jobs
        assert (head.epoch, head.since, head.until) == (
            "e",
            Position(seq=5, inc=1),
            Position(seq=5, inc=1),
        )
        assert list(jobs.jobs()) == list(stand.store.shown.jobs.jobs())

    asyncio.run(story())


def test_a_small_board_needs_none(tmp_path: Path, executor: ThreadPoolExecutor) -> None:
    async def story() -> None:
        stand = Stand(tmp_path / "c", executor, 2)
        stand.change(1, 2, 1, 2, 1)
        assert await stand.look() is None
        assert not stand.path.exists()

    asyncio.run(story())


def test_what_changes_while_it_is_written_is_said_in_its_head(
    tmp_path: Path, executor: ThreadPoolExecutor
) -> None:
    async def story() -> None:
        stand = Stand(tmp_path / "c", executor, 3)
        stand.change(1, 2)
        looking = asyncio.create_task(stand.look())
        await asyncio.sleep(0)
        stand.change(3)
        assert await looking == 2
        head = map_checkpoint(stand.path).head
        assert (head.since.seq, head.until.seq) == (2, 3)

    asyncio.run(story())


def test_one_that_cannot_be_written_is_said_and_leaves_the_last_one(
    tmp_path: Path, executor: ThreadPoolExecutor, expect_log: Callable[[str], None]
) -> None:
    expect_log("no checkpoint: .*missing")

    async def story() -> None:
        stand = Stand(tmp_path / "missing" / "c", executor, 3)
        stand.change(1)
        assert await stand.look() is None
        stand.path.parent.mkdir()
        assert await stand.look() is None, "not again at once"
        stand.now = 5.0
        assert await stand.look() == 1
        assert [file.name for file in stand.path.parent.iterdir()] == ["c"]

    asyncio.run(story())


def test_the_pause_after_a_slow_one_is_cut_short_when_a_takeover_would_have_much_to_read(
    tmp_path: Path, executor: ThreadPoolExecutor
) -> None:
    async def story() -> None:
        stand = Stand(tmp_path / "c", executor, 3)
        stand.change(1)
        looking = asyncio.create_task(stand.look())
        await asyncio.sleep(0)
        stand.now = 2.0
        assert await looking == 1, "it took two seconds"
        stand.change(1, 2, 3, 1, 2, 3, 1, 2, 3)
        stand.now = 61.0
        assert await stand.look() == 1, "not for a minute"
        stand.change(1)
        stand.now = 7.9
        assert await stand.look() == 1, "not all the time either"
        stand.now = 8.0
        assert await stand.look() == 11

    asyncio.run(story())
