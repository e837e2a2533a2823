# SPDX-License-Identifier: GPL-3.0-or-later
"""Data that follows the service environment, and is never lost (manual S6)."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jmss.cluster import data_follow
from jmss.cluster.data_follow import bring_data, lies_in
from jmss.errors import DataStays, DriveMissing
from jmss.model.storage_folders import Purpose


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    (tmp_path / "queue").mkdir()
    (tmp_path / "queue" / "journal.db").write_text("facts")
    return tmp_path


def wanted(drive: Path, **other: str) -> dict[Purpose, Path]:
    return {purpose: drive / other.get(purpose.value, purpose.value) for purpose in Purpose}


def bring(drive: Path, **other: str) -> list[str]:
    return bring_data(drive, wanted(drive, **other), group="VCOM1")


def test_nothing_moves_out_of_the_box(drive: Path) -> None:
    assert bring(drive) == []
    assert all((drive / purpose).is_dir() for purpose in Purpose)
    assert not (drive / "storage.json").exists()


def test_the_data_follows_there_and_back(drive: Path) -> None:
    assert bring(drive, queue="JMSS/queue") == [f"{drive}/queue → {drive}/JMSS/queue"]
    assert (drive / "JMSS" / "queue" / "journal.db").read_text() == "facts"
    assert not (drive / "queue").exists()
    assert bring(drive, queue="JMSS/queue") == []
    # A failover to a node that has the recommended folders.
    assert bring(drive) == [f"{drive}/JMSS/queue → {drive}/queue"]
    assert (drive / "queue" / "journal.db").read_text() == "facts"


def test_nothing_is_put_over_something_else(drive: Path) -> None:
    (drive / "q").mkdir()
    (drive / "q" / "journal.db").write_text("other facts")
    with pytest.raises(DataStays, match=r"VCOM1 lies in .*/queue .*something in it already"):
        bring(drive, queue="q")
    assert (drive / "queue" / "journal.db").read_text() == "facts"
    assert (drive / "q" / "journal.db").read_text() == "other facts"


def test_folders_may_change_places_and_go_deeper(drive: Path) -> None:
    (drive / "output").mkdir()
    (drive / "output" / "1.1").write_text("written")
    assert len(bring(drive, queue="output", output="queue")) == 2
    assert (drive / "output" / "journal.db").read_text() == "facts"
    assert (drive / "queue" / "1.1").read_text() == "written"
    assert bring(drive, queue="output/new", output="output/old")
    assert (drive / "output" / "new" / "journal.db").read_text() == "facts"
    assert (drive / "output" / "old" / "1.1").read_text() == "written"


class PowerCut(BaseException):
    """The process is gone in the middle of a step."""


def test_a_move_may_be_cut_off_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the node that comes next wants, the data comes along."""
    for cut in range(20):
        drive = tmp_path / str(cut)
        for purpose in ("output", "queue"):
            (drive / purpose).mkdir(parents=True)
            (drive / purpose / "data").write_text(purpose)
        steps = iter(range(cut))

        def counted(do: Callable[..., None], steps: Iterator[int] = steps) -> Callable[..., None]:
            def step(*args: object, **more: object) -> None:
                if next(steps, None) is None:
                    raise PowerCut
                do(*args, **more)

            return step

        with monkeypatch.context() as patch:
            for name in ("_rename", "write_record"):
                patch.setattr(data_follow, name, counted(getattr(data_follow, name)))
            with contextlib.suppress(PowerCut):
                bring(drive, queue="output", output="a/b")
        bring(drive, queue="q", output="o")
        assert (drive / "q" / "data").read_text() == "queue"
        assert (drive / "o" / "data").read_text() == "output"


def test_what_cannot_be_moved_goes_back(drive: Path) -> None:
    (drive / "q").write_text("a file")
    with pytest.raises(DataStays):
        bring(drive, queue="q")
    assert (drive / "queue" / "journal.db").read_text() == "facts"
    assert bring(drive) == []


@settings(max_examples=60)
@given(st.lists(st.permutations(["a", "b", "c/d", "e/f/g", "a-b"]), min_size=1, max_size=6))
def test_the_data_is_always_where_it_is_wanted(plans: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        drive = Path(folder)
        for purpose in Purpose:
            (drive / purpose).mkdir()
            (drive / purpose / "data").write_text(purpose)
        for plan in plans:
            # What a person may set never lies in each other (``folder_faults``).
            output, queue, schedule = plan[:3]
            bring(drive, output=output, queue=queue, schedule=schedule)
            assert (drive / output / "data").read_text() == "output"
            assert (drive / queue / "data").read_text() == "queue"
            assert (drive / schedule / "data").read_text() == "schedule"
            assert lies_in(drive, Purpose.QUEUE) == drive / queue


def test_a_file_in_the_way_of_a_new_folder(drive: Path) -> None:
    (drive / "logs").write_text("")
    with pytest.raises(DriveMissing):
        bring(drive, log="logs")
