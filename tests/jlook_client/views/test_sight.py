# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from jlook_client.views.sight import Sight
from jmss.link.view import LinkState
from jmss.texts import Texts
from tests.fakes.desk_link import down, never, up
from tests.fakes.still_clock import WALL_AT_ZERO, StillClock

EN = Texts("en")
HOUR = 3600.0


def test_nothing_is_old_before_there_was_anything() -> None:
    sight = Sight(StillClock(), EN)
    for state in (LinkState.OFFLINE, LinkState.CONNECTING, LinkState.SYNCING, LinkState.WAITING):
        sight.take(never(state))
        assert (sight.began, sight.stale, sight.as_of) == (False, False, "")


def test_the_age_follows_what_is_heard_while_the_link_is_up() -> None:
    sight = Sight(StillClock(), EN)
    sight.take(up(heard_at=5.0))
    assert (sight.stale, sight.as_of) == (False, "14:32:05")
    sight.take(up(LinkState.SUSPECT, heard_at=6.0))
    assert (sight.stale, sight.as_of) == (False, "14:32:06")


def test_the_moment_of_the_loss_is_kept_until_the_link_is_up() -> None:
    sight = Sight(StillClock(), EN)
    sight.take(up(heard_at=5.0))
    sight.take(down(heard_at=7.0))
    assert (sight.stale, sight.as_of) == (True, "14:32:07")
    sight.take(down(LinkState.SYNCING, heard_at=40.0))
    sight.take(down(LinkState.WAITING, heard_at=40.0))
    assert (sight.stale, sight.as_of) == (True, "14:32:07")
    sight.take(up(heard_at=50.0))
    assert (sight.stale, sight.as_of) == (False, "14:32:50")


def test_a_saved_board_is_old_until_the_link_is_up() -> None:
    sight = Sight(StillClock(), EN)
    sight.recall(WALL_AT_ZERO - 20.5 * HOUR)
    for state in (LinkState.OFFLINE, LinkState.CONNECTING, LinkState.SYNCING, LinkState.WAITING):
        sight.take(never(state, heard_at=3.0))
        assert (sight.began, sight.stale, sight.as_of) == (True, True, "21 Nov 18:02:00")
        assert (sight.recalled, sight.at) == (True, None)
    sight.take(up(heard_at=5.0))
    assert (sight.recalled, sight.stale, sight.as_of, sight.at) == (False, False, "14:32:05", 5.0)


def test_a_gap_makes_the_screen_old_at_the_last_moment_it_was_true() -> None:
    sight = Sight(StillClock(), EN)
    sight.take(up(heard_at=5.0))
    sight.take(down(LinkState.SYNCING, lost_at=None, heard_at=9.0))
    assert (sight.stale, sight.as_of) == (True, "14:32:05")


def test_the_first_jobs_are_seen_while_the_rest_is_on_its_way() -> None:
    sight = Sight(StillClock(), EN)
    sight.take(never(LinkState.SYNCING))
    sight.grow()
    sight.take(never(LinkState.SYNCING))
    assert (sight.began, sight.stale, sight.as_of) == (True, False, "")
    sight.take(up(heard_at=5.0))
    assert (sight.began, sight.stale, sight.as_of) == (True, False, "14:32:05")
    sight.take(down(heard_at=7.0))
    assert (sight.began, sight.stale) == (True, True)


def test_a_first_snapshot_that_was_cut_off_leaves_nothing_to_see() -> None:
    sight = Sight(StillClock(), EN)
    sight.take(never(LinkState.SYNCING))
    sight.grow()
    sight.take(never(LinkState.WAITING))
    assert (sight.began, sight.stale, sight.as_of) == (False, False, "")


def test_what_is_seen_already_does_not_grow() -> None:
    sight = Sight(StillClock(), EN)
    sight.recall(WALL_AT_ZERO - 20.5 * HOUR)
    sight.grow()
    sight.take(never(LinkState.SYNCING))
    assert (sight.began, sight.stale, sight.as_of) == (True, True, "21 Nov 18:02:00")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "22 Nov 14:32:07"), ("ja", "11/22 14:32:07")]
)
def test_from_midnight_on_the_day_is_said_too(language: str, said: str) -> None:
    clock = StillClock()
    sight = Sight(clock, Texts(language))
    sight.take(up(heard_at=5.0))
    sight.take(down(heard_at=7.0))
    clock.at = 9.0 * HOUR
    assert sight.as_of == "14:32:07"
    clock.at = 10.0 * HOUR
    assert sight.as_of == said
