# SPDX-License-Identifier: GPL-3.0-or-later
"""Two administrators write the menu at once: nothing that either of them wrote is lost."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from jmss.menu.joining import can_be_joined, menu_changes, merged
from jmss.menu.tree import each
from jmss.model.menu import Entry, Menu
from jmss.model.schedules import PreparedJob


def entry(identity: str, title: str = "", command: str = "c") -> Entry:
    job = PreparedJob(name=identity, command=command, queue="NIGHT")
    return Entry(id=identity, title=title or identity, job=job)


def folder(identity: str, *entries: Entry, title: str = "") -> Entry:
    return Entry(id=identity, title=title or identity, entries=entries)


def menu(*entries: Entry, revision: int = 1) -> Menu:
    return Menu(revision=revision, entries=entries)


def ways(of: Menu) -> list[str]:
    return ["/".join(one.id for one in way) for way in each(of.entries)]


BASE = menu(folder("n", entry("a"), entry("b")), entry("c"))


def test_what_only_one_changed_stays_changed() -> None:
    theirs = menu(
        folder("n", entry("a", "Theirs"), entry("b"), entry("new")), entry("c"), revision=2
    )
    mine = menu(folder("n", entry("a"), entry("b", command="mine")), entry("own"), entry("c"))
    changes = menu_changes(BASE, theirs, mine)
    assert [(one.key, one.is_contested) for one in changes] == [
        (("a", "title"), False),
        (("new", ""), False),
    ]
    for keep_mine in (True, False):
        both = merged(BASE, theirs, mine, keep_mine=keep_mine)
        assert ways(both) == ["n", "n/a", "n/b", "n/new", "own", "c"]
        assert both.revision == 2
        inside = both.entries[0].entries
        assert inside[0].title == "Theirs"
        assert inside[1] == entry("b", command="mine")


def test_two_fields_of_one_entry_do_not_contest_each_other_and_one_field_does() -> None:
    theirs = menu(BASE.entries[0], entry("c", "Theirs", "theirs"), revision=2)
    mine = menu(BASE.entries[0], entry("c", command="mine"))
    title, command = menu_changes(BASE, theirs, mine)
    assert (title.key, title.is_contested) == (("c", "title"), False)
    assert (command.key, command.is_contested) == (("c", "job.command"), True)
    assert (command.before, command.theirs, command.mine) == ("c", "theirs", "mine")
    kept = merged(BASE, theirs, mine, keep_mine=True)
    assert kept.entries[1] == entry("c", "Theirs", "mine")
    assert merged(BASE, theirs, mine, keep_mine=False) == theirs


def test_an_entry_that_one_took_away_and_the_other_changed() -> None:
    theirs, mine = menu(BASE.entries[0], revision=2), menu(BASE.entries[0], entry("c", "Mine"))
    (change,) = menu_changes(BASE, theirs, mine)
    assert (change.key, change.theirs, change.is_contested) == (("c", ""), None, True)
    assert ways(merged(BASE, theirs, mine, keep_mine=True)) == ["n", "n/a", "n/b", "c"]
    assert ways(merged(BASE, theirs, mine, keep_mine=False)) == ["n", "n/a", "n/b"]


def test_a_folder_that_one_took_away_stays_for_what_the_other_put_into_it() -> None:
    theirs = menu(entry("c"), revision=2)
    mine = menu(folder("n", entry("a"), entry("b"), entry("own")), entry("c"))
    for keep_mine in (True, False):
        assert sorted(ways(merged(BASE, theirs, mine, keep_mine=keep_mine))) == ["c", "n", "n/own"]


def test_two_entries_of_one_id_both_stay() -> None:
    theirs = menu(*BASE.entries, entry("entry", "Theirs"), revision=2)
    mine = menu(*BASE.entries, entry("entry", "Mine"))
    both = merged(BASE, theirs, mine, keep_mine=True)
    assert {way[-1].title for way in each(both.entries)} >= {"Theirs", "Mine"}
    assert can_be_joined(both)


def test_folders_that_were_moved_into_each_other_both_stay() -> None:
    base = menu(folder("x"), folder("y"))
    theirs = menu(folder("y", folder("x")), revision=2)
    mine = menu(folder("x", folder("y")))
    for keep_mine in (True, False):
        assert len(ways(merged(base, theirs, mine, keep_mine=keep_mine))) == 2


def test_an_order_that_only_one_changed_holds() -> None:
    turned = menu(*reversed(BASE.entries), revision=2)
    mine = menu(BASE.entries[0], entry("c", "Mine"))
    for keep_mine in (True, False):
        assert [one.id for one in merged(BASE, turned, mine, keep_mine=keep_mine).entries] == [
            "c",
            "n",
        ]
        same = menu(*BASE.entries, revision=2)
        own = menu(*reversed(BASE.entries))
        assert merged(BASE, same, own, keep_mine=keep_mine).entries == own.entries


def test_entries_without_an_id_of_their_own_cannot_be_joined() -> None:
    assert can_be_joined(BASE)
    assert not can_be_joined(menu(entry("a"), folder("n", entry("a"))))
    assert not can_be_joined(menu(entry("", "x")))


@st.composite
def menus(draw: st.DrawFn) -> Menu:
    """A menu of some of seven entries, anyhow in each other."""
    ids = draw(st.lists(st.sampled_from("abcdefg"), unique=True, max_size=7))
    under: dict[str, list[Entry]] = {}
    for at in range(len(ids) - 1, -1, -1):
        above = draw(st.sampled_from(["", *ids[:at]]))
        own = Entry(
            id=ids[at],
            title=draw(st.sampled_from(["x", "y"])),
            entries=tuple(under.pop(ids[at], ())),
            job=None
            if draw(st.booleans())
            else PreparedJob(name="n", command=draw(st.sampled_from("pq")), queue="q"),
        )
        under.setdefault(above, []).insert(0, own)
    return Menu(revision=draw(st.integers(1, 3)), entries=tuple(under.get("", ())))


@given(menus(), menus())
def test_who_wrote_nothing_gets_theirs_and_alone_keeps_his_own(base: Menu, other: Menu) -> None:
    for keep_mine in (True, False):
        assert merged(base, other, base, keep_mine=keep_mine) == other
        assert merged(base, other, other, keep_mine=keep_mine) == other
        own = msgspec.structs.replace(other, revision=base.revision)
        assert merged(base, base, other, keep_mine=keep_mine) == own


@given(menus(), menus(), menus())
def test_nothing_that_either_made_is_lost_and_every_change_is_told(
    base: Menu, theirs: Menu, mine: Menu
) -> None:
    was, now, here = ({way[-1].id for way in each(one.entries)} for one in (base, theirs, mine))
    for keep_mine in (True, False):
        both = merged(base, theirs, mine, keep_mine=keep_mine)
        assert can_be_joined(both)
        ids = {way[-1].id for way in each(both.entries)}
        assert ids >= (now | here) - was
        assert ids >= now & here
    told = {one.key[0] for one in menu_changes(base, theirs, mine)}
    assert told >= now ^ was
