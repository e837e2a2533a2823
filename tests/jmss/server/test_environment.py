# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment is checked as a whole and takes effect in one transaction."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from jmss.errors import BadEnvironment
from jmss.model.changes import Change, Fact
from jmss.model.environment import Environment, MachineSetting, QueueSetting
from jmss.model.environment_faults import Fault, FaultKind, told_faults
from jmss.model.jobs import JobState
from jmss.model.machines import Machine
from jmss.model.menu import Entry, Menu
from jmss.model.operations import PutDocument
from jmss.model.queues import Queue, QueueGone
from jmss.model.retention import Retention
from jmss.model.schedules import PreparedJob, Schedule
from jmss.server.board import Board
from jmss.server.environment import EnvironmentInForce, check_environment, environment_on
from jmss.server.operations import effect_of
from tests.fakes.facts import job
from tests.fakes.store import FakeStore, board_with

CHECKS = {Environment: check_environment}
NIGHT = QueueSetting(name="NIGHT", virtual_computer="VCOM1", limit=1)
OWN = tuple(QueueSetting(name=name, virtual_computer=name) for name in ("VCOM2", "VCOM3"))


def with_board(story: Callable[[Board, FakeStore], None], *facts: Fact) -> None:
    async def run() -> None:
        story(*board_with(*facts))

    asyncio.run(run())


def test_the_document_and_what_it_changes_are_one_write() -> None:
    environment = Environment(
        queues=(NIGHT, OWN[0]), machines=(MachineSetting(name="VCOM2", draining=True),)
    )

    def story(board: Board, store: FakeStore) -> None:
        facts = effect_of(PutDocument(document=environment), board, CHECKS).facts
        document, gone, night, machine = facts
        assert document == msgspec.structs.replace(environment, revision=1)
        assert gone == QueueGone(name="VCOM3")
        assert isinstance(night, Queue)
        assert night.limit == 1
        assert isinstance(machine, Machine)
        assert machine.draining
        board.record(facts)
        store.commit()
        assert "VCOM3" not in board.facts.queues
        assert environment_on(board.facts) == document
        assert not any(
            fact == Queue(name="VCOM3", virtual_computer="VCOM3") for fact in store.shown.others()
        )

    with_board(story)


def test_every_fault_is_told_and_nothing_changes() -> None:
    bad = Environment(queues=(QueueSetting(name="", virtual_computer="VCOM9"), *OWN))

    def story(board: Board, _store: FakeStore) -> None:
        with pytest.raises(BadEnvironment, match="3 faults") as caught:
            effect_of(PutDocument(document=bad), board, CHECKS)
        told = [
            msgspec.json.decode(text, type=Fault)
            for name, text in caught.value.fields.items()
            if name.startswith("fault_")
        ]
        assert [fault.field for fault in told] == [
            "queues.0.name",
            "queues.0.virtual_computer",
            "queues",
        ]
        assert told[2].why is FaultKind.IN_USE
        assert told[2].value == "2, 7"
        assert told[2].known == "NIGHT"

    held = job(2, state=JobState.HELD)
    ended = job(3, state=JobState.ENDED_NORMALLY, ended=2.0)
    with_board(story, held, ended, job(7), job(8, queue="VCOM2"))


def test_a_queue_that_schedules_and_the_menu_use_does_not_go() -> None:
    """JEnv says so beforehand; this is for what is written in the meantime."""
    ready = PreparedJob(name="j", command="c", queue="NIGHT")
    scheduled = Schedule(name="close", revision=1, jobs=(ready,))
    menu = Menu(revision=1, entries=(Entry(id="b", title="Backup", job=ready),))

    def story(board: Board, _store: FakeStore) -> None:
        with pytest.raises(BadEnvironment, match="2 faults") as caught:
            effect_of(PutDocument(document=Environment(queues=OWN)), board, CHECKS)
        told = told_faults(caught.value.fields)
        assert [(fault.why, fault.value, fault.known) for fault in told] == [
            (FaultKind.SCHEDULED, "close", "NIGHT"),
            (FaultKind.IN_MENU, "Backup", "NIGHT"),
        ]
        keeps = Environment(queues=(NIGHT, OWN[0]))
        assert effect_of(PutDocument(document=keeps), board, CHECKS).facts

    with_board(story, scheduled, menu)


def test_a_job_that_is_being_stored_keeps_its_queue_and_one_that_ends_does_not() -> None:
    def story(board: Board, store: FakeStore) -> None:
        board.record([job(9, queue="VCOM2")])
        assert board.facts.jobs.live_in("VCOM2") == [9]
        store.commit()
        assert board.facts.jobs.live_in("VCOM2") == [9]
        board.record([board.facts.jobs[9].moved(JobState.CANCELLED, ended=5.0)])
        assert board.facts.jobs.live_in("VCOM2") == []
        assert board.facts.jobs.live_in("NOWHERE") == []

    with_board(story)


def test_many_jobs_in_a_queue_are_named_briefly() -> None:
    def story(board: Board, _store: FakeStore) -> None:
        with pytest.raises(BadEnvironment) as caught:
            effect_of(PutDocument(document=Environment(queues=OWN)), board, CHECKS)
        fault = msgspec.json.decode(caught.value.fields["fault_0"], type=Fault)
        assert fault.value == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, … (+15)"

    with_board(story, *(job(number) for number in range(1, 26)))


def in_force(board: Board, drive: Path) -> EnvironmentInForce:
    return EnvironmentInForce(board.facts, Retention(jobs=7), drive, lambda work: work())


def test_what_holds_is_shown_where_nobody_has_written_one(tmp_path: Path) -> None:
    def story(board: Board, _store: FakeStore) -> None:
        office = in_force(board, tmp_path)
        (first,) = office.first()
        assert first.revision == 0
        assert [queue.name for queue in first.queues] == ["NIGHT", "VCOM2", "VCOM3"]
        assert first.retention == Retention(jobs=7)
        board.record([first])
        assert office.first() == ()
        board.record([Queue(name="NEW", virtual_computer="VCOM1")])
        assert len(office.first()) == 1
        board.record([Environment(revision=1, queues=(NIGHT,))])
        assert office.first() == ()

    with_board(story)


def test_what_stays_on_the_board(tmp_path: Path) -> None:
    def story(board: Board, _store: FakeStore) -> None:
        office = in_force(board, tmp_path)
        assert office.retention() == Retention(jobs=7)
        board.record([Environment(revision=1, retention=Retention(jobs=9))])
        assert office.retention() == Retention(jobs=9)
        board.record([Environment(revision=2)])
        assert office.retention() == Retention(jobs=7)

    with_board(story)


def test_the_revision_is_on_the_drive(tmp_path: Path) -> None:
    file = tmp_path / "environment_revision"

    def story(board: Board, _store: FakeStore) -> None:
        office = in_force(board, tmp_path)
        office.settle_in()
        assert file.read_text() == "0\n"
        changes = [
            Change(seq=1, inc=1, at=1.0, fact=Queue(name="A", virtual_computer="VCOM1")),
            Change(seq=2, inc=1, at=1.0, fact=Environment(revision=4)),
        ]
        office.published(changes)
        assert file.read_text() == "4\n"
        # The one before was killed in between.
        board.record([Environment(revision=5)])
        in_force(board, tmp_path).settle_in()
        assert file.read_text() == "5\n"

    with_board(story)


def test_a_drive_that_cannot_be_written_is_said(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("environment_revision cannot be written")

    def story(board: Board, _store: FakeStore) -> None:
        in_force(board, tmp_path / "nowhere").settle_in()

    with_board(story)
