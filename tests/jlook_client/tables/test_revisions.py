# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody's work is lost when two people write the same document."""

from jlook_client.tables.revisions import changes_between, joined
from jmss.model.schedules import Missed, Schedule

BEFORE = Schedule(name="S", revision=3, cron="0 18 * * *", note="", missed=Missed.ONCE)


def written(**fields: object) -> Schedule:
    known = {"name": "S", "revision": 3, "cron": "0 18 * * *"}
    return Schedule(**(known | fields))  # type: ignore[arg-type]


def test_only_what_the_other_has_changed_is_named() -> None:
    theirs = written(revision=4, cron="0 19 * * *", since=5.0)
    mine = written(note="mine")
    [change] = changes_between(BEFORE, theirs, mine)
    assert (change.field, change.before, change.theirs) == ("cron", "0 18 * * *", "0 19 * * *")
    assert not change.is_contested


def test_what_both_have_changed_is_contested_unless_it_is_the_same() -> None:
    theirs = written(revision=4, cron="0 19 * * *", note="same")
    mine = written(cron="0 20 * * *", note="same")
    contested = {one.field: one.is_contested for one in changes_between(BEFORE, theirs, mine)}
    assert contested == {"cron": True, "note": False}


def test_joining_takes_theirs_where_nothing_was_entered_here() -> None:
    theirs = written(revision=4, cron="0 19 * * *", missed=Missed.SKIP)
    mine = written(cron="0 20 * * *", note="mine")
    both = joined(BEFORE, theirs, mine)
    assert both == written(revision=4, cron="0 20 * * *", missed=Missed.SKIP, note="mine")
