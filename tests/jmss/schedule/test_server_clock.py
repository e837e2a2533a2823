# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's time, worked out from what it says."""

from jmss.schedule.server_clock import KEPT, ServerClock


def test_it_is_not_known_before_the_server_speaks() -> None:
    assert not ServerClock().known


def test_the_quickest_message_counts() -> None:
    clock = ServerClock()
    clock.hear(1000.0, at=10.4)
    clock.hear(1000.5, at=10.51)
    clock.hear(1001.0, at=11.3)
    assert abs(clock.at(11.3) - 1001.29) < 1e-6


def test_a_clock_that_is_set_is_followed_at_once() -> None:
    clock = ServerClock()
    clock.hear(1000.0, at=10.0)
    clock.hear(500.0, at=11.0)
    assert clock.at(11.0) == 500.0
    clock.hear(9000.0, at=12.0)
    assert clock.at(12.5) == 9000.5


def test_a_clock_that_runs_slower_is_followed_in_the_end() -> None:
    clock = ServerClock()
    for n in range(2 * KEPT):
        clock.hear(1000.0 + n - 0.01 * n, at=float(n))
    assert clock.at(2.0 * KEPT) < 1000.0 + 2 * KEPT - 0.01 * KEPT + 0.02
