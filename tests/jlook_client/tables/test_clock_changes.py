# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of the clocks are found to the second and said plainly."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from jlook_client.tables.clock_changes import change_words, clock_changes
from jmss.texts import Texts

NOW = datetime(2026, 11, 23, tzinfo=UTC).timestamp()


def test_spring_and_autumn_in_new_york() -> None:
    spring, autumn = clock_changes(ZoneInfo("America/New_York"), NOW)
    assert datetime.fromtimestamp(spring.at, UTC) == datetime(2027, 3, 14, 7, tzinfo=UTC)
    assert spring.is_forward
    assert change_words(spring, Texts("en")) == (
        "14 Mar 2027: the clocks go forward from 02:00 to 03:00. What is due in between runs"
        " at 03:00."
    )
    assert datetime.fromtimestamp(autumn.at, UTC) == datetime(2027, 11, 7, 6, tzinfo=UTC)
    assert not autumn.is_forward
    assert change_words(autumn, Texts("en")) == (
        "7 Nov 2027: the clocks go back from 02:00 to 01:00. What is due in between runs once,"
        " the first time."
    )


def test_half_an_hour_on_lord_howe() -> None:
    changes = list(clock_changes(ZoneInfo("Australia/Lord_Howe"), NOW))
    assert {abs((one.after - one.before).total_seconds()) for one in changes} == {1800.0}


def test_there_are_none_in_tokyo() -> None:
    assert list(clock_changes(ZoneInfo("Asia/Tokyo"), NOW)) == []
