# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells why a job table is empty: how many jobs each part of the filter hides, and a way out."""

import time
from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QObject, QTimer

from jlook_client.tables.hidden_jobs import Hidden, HiddenCount
from jlook_client.tables.job_filter import JobFilter
from jlook_client.tables.jobs import JobTable
from jlook_client.views.empty_overlay import EmptyOverlay
from jlook_client.views.filter_words import filter_words, part_words
from jmss.texts import Texts

AGAIN_MS = 1_000
"""While jobs come and change, they are counted again at most this often."""
_TURN = 0.008


class WhyEmpty(QObject):
    """Fills the overlay of an empty table; counts in slices, so that the window stays awake.

    Args:
        table: the jobs.
        overlay: lies over the table.
        drop: leaves a part of the filter out.
        tr: the words.
    """

    def __init__(
        self,
        table: JobTable,
        overlay: EmptyOverlay,
        drop: Callable[[JobFilter], None],
        tr: Texts,
    ) -> None:
        super().__init__(overlay)
        self._table = table
        self._overlay = overlay
        self._drop = drop
        self._tr = tr
        self._count: HiddenCount | None = None
        self._about: JobFilter | None = None
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._count_on)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)

    def look(self) -> None:
        """Show why there are no rows, or nothing where there are some."""
        table = self._table
        if table.rowCount() or table.is_searching:
            self._overlay.hide()
            self._forget()
        elif table.filter.is_empty:
            self._overlay.tell(self._tr("There are no jobs"))
            self._forget()
        elif table.filter != self._about:
            self._forget()
            self._tell([])
            self._begin()
        elif not self._slices.isActive() and not self._again.isActive():
            self._begin()

    def _forget(self) -> None:
        self._slices.stop()
        self._count = self._about = None

    def _begin(self) -> None:
        self._about = self._table.filter
        self._count = self._table.hidden_count()
        self._slices.start()

    def _count_on(self) -> None:
        count, until = self._count, time.perf_counter() + _TURN
        assert count is not None
        while not count.is_over and time.perf_counter() < until:
            count.go_on()
        if count.is_over:
            self._slices.stop()
            self._again.start()
            self._tell(count.hidden(), count.by_several)

    def _tell(self, hidden: list[Hidden], by_several: int = 0) -> None:
        tr, chosen = self._tr, self._table.filter
        said = [filter_words(chosen, tr)]
        telling = [one for one in hidden if one.alone]
        if telling:
            parts = (tr("{n} by {part}", n=one.alone, part=self._said(one)) for one in telling)
            said.append(tr("Hidden: {parts}", parts=tr(", ").join(parts)))
        if by_several:
            said.append(
                tr.plural(
                    "{n} job is hidden by several of these",
                    "{n} jobs are hidden by several of these",
                    by_several,
                )
            )
            fits = (f"{self._said(one)} {tr.count(one.fits)}" for one in hidden)
            said.append(tr("Each by itself would show: {parts}", parts=tr(", ").join(fits)))
        ways = [(self._way(one), partial(self._drop, one.part)) for one in telling]
        head = tr("No job matches the filter")
        self._overlay.tell(head, "\n".join(said), ways if len(chosen.parts()) > 1 else [])

    def _said(self, one: Hidden) -> str:
        return part_words(one.part, self._tr)

    def _way(self, one: Hidden) -> str:
        return self._tr.plural(
            "Show {n} job: leave out {part}",
            "Show {n} jobs: leave out {part}",
            one.alone,
            part=self._said(one),
        )
