# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents: each revision once, nobody writes over what he has not seen."""

import asyncio
from collections.abc import Callable

import pytest

from jmss.access.roles import AccessRole, is_allowed
from jmss.errors import BadValue, NoSuchDocument, WrittenMeanwhile
from jmss.model.documents import AnyDocument, AnyNamed, Removed, kind_of
from jmss.model.environment import Environment
from jmss.model.menu import Menu
from jmss.model.operations import PutDocument, RemoveDocument
from jmss.model.schedules import Calendar, Fired, Schedule
from jmss.server.board import Board
from jmss.server.operations import effect_of
from tests.fakes.store import board_with


def with_board(story: Callable[[Board], None], *facts: AnyNamed) -> None:
    async def run() -> None:
        board, _ = board_with(*facts)
        story(board)

    asyncio.run(run())


@pytest.mark.parametrize("document", [Schedule(name="s"), Calendar(name="c"), Menu()])
def test_the_first_revision_is_1(document: AnyDocument) -> None:
    def story(board: Board) -> None:
        (fact,) = effect_of(PutDocument(document=document), board).facts
        assert isinstance(fact, type(document))
        assert fact.revision == 1

    with_board(story)


def test_who_has_not_seen_the_newest_is_told_and_changes_nothing() -> None:
    def story(board: Board) -> None:
        with pytest.raises(WrittenMeanwhile, match="revision 3, yours was written from revision 2"):
            effect_of(PutDocument(document=Schedule(name="s", revision=2)), board)
        with pytest.raises(WrittenMeanwhile):
            effect_of(RemoveDocument(kind="schedule", name="s", revision=2), board)
        (fact,) = effect_of(PutDocument(document=Schedule(name="s", revision=3)), board).facts
        assert fact == Schedule(name="s", revision=4)

    with_board(story, Schedule(name="s", revision=3))


def test_a_new_one_does_not_take_the_place_of_another() -> None:
    def story(board: Board) -> None:
        with pytest.raises(WrittenMeanwhile):
            effect_of(PutDocument(document=Calendar(name="c")), board)

    with_board(story, Calendar(name="c", revision=1))


def test_removing() -> None:
    def story(board: Board) -> None:
        remove = RemoveDocument(kind="schedule", name="s", revision=3)
        assert effect_of(remove, board).facts == (Removed(kind="schedule", name="s"),)
        with pytest.raises(NoSuchDocument, match="no schedule t"):
            effect_of(RemoveDocument(kind="schedule", name="t", revision=1), board)
        with pytest.raises(BadValue, match="kind is environment"):
            effect_of(RemoveDocument(kind="environment", name="environment", revision=1), board)

    with_board(story, Schedule(name="s", revision=3), Environment(revision=1))


def test_a_name_is_one_short_line() -> None:
    def story(board: Board) -> None:
        for name in ("", "a\nb", "x" * 201):
            with pytest.raises(BadValue, match="name"):
                effect_of(PutDocument(document=Schedule(name=name)), board)

    with_board(story)


def test_a_check_may_complete_and_refuse() -> None:
    def check(document: AnyDocument, _facts: object, now: float) -> AnyDocument:
        assert isinstance(document, Schedule)
        if not document.jobs:
            raise BadValue(field="jobs", value="-", rule="there must be one")
        return document

    def story(board: Board) -> None:
        with pytest.raises(BadValue, match="jobs"):
            effect_of(PutDocument(document=Schedule(name="s")), board, {Schedule: check})

    with_board(story)


def test_only_administrators_write() -> None:
    for kind in (PutDocument, RemoveDocument):
        assert is_allowed(AccessRole.ADMINISTRATOR, kind)
        assert not is_allowed(AccessRole.OPERATOR, kind)


def test_each_kind_has_a_word_of_its_own() -> None:
    kinds = [Environment, Schedule, Calendar, Menu, Fired]
    assert len({kind_of(kind) for kind in kinds}) == len(kinds)
