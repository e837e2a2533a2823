# SPDX-License-Identifier: GPL-3.0-or-later
"""A long outage does not flood the log."""

from jmss.link.repeats import TELL_EVERY, Repeats
from jmss.link.view import Cause


def test_the_first_of_a_kind_is_told_and_then_one_a_minute_with_the_count() -> None:
    repeats = Repeats()
    told = [repeats.news(Cause.REFUSED, at * 0.5) for at in range(241)]
    assert told[0] == 1
    assert [count for count in told if count] == [1, 120, 120]


def test_each_cause_counts_for_itself() -> None:
    repeats = Repeats()
    causes = (Cause.REFUSED, Cause.TIMED_OUT)
    told = [repeats.news(causes[at % 2], at * 1.0) for at in range(int(TELL_EVERY))]
    assert told == [1, 1] + [0] * (int(TELL_EVERY) - 2)
