# SPDX-License-Identifier: GPL-3.0-or-later
"""The times of a link by the size of the site."""

from itertools import pairwise

import pytest

from jmss.rules.timing import DEAD, Pace, outgrown, pace

LATE = 0.3
"""Seconds by which a busy server's heartbeat or a client's timer may be late."""


@pytest.mark.parametrize("clients", [0, 1, 199])
def test_a_small_site_is_quick(clients: int) -> None:
    assert pace(clients) == Pace(heartbeat=0.5, suspect=1.0, dead=2.5, retry_cap=0.3, spread=0.0)


def test_a_large_site_is_gentle() -> None:
    assert pace(5000) == Pace(heartbeat=1.0, suspect=1.6, dead=2.5, retry_cap=2.0, spread=5.0)
    assert pace(100_000).spread == 10.0
    assert pace(100_000).retry_cap == 2.0


def test_from_five_hundred_on_first_retries_are_spread() -> None:
    assert [pace(clients).spread for clients in (499, 500, 1000)] == [0.0, 0.5, 1.0]


def test_more_clients_never_make_it_quicker() -> None:
    for fewer, more in pairwise(pace(clients) for clients in range(0, 6000, 37)):
        assert fewer.heartbeat <= more.heartbeat
        assert fewer.suspect <= more.suspect
        assert fewer.retry_cap <= more.retry_cap
        assert fewer.spread <= more.spread


@pytest.mark.parametrize("clients", [1, 199, 200, 1000, 5000])
def test_the_promises_to_operators(clients: int) -> None:
    chosen = pace(clients)
    assert chosen.dead == DEAD
    assert chosen.dead + LATE <= 2.9, "a cut is given up within 2.9 s"
    assert chosen.suspect >= 1.6 * chosen.heartbeat, "a heartbeat that is late is no alarm"
    assert chosen.dead >= 1.0 + chosen.heartbeat + LATE, "a blip of 1.0 s never drops the link"
    if clients < 200:
        assert chosen.suspect + LATE <= 1.3, "a cut is doubted within 1.3 s"
        assert 1.25 * chosen.retry_cap + LATE <= 0.8, "back within 0.8 s at any outage"


@pytest.mark.parametrize(
    ("told", "clients", "stale"),
    [
        (1, 199, False),  # the same times
        (1, 300, True),
        (190, 210, False),  # not at every coming and going
        (1000, 1200, False),
        (1000, 1300, True),
        (5000, 2600, False),
        (5000, 2400, True),
        (20_000, 60_000, False),
    ],
)
def test_times_are_told_anew_when_the_site_has_outgrown_them(
    told: int, clients: int, *, stale: bool
) -> None:
    assert outgrown(told, clients) is stale
