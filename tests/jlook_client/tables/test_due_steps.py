# SPDX-License-Identifier: GPL-3.0-or-later
"""Due times are found in small steps, whatever the schedules are."""

from pytestqt.qtbot import QtBot

from jlook_client.tables.due_steps import Due, DueTurns, all_due, due_steps
from jmss.model.schedules import Calendar, Schedule, Shift
from jmss.timetable.due_times import HORIZON, next_times

NOW = 1_795_000_000.0
DAY = 86_400.0


def a_schedule(cron: str = "30 18 * * *", **fields: object) -> Schedule:
    return Schedule(**({"name": "S", "cron": cron} | fields))  # type: ignore[arg-type]


def found(schedule: Schedule, calendar: Calendar | None, count: int) -> list[float]:
    times: list[float] = []
    for at in due_steps(schedule, calendar, NOW, NOW + HORIZON):
        if at is not None:
            times.append(at)
        if len(times) == count:
            break
    return times


def test_the_steps_lead_to_the_same_times_as_one_search() -> None:
    calendar = Calendar(name="C", closed=("2026-12-29", "2026-12-30", "2026-12-31"))
    for schedule in (
        a_schedule(),
        a_schedule("0 9 L * *", calendar="C", shift=Shift.BEFORE),
        a_schedule("0 9 1 * *", calendar="C", shift=Shift.AFTER),
        a_schedule("0 9 * * 1", calendar="C", shift=Shift.SKIP),
        a_schedule("0 0 29 2 *"),
    ):
        assert found(schedule, calendar, 12) == next_times(schedule, calendar, NOW, 12)


def test_a_search_that_finds_nothing_can_be_left_after_each_piece() -> None:
    never = a_schedule(last_day="2020-01-01")
    steps = due_steps(never, None, NOW, NOW + 366 * DAY)
    assert list(steps) == [None] * 4


def test_a_schedule_that_is_not_sound_hinders_no_other() -> None:
    steps = all_due([a_schedule("nonsense"), a_schedule()], {}, NOW, most=2)
    assert len([step for step in steps if step is not None]) == 2


def test_what_passed_before_a_schedule_was_enabled_is_not_due() -> None:
    late = a_schedule(since=NOW + 10 * DAY)
    [first] = [step for step in all_due([late], {}, NOW, most=1) if step is not None]
    assert first.at > NOW + 10 * DAY


def test_turns_end_before_the_window_stands_still(qtbot: QtBot) -> None:
    turns = DueTurns()
    ticks = iter(range(1000))
    turns._clock = lambda: next(ticks) * 0.004
    told: list[list[Due]] = []
    turns.found.connect(told.append)
    turns.begin(iter([Due(2.0, "b"), None, Due(1.0, "a")]))
    turns.go_on()
    assert turns.is_under_way
    assert told == []
    turns.go_on()
    assert told == [[Due(1.0, "a"), Due(2.0, "b")]]
    assert not turns.is_under_way


def test_beginning_anew_forgets_what_was_found(qtbot: QtBot) -> None:
    turns = DueTurns()
    told: list[list[Due]] = []
    turns.found.connect(told.append)
    turns.begin(iter([Due(1.0, "old"), None]))
    turns.begin(iter([Due(2.0, "new")]))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [[Due(2.0, "new")]]
    turns.begin(iter([Due(3.0, "x")]))
    turns.end()
    assert not turns.is_under_way
