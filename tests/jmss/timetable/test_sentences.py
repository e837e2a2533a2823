# SPDX-License-Identifier: GPL-3.0-or-later
"""When a schedule is due, in words."""

import pytest

from jmss.model.schedules import BusinessDay, Missed, Overlap, Schedule, Shift
from jmss.texts import LANGUAGES, Texts
from jmss.timetable.sentences import when_words

EN = Texts("en")


def said(schedule: Schedule) -> str:
    """Give its words in English."""
    return "; ".join(phrase.told(EN) for phrase in when_words(schedule))


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("30 18 * * *", "at 18:30; every day"),
        ("0 9,18 * * 1-5", "at 09:00, 18:00; on Mon, Tue, Wed, Thu, Fri"),
        ("* * * * *", "every minute; every day"),
        ("*/5 * * * *", "every 5 minutes; every day"),
        ("15 * * * 7", "at minute 15 of every hour; on Sun"),
        ("*/10 8-17 * * *", "every 10 minutes; in the hours 8-17; every day"),
        ("40 */3 * * *", "at minute 40; every 3 hours from 0:00; every day"),
        ("*/20 */2 * * *", "every 20 minutes; every 2 hours from 0:00; every day"),
        ("5,35 8-17 * * *", "at minute 5,35; in the hours 8-17; every day"),
        ("0 0 1,15 * *", "at 00:00; on day 1,15 of the month"),
        ("0 0 L 3,6 *", "at 00:00; on the last day of the month; in month 3, 6"),
        ("0 0 13 * 5", "at 00:00; on day 13 of the month or on Fri"),
        ("0 0 * * 1#2", "at 00:00; on 1#2"),
    ],
)
def test_cron_in_words(cron: str, words: str) -> None:
    assert said(Schedule(name="any", cron=cron)).startswith(words + "; time of Asia/Tokyo;")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (BusinessDay(n=3), "on business day 3 of the month"),
        (BusinessDay(n=1, from_end=True), "on the last business day of the month"),
        (BusinessDay(n=2, from_end=True), "on business day 2 from the end of the month"),
    ],
)
def test_business_days_in_words(day: BusinessDay, words: str) -> None:
    schedule = Schedule(name="any", cron="0 8 * * *", business_day=day, calendar="bank")
    assert said(schedule).startswith(f"at 08:00; {words}; calendar bank; time of")


def test_the_rest_in_words() -> None:
    schedule = Schedule(
        name="any",
        cron="0 8 * * *",
        time_zone="UTC",
        shift=Shift.BEFORE,
        first_day="2026-12-01",
        last_day="2026-12-31",
        missed=Missed.SKIP,
        overlap=Overlap.CANCEL,
    )
    assert said(schedule) == (
        "at 08:00; every day; on a day without business, the business day before; time of UTC;"
        " from 2026-12-01 on; until 2026-12-31; no run for times missed while no server worked;"
        " jobs of the last run that have not ended are cancelled"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_for_missed_and_overlap_is_there(language: str) -> None:
    tr = Texts(language)
    for missed in Missed:
        for overlap in Overlap:
            words = when_words(Schedule(name="a", cron="0 8 * * 1", missed=missed, overlap=overlap))
            assert all(phrase.told(tr) for phrase in words)
