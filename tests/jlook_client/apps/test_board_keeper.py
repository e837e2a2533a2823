# SPDX-License-Identifier: GPL-3.0-or-later
"""When the last board is saved, and what it costs the loop."""

import asyncio
import threading
import time
from pathlib import Path

from jlook_client.apps.board_keeper import EVERY, BoardKeeper
from jlook_client.mirror import Mirror
from jlook_client.saved_board import BoardFolder, BoardToSave, Head, head_of
from jlook_client.shadow import Shadow
from jmss.model.changes import Position
from tests.fakes.desk_board import NOON, a_job
from tests.fakes.fake_line import in_virtual_time


class Folder(BoardFolder):
    """Notes what is saved, and lets a saving take as long as the test says."""

    def __init__(self) -> None:
        super().__init__(Path("nowhere"), "VCOM1", 7340)
        self.saved: list[int] = []
        self.may_end = threading.Event()
        self.may_end.set()

    def save(self, board: BoardToSave) -> None:
        assert self.may_end.wait(10)
        self.saved.append(board.head.position.seq)


class Board:
    """A board whose journal goes on when the test says so."""

    def __init__(self) -> None:
        self.mirror = Mirror()

    def stands_at(self, seq: int) -> None:
        if seq:
            self.mirror.swap(Shadow(), Position("e", seq, 1))

    def head(self) -> Head | None:
        return head_of(self.mirror, server="VCOM1", at=NOON, ahead=0.0)

    def keeper(self, folder: BoardFolder) -> BoardKeeper:
        return BoardKeeper(folder, self.mirror, self.head)


def all_saved() -> None:
    """Wait for the threads that save."""
    deadline = time.monotonic() + 10
    while any(t.name == "board" and t.is_alive() for t in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_it_saves_once_a_minute_and_only_what_is_new() -> None:
    folder, board = Folder(), Board()
    keeper = board.keeper(folder)

    async def story() -> None:
        running = asyncio.create_task(keeper.run())
        for seq, saved in ((0, []), (5, [5]), (5, [5]), (9, [5, 9])):
            board.stands_at(seq)
            await asyncio.sleep(EVERY)
            await asyncio.sleep(1.0)
            all_saved()
            assert folder.saved == saved
        running.cancel()

    in_virtual_time(story)


def test_a_slow_disk_is_not_asked_twice_at_once() -> None:
    folder, board = Folder(), Board()
    keeper = board.keeper(folder)
    folder.may_end.clear()
    board.stands_at(1)
    asyncio.run(keeper.save_beside())
    board.stands_at(2)
    asyncio.run(keeper.save_beside())
    folder.may_end.set()
    all_saved()
    assert folder.saved == [1]
    asyncio.run(keeper.save_beside())
    all_saved()
    assert folder.saved == [1, 2]


def test_the_end_saves_what_was_ever_shown_live() -> None:
    folder, board = Folder(), Board()
    keeper = board.keeper(folder)
    keeper.save_last()
    assert folder.saved == []
    board.stands_at(3)
    keeper.save_last()
    assert folder.saved == [3]


def test_a_disk_that_is_full_is_logged_and_no_more(tmp_path: Path, expect_log) -> None:  # type: ignore[no-untyped-def]
    expect_log("the board could not be saved")
    (tmp_path / "boards").write_text("in the way")
    board = Board()
    board.stands_at(1)
    board.keeper(BoardFolder(tmp_path / "boards", "VCOM1", 7340)).save_last()


def test_the_loop_does_not_wait_for_a_large_board(tmp_path: Path) -> None:
    """20,000 jobs are written beside a loop whose longest pause stays far below a heartbeat."""
    mirror, shadow = Mirror(), Shadow()
    shadow.add(a_job(number) for number in range(20_000))
    mirror.swap(shadow, Position("e", 1, 1))
    folder = BoardFolder(tmp_path, "VCOM1", 7340)
    keeper = BoardKeeper(
        folder, mirror, lambda: head_of(mirror, server="VCOM1", at=NOON, ahead=0.0)
    )

    async def story() -> float:
        worst, before = 0.0, time.monotonic()
        saving = asyncio.create_task(keeper.save_beside())
        deadline = before + 10
        while not list(tmp_path.glob("*/*.board")) and before < deadline:
            await asyncio.sleep(0.001)
            now = time.monotonic()
            worst, before = max(worst, now - before), now
        await saving
        return worst

    assert asyncio.run(story()) < 0.25
    all_saved()
    loaded = folder.load().board
    assert loaded is not None
    assert len(loaded.shadow.columns) == 20_000
