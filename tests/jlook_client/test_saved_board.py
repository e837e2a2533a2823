# SPDX-License-Identifier: GPL-3.0-or-later
"""The last board on disk: whole or not at all, and of the right server."""

import os
import stat
from pathlib import Path

import msgspec
import pytest

from jlook_client.board_packing import BoardPacking
from jlook_client.mirror import Mirror
from jlook_client.saved_board import (
    BoardFolder,
    BoardToSave,
    board_of,
    default_boards_path,
    head_of,
)
from jmss.model.changes import Position
from jmss.model.jobs import JobState
from jmss.model.schedules import Schedule
from tests.fakes.desk_board import NOON, Desk, a_job, a_machine, two_queues


def a_mirror(*, epoch: str = "e", jobs: int = 1200) -> Mirror:
    desk = Desk(
        a_machine("VCOM2"),
        *two_queues(),
        *(a_job(number, JobState.RUNNING) for number in range(1, jobs + 1)),
    )
    desk.mirror.position = Position(epoch, 77, 3)
    return desk.mirror


def a_board(*, epoch: str = "e", jobs: int = 1200) -> BoardToSave:
    return saved_from(a_mirror(epoch=epoch, jobs=jobs))


def saved_from(mirror: Mirror) -> BoardToSave:
    head = head_of(mirror, server="VCOM1", at=NOON, ahead=0.25)
    assert head is not None
    return board_of(head, BoardPacking(mirror))


def loaded_from(folder: BoardFolder) -> Mirror:
    loaded = folder.load().board
    assert loaded is not None
    mirror = Mirror()
    mirror.swap(loaded.shadow, loaded.head.position)
    return mirror


def as_before(folder: BoardFolder, mirror: Mirror) -> Path:
    """Save a board as JLook did when jobs were lines of JSON, too."""
    facts = [*mirror.machines.values(), *mirror.queues.values(), *mirror.jobs.values()]
    head = {
        "version": 1,
        "server": "VCOM1",
        "at": NOON,
        "ahead": 0.25,
        "position": {"epoch": "e", "seq": 77, "inc": 3},
        "count": len(facts),
    }
    folder.path.mkdir(parents=True)
    lines = [head, *(facts[at : at + 500] for at in range(0, len(facts), 500))]
    file = folder.path / "e.board"
    file.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    return file


@pytest.fixture
def folder(tmp_path: Path) -> BoardFolder:
    return BoardFolder(tmp_path / "boards", "VCOM1", 7340)


def test_a_board_comes_back_as_it_was(folder: BoardFolder) -> None:
    there = a_mirror(jobs=20_000)
    board = saved_from(there)
    folder.save(board)
    loaded = folder.load().board
    assert loaded is not None
    assert loaded.head == board.head
    mirror = loaded_from(folder)
    assert len(mirror.jobs) == 20_000
    assert mirror.jobs == there.jobs
    assert mirror.machines == there.machines
    assert mirror.queues == there.queues
    assert mirror.position == Position("e", 77, 3)


@pytest.mark.parametrize("many", [3, 9_000], ids=["few", "many"])
def test_what_changes_while_it_is_packed_is_in_it_as_of_the_end(
    folder: BoardFolder, many: int
) -> None:
    desk = Desk(*two_queues(), *(a_job(number) for number in range(1, 20_001)))
    packing = BoardPacking(desk.mirror)
    numbers = range(5_000, 5_000 + many)
    while not packing.step():
        desk.change(*(a_job(number, JobState.RUNNING, name="x" * 99) for number in numbers))
        desk.drop(numbers[-1])
        desk.change(a_job(100_000 + len(desk.mirror.jobs)), a_job(numbers[-1]))
    desk.drop(1)
    desk.drop(20_000)
    desk.change(a_job(200_000))
    head = head_of(desk.mirror, server="VCOM1", at=NOON, ahead=0.0)
    assert head is not None
    folder.save(board_of(head, packing))
    packing.stop()
    assert loaded_from(folder).jobs == desk.mirror.jobs
    assert len(desk.mirror.watchers) == 0


def test_a_snapshot_while_it_is_packed_takes_the_place_of_all(folder: BoardFolder) -> None:
    desk = Desk(*(a_job(number) for number in range(1, 20_001)))
    packing = BoardPacking(desk.mirror)
    packing.step()
    desk.replace(*(a_job(number) for number in range(10, 20)))
    head = head_of(desk.mirror, server="VCOM1", at=NOON, ahead=0.0)
    assert head is not None
    folder.save(board_of(head, packing))
    assert loaded_from(folder).jobs == desk.mirror.jobs


def test_a_board_of_an_older_jlook_is_still_read(folder: BoardFolder) -> None:
    there = a_mirror()
    as_before(folder, there)
    mirror = loaded_from(folder)
    assert mirror.jobs == there.jobs
    assert mirror.machines == there.machines
    assert mirror.position == Position("e", 77, 3)


def test_a_damaged_board_of_an_older_jlook_is_set_aside(folder: BoardFolder) -> None:
    file = as_before(folder, a_mirror())
    whole = file.read_bytes()
    file.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1])
    loaded = folder.load()
    assert loaded.board is None
    assert loaded.set_aside is not None


def test_at_first_there_is_nothing(folder: BoardFolder) -> None:
    assert folder.load().board is None
    assert folder.load().set_aside is None
    assert head_of(Mirror(), server="VCOM1", at=NOON, ahead=0.0) is None


@pytest.mark.parametrize(
    "damage",
    ["cut", "cut at a chunk", "empty", "noise", "a bit", "length", "other server", "next version"],
)
def test_a_damaged_file_is_set_aside(folder: BoardFolder, damage: str) -> None:
    folder.save(a_board())
    [file] = folder.path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(
        {
            "cut": whole[:-7],
            "cut at a chunk": whole[: whole.index(b"\n") + 1],
            "a bit": whole[:-1] + bytes([whole[-1] ^ 1]),
            "length": whole[: whole.index(b"\n") + 1] + b"\xff" * 8,
            "empty": b"",
            "noise": b"\xff\x00" + whole,
            "other server": whole.replace(b"VCOM1", b"VCOM9", 1),
            "next version": whole.replace(b'"version":2', b'"version":3', 1),
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
    assert len(loaded_from(folder).jobs) == 1
    assert len(list(folder.path.iterdir())) == 1


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_nobody_else_may_read_it(folder: BoardFolder) -> None:
    folder.save(a_board(jobs=1))
    [file] = folder.path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_documents_are_saved_along(tmp_path: Path) -> None:
    mirror = a_mirror(jobs=1)
    mirror.named["schedule", "s"] = Schedule(name="s", revision=2)
    folder = BoardFolder(tmp_path, "VCOM1", 7711)
    folder.save(saved_from(mirror))
    assert loaded_from(folder).named == mirror.named
