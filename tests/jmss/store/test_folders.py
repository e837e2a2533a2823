# SPDX-License-Identifier: GPL-3.0-or-later
"""The four folders of the manual."""

from pathlib import Path

import pytest

from jmss.errors import DriveMissing
from jmss.store.folders import FOLDERS, journal_file, make_folders


def test_they_are_made_once(tmp_path: Path) -> None:
    make_folders(tmp_path)
    make_folders(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(FOLDERS)
    assert journal_file(tmp_path).parent.is_dir()


def test_a_drive_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DriveMissing, match="no-drive"):
        make_folders(tmp_path / "no-drive")
