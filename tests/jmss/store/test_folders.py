# SPDX-License-Identifier: GPL-3.0-or-later
"""The four folders of the manual."""

from dataclasses import astuple
from pathlib import Path

import pytest

from jmss.errors import DriveMissing
from jmss.store.folders import ServerFolders


def test_they_are_made_once(tmp_path: Path) -> None:
    folders = ServerFolders.on(tmp_path)
    folders.make()
    folders.make()
    assert set(tmp_path.iterdir()) == set(astuple(folders))
    assert folders.journal.parent.is_dir()


def test_a_drive_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DriveMissing, match="no-drive"):
        ServerFolders.on(tmp_path / "no-drive").make()
