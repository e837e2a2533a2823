# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import msgspec
import pytest

from jmss.cluster.records import write_record
from jmss.cluster.stop_mark import forget_stop, grace_left, mark_stopped, stop_mark
from jmss.errors import BadConfiguration


def test_the_grace_period_runs_out(tmp_path: Path) -> None:
    assert stop_mark(tmp_path) is None
    assert grace_left(tmp_path) == 0.0
    mark = mark_stopped(tmp_path, 60.0)
    assert stop_mark(tmp_path) == mark
    assert 50.0 < grace_left(tmp_path) <= 60.0
    write_record(tmp_path / "stop.json", msgspec.structs.replace(mark, until=0.0))
    assert grace_left(tmp_path) == 0.0
    forget_stop(tmp_path)
    forget_stop(tmp_path)
    assert stop_mark(tmp_path) is None


def test_after_another_start_of_the_system_nothing_is_left_of_it(tmp_path: Path) -> None:
    mark = mark_stopped(tmp_path, 60.0)
    write_record(tmp_path / "stop.json", msgspec.structs.replace(mark, boot_id="before"))
    assert grace_left(tmp_path) == 0.0
    assert stop_mark(tmp_path) is not None, "it stays stopped"


def test_a_damaged_mark_is_told(tmp_path: Path) -> None:
    (tmp_path / "stop.json").write_text("no")
    with pytest.raises(BadConfiguration):
        stop_mark(tmp_path)
