# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from jmss.machine.status import UNREADABLE, Outcome, Status, read_status, write_status


def test_what_is_written_is_read(tmp_path: Path) -> None:
    status = Status(outcome=Outcome.ENDED, exit_code=3, started=1.5, ended=2.5)
    write_status(tmp_path, status)
    assert read_status(tmp_path) == status


def test_no_file_is_no_status(tmp_path: Path) -> None:
    assert read_status(tmp_path) is None


def test_a_damaged_file_counts_as_interrupted(tmp_path: Path) -> None:
    (tmp_path / "status.json").write_text('{"outcome":"en')
    status = read_status(tmp_path)
    assert status is not None
    assert (status.outcome, status.detail) == (Outcome.INTERRUPTED, UNREADABLE)


@pytest.mark.parametrize(
    ("number", "name"), [(0, ""), (9, "SIGKILL"), (15, "SIGTERM"), (40, "SIG40")]
)
def test_signals_have_names(number: int, name: str) -> None:
    assert Status(outcome=Outcome.ENDED, signal=number, ended=1.0).signal_name == name


def test_an_errno_is_said_in_words() -> None:
    assert Status(outcome=Outcome.NOT_STARTED, error=28, ended=1.0).detail == (
        "No space left on device"
    )
