# SPDX-License-Identifier: GPL-3.0-or-later
"""Rushes of returning clients, counted."""

from jmss.server.rush import CALM, RUSH, Rush, Rushed


def test_a_rush_is_told_once_when_nobody_comes_any_more() -> None:
    rush = Rush()
    for at in range(RUSH):
        rush.connected(10.0 + at * 0.01)
        rush.shook_hands(10.0 + at * 0.01)
    rush.connected(12.0)
    assert rush.over(12.0 + CALM / 2) is None
    assert rush.over(12.0 + CALM) == Rushed(RUSH + 1, RUSH, 2.0)
    assert rush.over(100.0) is None


def test_comings_and_goings_of_a_day_are_no_rush() -> None:
    rush = Rush()
    for at in range(2 * RUSH):
        rush.connected(at * 3.0)
        rush.shook_hands(at * 3.0)
        assert rush.over(at * 3.0 + CALM) is None
