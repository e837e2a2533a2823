# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from jlook_client.clock import Clock, duration
from tests.fakes.still_clock import StillClock


def test_a_stamp_is_told_as_the_time_on_the_wall() -> None:
    clock = StillClock(at=60.0)
    assert clock.time_of_day(5.0) == "14:32:05"
    assert clock.time_of_day(clock.now()) == "14:33:00"


def test_a_stamp_keeps_its_time_of_day_while_time_goes_on() -> None:
    clock = StillClock(at=5.0)
    told = clock.time_of_day(5.0)
    clock.at = 4000.0
    assert clock.time_of_day(5.0) == told


def test_the_real_clocks_agree() -> None:
    clock = Clock()
    assert clock.wall_time(clock.now()) == pytest.approx(clock.wall_now(), abs=0.5)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(-1, "0:00"), (4.9, "0:04"), (61, "1:01"), (3600, "1:00:00"), (36125, "10:02:05")],
)
def test_lengths_of_time(seconds: float, told: str) -> None:
    assert duration(seconds) == told
