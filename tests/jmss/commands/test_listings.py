# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments and lengths of time as tables show them."""

import time

import pytest

from jmss.commands.listings import clock, duration


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1.0, "0:00"), (9.9, "0:09"), (61.0, "1:01"), (3599.0, "59:59"), (3600.0, "1:00:00")],
)
def test_a_length_of_time(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_moment_of_another_day_has_its_date() -> None:
    now = time.mktime((2026, 11, 22, 14, 32, 5, 0, 0, -1))
    assert clock(now - 60, now) == "14:31:05"
    assert clock(now - 86400, now) == "11-21 14:32"
    assert clock(None, now) == "-"
