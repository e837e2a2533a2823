# SPDX-License-Identifier: GPL-3.0-or-later
"""The published board: of two facts about one thing the later one holds."""

from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import JobState
from jmss.model.machines import Placement
from jmss.server.batch import Batch
from jmss.server.published import Published
from tests.fakes.facts import job, machine, room


def test_of_two_facts_about_one_thing_the_later_one_holds() -> None:
    stays = [
        Placement(virtual_computer="VCOM1", incarnation=1, node="SV1", began=0.0, ended=ended)
        for ended in (None, 3.0)
    ]
    board = Published([*room(), job(7), stays[0], machine("VCOM2", multiplicity=9)])
    assert len(board) == len(room()) + 2
    for fact in (job(7, state=JobState.CANCELLED), job(5), stays[1]):
        board.show(fact)
    facts = list(board.facts())
    assert facts[-2:] == [job(5), job(7, state=JobState.CANCELLED)]
    assert stays[1] in facts
    assert stays[0] not in facts
    assert machine("VCOM2", multiplicity=9) in facts
    assert len(facts) == len(board) == len(room()) + 3


def test_who_leaves_is_no_longer_there_and_endings_are_counted() -> None:
    board = Published([job(1, state=JobState.CANCELLED), job(2)])
    board.show(Gone(number=1))
    board.show(Gone(number=99))
    assert list(board.facts()) == [job(2)]
    assert board.endings == 1


def test_many_at_once_come_to_the_same_as_one_by_one() -> None:
    facts: list[Fact] = [job(n % 90 + 1, name=f"{n}") for n in range(300)]
    facts[100:100] = [Gone(number=5), machine("VCOM2", multiplicity=9)]
    facts[150:150] = [job(n, state=JobState.CANCELLED) for n in range(1, 101)]
    once, singly = Published(room()), Published(room())
    changes = [Change(seq=seq, inc=1, at=0.0, fact=fact) for seq, fact in enumerate(facts, 1)]
    once.show_all(Batch(changes))
    for fact in facts:
        singly.show(fact)
    assert list(once.facts()) == list(singly.facts())
    assert once.endings == singly.endings == 100
