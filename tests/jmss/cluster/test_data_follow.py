# SPDX-License-Identifier: GPL-3.0-or-later
"""Data that follows the service environment, and is never lost (manual S6)."""

from pathlib import Path

import pytest

from jmss.cluster.data_follow import bring_data
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


def test_a_move_that_was_cut_off_before_it_was_written_down(drive: Path) -> None:
    (drive / "queue").rename(drive / "q")
    assert bring(drive, queue="q") == []
    assert (drive / "q" / "journal.db").read_text() == "facts"
    assert len(bring(drive)) == 1


def test_nothing_is_put_over_something_else(drive: Path) -> None:
    (drive / "q").mkdir()
    (drive / "q" / "journal.db").write_text("other facts")
    with pytest.raises(DataStays, match=r"VCOM1 lies in .*/queue .*something in it already"):
        bring(drive, queue="q")
    assert (drive / "queue" / "journal.db").read_text() == "facts"
    assert (drive / "q" / "journal.db").read_text() == "other facts"


def test_a_folder_within_itself_is_said(drive: Path) -> None:
    with pytest.raises(DataStays, match="Invalid argument"):
        bring(drive, queue="queue/new")
    assert (drive / "queue" / "journal.db").read_text() == "facts"


def test_a_file_in_the_way_of_a_new_folder(drive: Path) -> None:
    (drive / "logs").write_text("")
    with pytest.raises(DriveMissing):
        bring(drive, log="logs")
