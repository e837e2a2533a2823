# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from jmss.cluster import drive as module
from jmss.cluster.drive import REMOTE_KINDS, check_drive, check_on_drive, file_system
from jmss.errors import DriveMissing, DriveRemote, NotOnDrive


def test_an_ordinary_folder_is_a_drive(tmp_path: Path) -> None:
    check_drive(tmp_path)


def test_the_magic_number_is_the_kernels() -> None:
    assert file_system(Path("/proc")) == 0x9FA0


@pytest.mark.parametrize(("magic", "kind"), REMOTE_KINDS.items())
def test_a_network_file_system_is_refused_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, magic: int, kind: str
) -> None:
    monkeypatch.setattr(module, "file_system", lambda _folder: magic)
    with pytest.raises(DriveRemote) as refused:
        check_drive(tmp_path)
    assert kind in str(refused.value)
    assert str(tmp_path) in str(refused.value)


def test_a_folder_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DriveMissing):
        file_system(tmp_path / "gone")


def test_a_data_folder_must_lie_on_the_drive(tmp_path: Path) -> None:
    drive = tmp_path / "I"
    (drive / "log").mkdir(parents=True)
    check_on_drive(drive / "log", drive)
    check_on_drive(drive / "not yet there", drive)
    (drive / "link").symlink_to(tmp_path)
    for folder in (tmp_path, drive / "..", drive / "link"):
        with pytest.raises(NotOnDrive) as refused:
            check_on_drive(folder, drive)
        assert str(drive) in str(refused.value)
        assert str(folder) in str(refused.value)
