# SPDX-License-Identifier: GPL-3.0-or-later
"""The job queues with their counts, which are those that counting every job again would give."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.mirror import Mirror
from jlook_client.tables.queue_load import QueueLoad
from jlook_client.tables.queues import QueueTable
from jmss.model.changes import Fact, Gone
from jmss.model.jobs import ON_MACHINE, Job, JobState
from jmss.model.queues import Queue, QueueGone, QueueState
from jmss.texts import Texts
from tests.fakes.counted_along import counts_along
from tests.fakes.desk_board import Desk, a_job, a_machine, two_queues

JOBS = st.builds(
    lambda number, state, queue: a_job(number, state, queue=queue),
    st.integers(1, 12),
    st.sampled_from(JobState),
    st.sampled_from(["NIGHT", "STOCK", "GONE"]),
)
FACTS = JOBS | JOBS | st.builds(Gone, number=st.integers(1, 12))


def counted(mirror: Mirror) -> tuple[Counter[str], Counter[str], Counter[str]]:
    jobs = mirror.jobs.values()
    return (
        Counter(job.queue for job in jobs if job.state is JobState.QUEUED),
        Counter(job.queue for job in jobs if job.state is JobState.HELD),
        Counter(job.queue for job in jobs if job.state in ON_MACHINE),
    )


@settings(deadline=None)
@given(st.lists(JOBS, max_size=10), st.lists(st.lists(FACTS, min_size=1, max_size=6), max_size=8))
def test_counting_along_gives_what_counting_again_would(
    first: list[Job], deltas: list[list[Fact]]
) -> None:
    counts_along(
        QueueLoad,
        told=lambda load, _mirror: (load.queued(), load.held(), load.running()),
        counted=counted,
        first=first,
        deltas=deltas,
    )


@pytest.fixture
def desk() -> Desk:
    return Desk(
        *two_queues(),
        Queue(name="VCOM10", virtual_computer="VCOM3"),
        Queue(name="VCOM9", virtual_computer="VCOM3"),
        a_machine("VCOM1", "SV1"),
        a_machine("VCOM2"),
        a_machine("VCOM3", multiplicity=2),
    )


def table_of(desk: Desk) -> QueueTable:
    return QueueTable(desk.mirror, tr=Texts("en"), looks=Looks(dark=False))


def column(table: QueueTable, identity: str) -> list[str]:
    at = table.column_at(identity)
    return [table.data(table.index(row, at)) for row in range(table.rowCount())]


def test_queues_by_name_with_what_they_feed(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    assert column(table, "queue") == ["NIGHT", "STOCK", "VCOM9", "VCOM10"]
    assert column(table, "virtual_computer") == ["VCOM1", "VCOM3", "VCOM3", "VCOM3"]
    assert column(table, "room") == ["6", "2", "2", "2"]
    at = table.column_at("virtual_computer")
    tips = [table.data(table.index(row, at), Qt.ItemDataRole.ToolTipRole) for row in (0, 1)]
    assert tips == ["Feeds every execution machine", "Feeds VCOM3 alone"]


def test_jobs_are_counted_by_queue(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    desk.change(
        a_job(1, JobState.RUNNING),
        a_job(2, JobState.TAKING_OVER),
        a_job(3, JobState.ENDED_NORMALLY),
        a_job(4, queue="STOCK"),
        a_job(5),
        a_job(6, JobState.HELD, queue="STOCK"),
    )
    table.settle()
    assert column(table, "running") == ["2", "0", "0", "0"]
    assert column(table, "queued") == ["1", "1", "0", "0"]
    assert column(table, "held") == ["0", "1", "0", "0"]


def test_a_stopped_queue_is_told_by_glyph_word_and_tint(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    assert column(table, "state") == ["Open"] * 4
    desk.change(Queue(name="STOCK", virtual_computer="VCOM3", state=QueueState.STOPPED))
    table.settle()
    assert column(table, "state") == ["Open", "Stopped", "Open", "Open"]
    assert table.data(table.index(1, 0), Qt.ItemDataRole.BackgroundRole) is not None
    assert "until the queue is opened" in table.data(table.index(1, 0), Qt.ItemDataRole.ToolTipRole)


def test_model_keeps_qts_rules(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    desk.change(Queue(name="A", virtual_computer="VCOM1"), a_job(1, queue="A"))
    table.settle()
    assert column(table, "queued") == ["1", "0", "0", "0", "0"]
    desk.replace(*two_queues())
    table.settle()
    assert column(table, "queue") == ["NIGHT", "STOCK"]
    assert column(table, "room") == ["0", "0"]
    del tester


def test_a_limit_named_machines_and_draining_count_too(qtbot: QtBot, desk: Desk) -> None:
    table = table_of(desk)
    desk.change(Queue(name="NIGHT", virtual_computer="VCOM1", machines=("VCOM3", "GONE")))
    table.settle()
    assert column(table, "room")[0] == "2"
    tips = Qt.ItemDataRole.ToolTipRole
    at = table.column_at("virtual_computer")
    assert table.data(table.index(0, at), tips) == "Feeds VCOM3, GONE alone"
    desk.change(Queue(name="NIGHT", virtual_computer="VCOM1", limit=5))
    table.settle()
    assert column(table, "room")[0] == "5"
    assert "JEnv sets a limit" in table.data(table.index(0, table.column_at("room")), tips)
    desk.change(a_machine("VCOM2", draining=True), QueueGone(name="STOCK"))
    table.settle()
    assert column(table, "room")[0] == "2"
    assert "STOCK" not in column(table, "queue")
