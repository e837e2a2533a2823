# SPDX-License-Identifier: GPL-3.0-or-later
"""What is due next and what is overdue, by what the server told."""

from typing import Any

import pytest
from msgspec.structs import replace

from jmss.model.changes import Fact
from jmss.model.documents import Removed
from jmss.model.menu import Menu
from jmss.model.operations import FireSchedule
from jmss.model.schedules import Calendar, Fired, Missed, Schedule, Shift
from jmss.schedule.agenda import LATE, Agenda
from jmss.timetable.due_times import next_times
from jmss.wire.messages import Documents

EACH_TEN = Schedule(name="ten", cron="*/10 * * * *", time_zone="UTC", since=0.0)
TEN = 600.0
HOUR = 3600.0


def agenda_of(*facts: Fact) -> Agenda:
    agenda = Agenda()
    agenda.take(told(*facts, whole=True))
    return agenda


def told(*facts: Fact, whole: bool = False) -> Documents:
    return Documents(id="q", seq=1, facts=list(facts), time=0.0, whole=whole)


def due(fires: list[FireSchedule]) -> list[tuple[str, float, bool]]:
    return [(fire.schedule, fire.due, fire.missed) for fire in fires]


def all_due(agenda: Agenda, now: float, began: float) -> list[tuple[str, float, bool]]:
    """Let the server answer all there is to ask for."""
    found = []
    while fires := agenda.overdue(now, began, most=9):
        for fire in fires:
            agenda.answered(fire)
        found += due(fires)
    return found


def test_nothing_is_due_where_there_is_nothing() -> None:
    agenda = agenda_of(Menu(), replace(EACH_TEN, enabled=False))
    assert agenda.next_at() is None
    assert agenda.overdue(1e9, 0.0, most=9) == []


def test_it_is_due_at_the_second_and_not_before() -> None:
    agenda = agenda_of(replace(EACH_TEN, since=100.0))
    assert agenda.next_at() == TEN
    assert agenda.overdue(TEN - 0.01, 0.0, most=9) == []
    assert due(agenda.overdue(TEN, 0.0, most=9)) == [("ten", TEN, False)]


def test_what_was_answered_is_not_asked_again_although_no_news_came() -> None:
    agenda = agenda_of(EACH_TEN)
    (fire,) = agenda.overdue(TEN, 0.0, most=9)
    agenda.answered(fire)
    assert agenda.overdue(TEN + 1, 0.0, most=9) == []
    assert agenda.next_at() == 2 * TEN


def test_what_the_server_has_seen_to_is_not_asked_again() -> None:
    agenda = agenda_of(EACH_TEN)
    agenda.take(told(Fired(name="ten", up_to=3 * TEN)))
    assert agenda.next_at() == 4 * TEN
    # The clock was set back: what was fired stays fired.
    assert agenda.overdue(TEN, 0.0, most=9) == []


def test_the_earliest_comes_first_and_of_each_schedule_one() -> None:
    agenda = agenda_of(EACH_TEN, replace(EACH_TEN, name="five", cron="*/5 * * * *"))
    assert due(agenda.overdue(TEN, TEN - 300, most=9)) == [
        ("five", 300.0, False),
        ("ten", TEN, False),
    ]


def test_it_is_asked_for_once_however_often_its_news_came() -> None:
    agenda = agenda_of(EACH_TEN, replace(EACH_TEN, name="five", cron="*/5 * * * *"))
    for _ in range(3):
        agenda.take(told(replace(EACH_TEN, owner="sato"), Fired(name="ten", up_to=0.0)))
        assert agenda.next_at() == TEN / 2
    assert due(agenda.overdue(TEN, TEN - 300, most=9)) == [
        ("five", 300.0, False),
        ("ten", TEN, False),
    ]
    agenda.take(told(Removed(kind="schedule", name="ten")))
    assert due(agenda.overdue(TEN, TEN - 300, most=9)) == [("five", 300.0, False)]


def test_of_many_that_are_due_only_those_that_moved_are_worked_out_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worked_out: list[str] = []

    def counted(schedule: Schedule, *rest: Any) -> list[float]:
        worked_out.append(schedule.name)
        return next_times(schedule, *rest)

    monkeypatch.setattr("jmss.schedule.agenda.next_times", counted)
    names = [f"s{n:03}" for n in range(300)]
    agenda = agenda_of(*(replace(EACH_TEN, name=name) for name in names))
    found = []
    while fires := agenda.overdue(TEN, 0.0, most=12):
        for fire in fires:
            agenda.answered(fire)
            agenda.next_at()
            agenda.take(told(Fired(name=fire.schedule, up_to=fire.due)))
        found += [fire.schedule for fire in fires]
    assert found == names
    assert len(worked_out) == 3 * len(names), "once at first, once answered, once by the news"


