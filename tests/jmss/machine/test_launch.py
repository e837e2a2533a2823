# SPDX-License-Identifier: GPL-3.0-or-later
from collections.abc import Callable
from pathlib import Path

import pytest

from jmss.errors import Fenced
from jmss.machine.claims import Claims
from jmss.machine.keepers import Keeper, is_kept
from jmss.machine.launch import STOPPED_EARLY, Launcher
from jmss.machine.status import Outcome, Status, read_status
from tests.fakes.attempts import an_order, over


def a_launcher(claims: Claims, check: Callable[[], None] = lambda: None) -> Launcher:
    return Launcher(claims=claims, machine="VCOM2", incarnation=7, check=check, environment={})


@pytest.fixture
def claims(tmp_path: Path) -> Claims:
    claims = Claims(tmp_path)
    claims.prepare()
    return claims


def test_an_attempt_is_claimed_and_kept_once(claims: Claims) -> None:
    keeper = a_launcher(claims).launch(an_order(command="exit 3"), ())
    assert isinstance(keeper, Keeper)
    assert a_launcher(claims).launch(an_order(command="exit 3"), ()) is None
    over(keeper)
    assert claims.read((1, 1)).incarnation == 7
    status = read_status(claims.folder((1, 1)))
    assert status is not None
    assert status.exit_code == 3


def test_a_stopped_attempt_is_claimed_and_settled(claims: Claims) -> None:
    status = a_launcher(claims).launch(an_order(), {(1, 1)})
    assert isinstance(status, Status)
    assert (status.outcome, status.detail) == (Outcome.NOT_STARTED, STOPPED_EARLY)
    assert read_status(claims.folder((1, 1))) == status
    assert not is_kept(claims.folder((1, 1)))
    assert a_launcher(claims).launch(an_order(), ()) is None


def test_a_fenced_machine_claims_nothing(claims: Claims) -> None:
    def fenced() -> None:
        raise Fenced(name="VCOM2", mine=1, current=2)

    with pytest.raises(Fenced):
        a_launcher(claims, fenced).launch(an_order(), ())
    assert claims.keys() == []


def test_a_status_that_the_drive_does_not_take_is_told_all_the_same(
    claims: Claims, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    expect_log("the drive does not take its status")

    def full(_folder: Path, _status: Status) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jmss.machine.launch.write_status", full)
    status = a_launcher(claims).launch(an_order(), {(1, 1)})
    assert isinstance(status, Status)
    assert status.detail == STOPPED_EARLY
