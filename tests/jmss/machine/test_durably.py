# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from jmss.machine.durably import write_durably


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_durably(str(tmp_path), "status.json", b"one")
    write_durably(str(tmp_path), "status.json", b"two" * 100_000)
    assert (tmp_path / "status.json").read_bytes() == b"two" * 100_000
    assert [path.name for path in tmp_path.iterdir()] == ["status.json"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_durably(str(tmp_path / "gone"), "status.json", b"one")
