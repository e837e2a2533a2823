# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins the job detail subwindows to the connection and to the mirror."""

import uuid

import numpy as np
from PyQt6 import sip
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QWidget

from jlook_client.applied import AppliedChanges
from jlook_client.connection import Connection, ConnectionWatcher, Found
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.tables.job_record import MOST_CHANGES, WAITING, JobRecord
from jmss.columns.jobs import Ints
from jmss.columns.number_index import NO_ROW
from jmss.errors import JmssError
from jmss.link.view import UP, LinkView
from jmss.model.changes import Gone
from jmss.wire.messages import JobHistory, ReadJob, ReadWaiting, Waiting

LOOK_AGAIN_MS = 2000
"""What a job waits for is asked so often, as long as somebody looks at it."""


class JobReading(ConnectionWatcher, MirrorWatcher):
    """Keeps the records of those jobs whose details are open.

    Args:
        connection: asks the server.
        mirror: has the jobs as they are.
        parent: the timer ends with it.
    """

    def __init__(self, connection: Connection, mirror: Mirror, parent: QWidget) -> None:
        self._connection = connection
        self._mirror = mirror
        self._open: list[tuple[JobRecord, QWidget]] = []
        self._again = QTimer(parent)
        self._again.setInterval(LOOK_AGAIN_MS)
        self._again.timeout.connect(self._ask_why)
        connection.watchers.append(self)
        mirror.watchers.append(self)

    def follow(self, record: JobRecord, view: QWidget) -> None:
        """Keep a record true as long as its view is there."""
        self._open.append((record, view))
        view.destroyed.connect(self._forget_closed)
        self._again.start()
        self._take_job(record)
        self._ask(record)

    # What the connection and the mirror tell.

    def link_changed(self, view: LinkView) -> None:
        """Ask for what was missed, or know that something is."""
        for record in self._records:
            if view.state not in UP:
                record.cut()
            elif not record.complete and not record.asked:
                self._take_job(record)
                self._ask(record)

    def applied(self, changes: AppliedChanges) -> None:
        """Take what a delta says of the jobs."""
        if not self._open or not changes:
            return
        numbers, last = changes.turns.number, changes.seqs[-1]
        gone = {
            one.change.fact.number: one.change
            for one in changes.others
            if isinstance(one.change.fact, Gone)
        }
        for record in self._records:
            which = np.flatnonzero(numbers == record.number)
            told = [one.change for one in changes.of_jobs(which)] if len(which) else []
            if record.number in gone:
                told.append(gone[record.number])
            record.take_live(told, last)
            if told:
                self._take_job(record)

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """Take the jobs that came with a snapshot which grows."""
        for record in self._records:
            row = self._mirror.columns.row(record.number)
            if (row == NO_ROW and record.on_board) or (row != NO_ROW and bool((rows == row).any())):
                self._take_job(record)

    def replaced(self) -> None:
        """The journal may be another one after a snapshot: ask for all of it."""
        for record in self._records:
            record.begin_anew()
            self._take_job(record)
            self._ask(record)

    # Asking.

    @property
    def _records(self) -> list[JobRecord]:
        return [record for record, _ in self._open]

    def _take_job(self, record: JobRecord) -> None:
        if self._mirror.position is not None or not self._mirror.is_collecting:
            before = record.job
            record.take_job(self._mirror.jobs.get(record.number))
            if record.job != before:
                self._ask_why_of(record)

    def _ask(self, record: JobRecord) -> None:
        """Ask for the journal from where the record is complete."""
        question = ReadJob(id=str(uuid.uuid4()), job=record.number, after=record.complete_to)

        def told(found: Found | JmssError) -> None:
            if record.asked != question.id or not self._is_open(record):
                return
            record.asked = ""
            if isinstance(found, JmssError):
                record.fail(found)
            elif isinstance(found, JobHistory):
                record.take_page(found)
                if found.more and len(record.changes) < MOST_CHANGES:
                    self._ask(record)

        record.asked = question.id
        if not self._connection.look_up(question, told):
            record.asked = ""

    def _ask_why(self) -> None:
        for record, view in self._open:
            if not sip.isdeleted(view) and view.isVisible():
                self._ask_why_of(record)

    def _ask_why_of(self, record: JobRecord) -> None:
        if record.job is None or record.job.state not in WAITING or not record.on_board:
            return
        question = ReadWaiting(id=str(uuid.uuid4()), job=record.number)

        def told(found: Found | JmssError) -> None:
            if isinstance(found, Waiting) and self._is_open(record):
                record.take_waiting(found)

        self._connection.look_up(question, told)

    def _is_open(self, record: JobRecord) -> bool:
        """Whether anybody looks at it still: an answer may come after its view has gone."""
        return any(one is record for one in self._records)

    def _forget_closed(self) -> None:
        self._open = [(record, view) for record, view in self._open if not sip.isdeleted(view)]
        if not self._open:
            self._again.stop()
