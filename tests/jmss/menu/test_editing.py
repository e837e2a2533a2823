# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing the tree: nothing is ever lost or doubled, whatever is moved where."""

from hypothesis import given
from hypothesis import strategies as st

from jmss.menu.editing import (
    Entries,
    Place,
    entry_at,
    free_id,
    inserted,
    moved,
    removed,
    replaced,
    step_down,
    step_in,
    step_out,
    step_up,
)
from jmss.menu.tree import each
from jmss.model.menu import Entry
from jmss.model.schedules import PreparedJob

JOB = PreparedJob(name="n", command="c", queue="NIGHT")


def leaf(name: str) -> Entry:
    return Entry(id=name, title=name.upper(), job=JOB)


def folder(name: str, *entries: Entry) -> Entry:
    return Entry(id=name, title=name.upper(), entries=entries)


TREE: Entries = (leaf("a"), folder("f", leaf("b"), folder("g", leaf("c"))), leaf("d"))


def shape(entries: Entries) -> str:
    return " ".join(
        one.id + (f"({shape(one.entries)})" if one.job is None else "") for one in entries
    )


def places(entries: Entries, above: Place = ()) -> list[Place]:
    found: list[Place] = []
    for at, entry in enumerate(entries):
        found += [(*above, at), *places(entry.entries, (*above, at))]
    return found


def test_looking_replacing_removing_inserting() -> None:
    assert entry_at(TREE, (1, 1, 0)) == leaf("c")
    for nowhere in ((9,), (0, 0), (-1,), (1, 5)):
        assert entry_at(TREE, nowhere) is None
    assert shape(replaced(TREE, (1, 1, 0), leaf("x"))) == "a f(b g(x)) d"
    assert shape(removed(TREE, (1, 1))) == "a f(b) d"
    assert shape(inserted(TREE, (1, 0), leaf("x"))) == "a f(x b g(c)) d"
    assert shape(inserted(TREE, (3,), leaf("x"))) == "a f(b g(c)) d x"


def test_steps() -> None:
    def stepped(step: object, place: Place) -> tuple[str, Place]:
        tree, there = step(TREE, place)  # type: ignore[operator]
        return shape(tree), there

    assert stepped(step_up, (2,)) == ("a d f(b g(c))", (1,))
    assert stepped(step_up, (0,)) == (shape(TREE), (0,))
    assert stepped(step_down, (0,)) == ("f(b g(c)) a d", (1,))
    assert stepped(step_down, (2,)) == (shape(TREE), (2,))
    assert stepped(step_in, (2,)) == ("a f(b g(c) d)", (1, 2))
    assert stepped(step_in, (1,)) == (shape(TREE), (1,))
    assert stepped(step_out, (1, 1, 0)) == ("a f(b g() c) d", (1, 2))
    assert stepped(step_out, (1, 0)) == ("a f(g(c)) b d", (2,))
    assert stepped(step_out, (0,)) == (shape(TREE), (0,))


def test_a_folder_does_not_go_into_itself() -> None:
    assert moved(TREE, (1,), (1, 1, 0)) == (TREE, (1,))


@given(data=st.data())
def test_a_move_loses_nothing_and_says_where_it_went(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(places(TREE)))
    target = data.draw(st.sampled_from([*places(TREE), (3,), (1, 2), (1, 1, 1)]))
    entry = entry_at(TREE, source)
    tree, there = moved(TREE, source, target)
    assert sorted(way[-1].id for way in each(tree)) == sorted(way[-1].id for way in each(TREE))
    assert entry_at(tree, there) == entry


def test_ids_that_are_free() -> None:
    assert free_id({"a"}, "b") == "b"
    assert free_id({"b", "b-2"}, "b") == "b-3"