def test_only_so_many_and_not_those_that_are_asked_for() -> None:
    names = [f"s{n}" for n in range(5)]
    agenda = agenda_of(*(replace(EACH_TEN, name=name) for name in reversed(names)))
    assert [one.schedule for one in agenda.overdue(TEN, 0.0, most=2)] == names[:2]
    found = agenda.overdue(TEN, 0.0, most=9, but={"s0", "s3"})
    assert [one.schedule for one in found] == ["s1", "s2", "s4"]


def test_missed_once() -> None:
    agenda = agenda_of(EACH_TEN)
    assert all_due(agenda, HOUR + 1, began=HOUR) == [("ten", HOUR, False)]


def test_missed_once_and_what_is_due_now() -> None:
    agenda = agenda_of(EACH_TEN)
    assert all_due(agenda, HOUR + 1, began=HOUR - 1) == [
        ("ten", HOUR - TEN, False),
        ("ten", HOUR, False),
    ]


def test_missed_each() -> None:
    agenda = agenda_of(replace(EACH_TEN, missed=Missed.EACH))
    found = all_due(agenda, HOUR + 1, began=HOUR)
    assert found == [("ten", n * TEN, False) for n in range(1, 7)]


def test_missed_skip() -> None:
    agenda = agenda_of(replace(EACH_TEN, missed=Missed.SKIP))
    assert all_due(agenda, HOUR + 1, began=HOUR - 1) == [
        ("ten", HOUR - TEN, True),
        ("ten", HOUR, False),
    ]


def test_what_is_late_for_a_minute_is_missed_though_a_server_works() -> None:
    agenda = agenda_of(replace(EACH_TEN, missed=Missed.SKIP))
    assert due(agenda.overdue(TEN + LATE - 1, 0.0, most=9)) == [("ten", TEN, False)]
    assert due(agenda.overdue(TEN + LATE, 0.0, most=9)) == [("ten", TEN, True)]


def test_the_last_of_very_many_missed_times_is_found_at_once() -> None:
    minutely = replace(EACH_TEN, cron="* * * * *")
    years = 20 * 365 * 24 * HOUR
    assert all_due(agenda_of(minutely), years + 30, began=years + 30) == [("ten", years, False)]
    yearly = replace(EACH_TEN, cron="0 0 1 1 *")
    newest = 20 * 365 * 24 * HOUR + 5 * 24 * HOUR  # five leap years: 1 January 1990
    assert all_due(agenda_of(yearly), newest + 300 * 24 * HOUR, began=1e12) == [
        ("ten", newest, False)
    ]


def test_a_calendar_that_comes_or_changes_counts_at_once() -> None:
    thursday = 0.0
    shifted = replace(EACH_TEN, cron="0 0 * * *", calendar="bank", shift=Shift.SKIP)
    agenda = agenda_of(replace(shifted, since=thursday + 1), Calendar(name="bank", holidays=""))
    assert agenda.next_at() == 24 * HOUR
    agenda.take(told(Calendar(name="bank", holidays="", closed=("1970-01-02",), revision=2)))
    assert agenda.next_at() == 4 * 24 * HOUR


def test_what_is_removed_or_disabled_is_due_no_longer() -> None:
    agenda = agenda_of(EACH_TEN)
    agenda.take(told(replace(EACH_TEN, enabled=False)))
    assert agenda.next_at() is None
    agenda.take(told(EACH_TEN))
    assert agenda.next_at() == TEN
    agenda.take(told(Removed(kind="schedule", name="ten"), Removed(kind="menu", name="menu")))
    assert agenda.next_at() is None


def test_all_that_there_is_takes_the_place_of_what_was_known() -> None:
    agenda = agenda_of(EACH_TEN)
    first = told(replace(EACH_TEN, name="a"), whole=True)
    agenda.take(first)
    agenda.carry_on(told(replace(EACH_TEN, name="b"), whole=True))
    assert [fire.schedule for fire in agenda.overdue(TEN, 0.0, most=9)] == ["a", "b"]
