# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins the statistics subwindow to the connection and to the mirror."""

import uuid
from collections.abc import Callable

import numpy as np
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QWidget

from jlook_client.applied import AppliedChanges
from jlook_client.connection import Connection, ConnectionWatcher, Found
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.tables.minute_series import Endings, MinuteSeries
from jmss.columns.jobs import STATE_CODES, STATES
from jmss.errors import JmssError
from jmss.link.view import UP, LinkView
from jmss.model.statistics import ENDINGS
from jmss.wire.messages import ReadStatistics, Statistics

LOOK_MS = 1000

_ENDINGS = [STATE_CODES[state] for state in ENDINGS]


class StatisticsReading(ConnectionWatcher, MirrorWatcher):
    """Keeps one series true as long as its view is there.

    Args:
        series: what the view shows.
        connection: asks the server, once and again after each cut.
        mirror: knows how many jobs run and wait.
        now: the time by the server's clock.
        view: the series is kept until this goes.
    """

    def __init__(
        self,
        series: MinuteSeries,
        connection: Connection,
        mirror: Mirror,
        now: Callable[[], float],
        view: QWidget,
    ) -> None:
        self._series = series
        self._connection = connection
        self._mirror = mirror
        self._now = now
        self._asked = ""
        look = QTimer(view)
        look.setInterval(LOOK_MS)
        look.timeout.connect(self._look)
        look.start()
        connection.watchers.append(self)
        mirror.watchers.append(self)
        view.destroyed.connect(self._leave)
        self._ask()

    def link_changed(self, view: LinkView) -> None:
        """Ask for what was missed, or know that something is."""
        if view.state not in UP:
            self._asked = ""
            self._series.cut()
        elif not (self._series.counts_on or self._asked or self._series.trouble):
            self._ask()

    def applied(self, changes: AppliedChanges) -> None:
        """Count what ended by a delta, all at once."""
        if not changes or not (self._series.counts_on or self._asked):
            return
        counts = np.bincount(changes.turns.state, minlength=len(STATES))[_ENDINGS]
        if counts.any():
            self._series.count(changes.seqs[-1], self._now(), Endings(*counts.tolist()))

    def replaced(self) -> None:
        """The journal may be another one after a snapshot: ask for all of it."""
        self._series.begin_anew()
        self._ask()

    def _ask(self) -> None:
        question = ReadStatistics(id=str(uuid.uuid4()), since=self._series.asks_since(self._now()))

        def told(found: Found | JmssError) -> None:
            if self._asked != question.id:
                return
            self._asked = ""
            if isinstance(found, Statistics):
                self._series.take(found)
                self._look()
            elif isinstance(found, JmssError):
                self._series.fail(found)

        self._asked = question.id
        if not self._connection.look_up(question, told):
            self._asked = ""

    def _look(self) -> None:
        self._series.look(self._now(), self._mirror.counts)

    def _leave(self) -> None:
        self._asked = ""  # an answer that is still on its way finds nobody
        self._connection.watchers.remove(self)
        self._mirror.watchers.remove(self)
