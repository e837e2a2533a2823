# SPDX-License-Identifier: GPL-3.0-or-later
"""The counts of the minutes: what the server says, and what is counted on, without a gap."""

from jlook_client.tables.minute_series import Endings, MinuteSeries, gaps
from jmss.errors import TooOld
from jmss.model.jobs import JobState
from jmss.model.statistics import MINUTES_KEPT, Minute
from jmss.wire.messages import Statistics

NOW = 6000.0 + 30.0
"""In minute 100."""
RUNS = {JobState.RUNNING: 4, JobState.QUEUED: 9, JobState.HELD: 1}


def answer(*minutes: Minute, seq: int = 50) -> Statistics:
    return Statistics(id="a", seq=seq, minutes=list(minutes))


class Series(MinuteSeries):
    def __init__(self) -> None:
        super().__init__()
        self.told = 0
        self.changed = self.tell

    def tell(self) -> None:
        self.told += 1


def test_what_came_before_the_answer_is_counted_once() -> None:
    series = Series()
    series.count(50, NOW, Endings(normal=5))
    series.count(51, NOW, Endings(normal=1, abnormal=2))
    series.take(answer(Minute(99, 3, 3, 7, 0, 0), Minute(100, 4, 9, 5, 0, 1)))
    assert series.minutes[100] == Minute(100, 4, 9, 6, 2, 1), "row 50 is in the answer already"
    series.count(52, NOW + 60.0, Endings(cancelled=1))
    series.look(NOW + 61.0, RUNS)
    assert series.between(100, 101)[1] == Minute(101, 4, 9, 0, 0, 1)


def test_the_present_is_looked_at_and_nothing_is_told_when_nothing_is_new() -> None:
    series = Series()
    series.look(NOW, RUNS)
    assert series.minutes == {}, "nobody has said what was before"
    series.take(answer(Minute(100, 4, 9, 0, 0, 0)))
    told = series.told
    series.look(NOW + 1.0, RUNS)
    assert series.told == told
    series.look(NOW + 2.0, RUNS | {JobState.RUNNING: 5})
    assert (series.told, series.minutes[100].running) == (told + 1, 5)


def test_after_a_cut_the_last_minute_is_asked_again() -> None:
    series = Series()
    assert series.asks_since(NOW) == 0.0
    series.take(answer(Minute(99, 1, 1, 1, 0, 0), Minute(100, 4, 9, 5, 0, 0)))
    series.cut()
    assert not series.counts_on
    series.look(NOW + 120.0, RUNS)
    assert series.asks_since(NOW + 180.0) == 6000.0
    series.take(answer(Minute(100, 4, 9, 8, 0, 0), Minute(103, 2, 2, 0, 0, 0), seq=90))
    assert [one.minute for one in series.between(0, 200)] == [99, 100, 103]
    assert series.minutes[100].normal == 8
    assert gaps(series.between(90, 103), 103) == [(101, 103)]


def test_another_journal_takes_the_place_of_everything() -> None:
    series = Series()
    series.take(answer(Minute(99, 1, 1, 1, 0, 0)))
    series.begin_anew()
    assert len(series.minutes) == 1, "until it comes the old one is read"
    assert series.asks_since(NOW) == 0.0
    series.take(answer(Minute(100, 1, 1, 1, 0, 0)))
    assert [*series.minutes] == [100]


def test_a_day_is_kept() -> None:
    series = Series()
    series.take(answer(Minute(10, 1, 1, 1, 0, 0), Minute(11 + MINUTES_KEPT, 1, 1, 1, 0, 0)))
    assert [*series.minutes] == [11 + MINUTES_KEPT]
    assert series.asks_since(60.0 * (MINUTES_KEPT + 200)) == 60.0 * (11 + MINUTES_KEPT)


def test_a_server_whose_clock_is_a_little_ahead() -> None:
    series = Series()
    series.take(answer(Minute(101, 4, 9, 0, 0, 0)))
    series.count(51, NOW, Endings(normal=1))
    series.look(NOW, RUNS)
    assert [*series.minutes.values()] == [Minute(101, 4, 9, 1, 0, 0)]


def test_what_the_server_could_not_say() -> None:
    series = Series()
    series.fail(TooOld())
    assert isinstance(series.trouble, TooOld)
    series.cut()
    assert series.trouble is None


def test_gaps_up_to_now_and_none_before_the_first_count() -> None:
    known = [Minute(n, 0, 0, 0, 0, 0) for n in (5, 6, 9)]
    assert gaps(known, 12) == [(7, 9), (10, 13)]
    assert gaps(known, 9) == [(7, 9)]
    assert gaps([], 9) == []
