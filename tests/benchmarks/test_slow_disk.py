# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is slowed for a bench is the usual one again after it."""

import gc
import sqlite3
from pathlib import Path

import pytest

from benchmarks.parts.slow_disk import SlowDisk


@pytest.fixture
def disk() -> SlowDisk:
    try:
        return SlowDisk(0.0)
    except OSError as error:
        pytest.skip(str(error))


def write(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE IF NOT EXISTS t (a)")
    connection.execute("INSERT INTO t VALUES (1)")
    connection.commit()
    connection.close()


def test_syncs_are_slowed_while_it_is_in_place_and_not_after(
    disk: SlowDisk, tmp_path: Path
) -> None:
    write(tmp_path / "before")
    assert disk.syncs == 0
    with disk:
        write(tmp_path / "meanwhile")
        slowed = disk.syncs
        assert slowed > 0
    write(tmp_path / "after")
    write(tmp_path / "meanwhile")
    assert disk.syncs == slowed


def test_nothing_of_it_is_left_behind(disk: SlowDisk, tmp_path: Path) -> None:
    with disk:
        write(tmp_path / "meanwhile")
    del disk
    gc.collect()
    for at in range(20):
        write(tmp_path / f"after {at}")
