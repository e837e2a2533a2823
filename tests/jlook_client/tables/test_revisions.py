# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody's work is lost when two people write the same document."""

from jlook_client.tables.revisions import News, Revisions
from jmss.model.schedules import Missed, Schedule

BEFORE = Schedule(name="S", revision=3, cron="0 18 * * *", note="", missed=Missed.ONCE)


def written(**fields: object) -> Schedule:
    known = {"name": "S", "revision": 3, "cron": "0 18 * * *"}
    return Schedule(**(known | fields))  # type: ignore[arg-type]


def test_each_news_is_told_once_and_the_oldest_base_stays() -> None:
    revisions = Revisions(BEFORE)
    assert revisions.look(BEFORE) is News.NONE
    assert revisions.look(written(revision=4, note="a")) is News.CHANGED
    assert revisions.look(written(revision=4, note="a")) is News.NONE
    assert revisions.look(written(revision=5, note="b")) is News.CHANGED
    assert revisions.is_behind
    assert revisions.base == BEFORE
    assert revisions.look(None) is News.REMOVED
    assert revisions.look(None) is News.NONE
    assert (revisions.base.revision, revisions.is_new, revisions.is_behind) == (0, True, False)


def test_what_the_server_gives_is_no_change() -> None:
    revisions = Revisions(BEFORE)
    revisions.look(written(revision=4, cron="0 19 * * *", since=5.0))
    (change,) = revisions.changes(written(note="mine"))
    assert (change.key, change.before, change.theirs) == ("cron", "0 18 * * *", "0 19 * * *")
    assert not change.is_contested


def test_one_goes_on_from_what_holds_with_what_was_entered_on_top() -> None:
    theirs = written(revision=4, cron="0 19 * * *", missed=Missed.SKIP)
    mine = written(cron="0 20 * * *", note="mine")
    for keep_mine, cron in ((True, "0 20 * * *"), (False, "0 19 * * *")):
        revisions = Revisions(BEFORE)
        revisions.look(theirs)
        both = revisions.settle(mine, keep_mine=keep_mine)
        assert both == written(revision=4, cron=cron, missed=Missed.SKIP, note="mine")
        assert revisions.base == theirs
        assert not revisions.is_behind


def test_a_new_document_has_no_news() -> None:
    revisions = Revisions(Schedule(name="S"))
    assert revisions.is_new
    assert revisions.look(BEFORE) is News.NONE
    assert revisions.look(None) is News.NONE
