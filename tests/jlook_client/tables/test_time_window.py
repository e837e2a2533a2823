# SPDX-License-Identifier: GPL-3.0-or-later
from itertools import pairwise

import pytest

from jlook_client.tables.time_window import LENGTHS, TimeWindow, marks
from tests.fakes.desk_board import NOON

HOUR = 3600.0


def test_by_itself_it_shows_all_that_is_known_but_no_more_than_a_day() -> None:
    for known, length in ((5, 900), (901, 1800), (2 * HOUR, 3 * HOUR), (90 * 24 * HOUR, 24 * HOUR)):
        assert TimeWindow().stretch(NOON - known, NOON) == (NOON - length, NOON)


def test_zooming_goes_from_15_minutes_to_30_days() -> None:
    window, seen = TimeWindow(), []
    for _ in range(20):
        window = window.zoomed(NOON - 60, NOON, closer=False, share=1.0)
        seen.append(window.length)
    assert seen[-1] == 30 * 24 * HOUR == LENGTHS[-1]
    for _ in range(20):
        window = window.zoomed(NOON - 60, NOON, closer=True, share=1.0)
    assert window == TimeWindow(LENGTHS[0], None)


def test_the_moment_under_the_pointer_stays_there() -> None:
    window = TimeWindow(12 * HOUR)
    moment = NOON - 6 * HOUR
    closer = window.zoomed(NOON, NOON, closer=True, share=0.5)
    began, end = closer.stretch(NOON, NOON)
    assert (end - began, began + (end - began) / 2) == (6 * HOUR, moment)
    assert closer.zoomed(NOON, NOON, closer=False, share=0.5) == window


def test_moving_ends_at_the_present_and_at_thirty_days_back() -> None:
    window = TimeWindow(HOUR).moved(NOON, NOON, share=-0.5)
    assert window.stretch(NOON, NOON) == (NOON - 1.5 * HOUR, NOON - 0.5 * HOUR)
    assert window.stretch(NOON, NOON + 60) == window.stretch(NOON, NOON)
    assert window.moved(NOON, NOON, share=3.0) == TimeWindow(HOUR, None)
    far = window.moved(NOON, NOON, share=-1e6)
    assert far.stretch(NOON, NOON)[0] == NOON - LENGTHS[-1]
    assert TimeWindow(LENGTHS[-1]).moved(NOON, NOON, share=-1.0).end is None


def test_a_moment_is_brought_into_sight() -> None:
    window = TimeWindow(HOUR)
    assert window.showing(NOON - 60, NOON, NOON) is window
    found = window.showing(NOON - 10 * HOUR, NOON, NOON)
    began, end = found.stretch(NOON, NOON)
    assert began < NOON - 10 * HOUR < end


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("most", [1, 3, 6])
def test_marks_stand_at_round_local_times(length: float, most: int) -> None:
    tokyo = 9 * HOUR
    found = marks(NOON - length, NOON, most, lambda _at: tokyo)
    assert all(NOON - length <= at <= NOON for at in found)
    if most > 1 or length <= 7 * 24 * HOUR:
        assert len(found) <= most + 1
    steps = {later - at for at, later in pairwise(found)}
    assert len(steps) <= 1
    for step in steps:
        assert all((at + tokyo) % step == 0 for at in found)
