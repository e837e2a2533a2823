# SPDX-License-Identifier: GPL-3.0-or-later
"""The last board on disk: whole or not at all, and of the right server."""

import os
import stat
from pathlib import Path

import pytest

from jlook_client.mirror import Mirror
from jlook_client.saved_board import BoardFolder, SavedBoard, board_of, default_boards_path
from jmss.model.changes import Position
from jmss.model.jobs import JobState
from tests.fakes.desk_board import NOON, Desk, a_job, a_machine, two_queues


def a_board(*, epoch: str = "e", jobs: int = 1200) -> SavedBoard:
    desk = Desk(
        a_machine("VCOM2"),
        *two_queues(),
        *(a_job(number, JobState.RUNNING) for number in range(1, jobs + 1)),
    )
    desk.mirror.position = Position(epoch, 77, 3)
    board = board_of(desk.mirror, server="VCOM1", at=NOON, ahead=0.25)
    assert board is not None
    return board


@pytest.fixture
def folder(tmp_path: Path) -> BoardFolder:
    return BoardFolder(tmp_path / "boards", "VCOM1", 7340)


def test_a_board_comes_back_as_it_was(folder: BoardFolder) -> None:
    board = a_board()
    folder.save(board)
    loaded = folder.load().board
    assert loaded is not None
    assert loaded.head == board.head
    assert list(loaded.facts) == list(board.facts)
    mirror = Mirror()
    mirror.swap(loaded.shadow(), loaded.head.position)
    assert len(mirror.jobs) == 1200
    assert set(mirror.machines) == {"VCOM2"}
    assert set(mirror.queues) == {"NIGHT", "STOCK"}
    assert mirror.position == Position("e", 77, 3)


def test_at_first_there_is_nothing(folder: BoardFolder) -> None:
    assert folder.load().board is None
    assert folder.load().set_aside is None
    assert board_of(Mirror(), server="VCOM1", at=NOON, ahead=0.0) is None


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "other server", "next version"])
def test_a_damaged_file_is_set_aside(folder: BoardFolder, damage: str) -> None:
    folder.save(a_board())
    [file] = folder.path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(
        {
            "cut": whole[: whole.rindex(b"\n", 0, -1) + 1],
            "empty": b"",
            "noise": b"\xff\x00" + whole,
            "other server": whole.replace(b"VCOM1", b"VCOM9", 1),
            "next version": whole.replace(b'"version":1', b'"version":2', 1),
        }[damage]
    )
    spoiled = file.read_bytes()
    assert spoiled != whole
    loaded = folder.load()
    assert loaded.board is None
    assert loaded.set_aside is not None
    assert loaded.set_aside.read_bytes() == spoiled
    assert folder.load().set_aside is None
    folder.save(a_board())
    assert folder.load().board is not None


def test_only_the_newest_journal_is_kept(folder: BoardFolder) -> None:
    folder.save(a_board(epoch="old", jobs=1))
    folder.save(a_board(epoch="../new", jobs=2))
    assert [file.name for file in folder.path.iterdir()] == ["..%2Fnew.board"]
    loaded = folder.load().board
    assert loaded is not None
    assert loaded.head.position.epoch == "../new"


def test_each_server_has_a_folder_of_its_own(tmp_path: Path, folder: BoardFolder) -> None:
    folder.save(a_board())
    assert BoardFolder(tmp_path / "boards", "VCOM1", 7341).load().board is None
    assert BoardFolder(tmp_path / "boards", "VCOM9", 7340).load().board is None
    assert default_boards_path().name == "boards"


def test_a_failed_saving_leaves_the_old_board(
    folder: BoardFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.save(a_board(jobs=1))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        folder.save(a_board(jobs=2))
    loaded = folder.load().board
    assert loaded is not None
    assert len(loaded.shadow().columns) == 1
    assert len(list(folder.path.iterdir())) == 1


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_nobody_else_may_read_it(folder: BoardFolder) -> None:
    folder.save(a_board(jobs=1))
    [file] = folder.path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
