# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for a filter's text in turns, so that the window does something else between them."""

import time
from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer

from jlook_client.tables.job_arrangement import JobArrangement
from jlook_client.tables.row_table import ON_SCREEN

_TURN = 0.008
"""Seconds that a search goes on before the window may do something else."""
_FIRST_LOOK = 0.015
"""After so many seconds a search shows what it has, even if it is nothing."""
_NEXT_LOOK = 0.1


class SearchTurns(QObject):
    """Goes on with the search of an arrangement until there is nothing more to be found.

    Args:
        jobs: gives the arrangement; after a snapshot it is another one.
        show: shows what has been found.
        ended: is told when all has been found.
        parent: the Qt parent.
    """

    def __init__(
        self,
        jobs: Callable[[], JobArrangement],
        *,
        show: Callable[[], None],
        ended: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._show = show
        self._ended = ended
        self._look_at = 0.0
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self.go_on)

    @property
    def is_going(self) -> bool:
        """Whether another turn is due."""
        return self._turns.isActive()

    def begin(self) -> None:
        """Begin with a first turn at once."""
        self._look_at = time.perf_counter() + _FIRST_LOOK
        self._turns.start()
        self.go_on()

    def stop(self) -> None:
        """Look for nothing."""
        self._turns.stop()

    def begin_unseen(self) -> None:
        """Find what can be found in one turn and show none of it yet; go on in the next ones."""
        jobs, until = self._jobs(), time.perf_counter() + _TURN
        while jobs.search is not None and time.perf_counter() < until:
            jobs.search_on()
        if jobs.search is None:
            self._turns.stop()
        else:
            self._look_at = time.perf_counter() + _NEXT_LOOK
            self._turns.start()

    def go_on(self) -> None:
        """Find more jobs; show them when they fill the screen, when it takes long, and at last."""
        jobs, search = self._jobs(), self._jobs().search
        if search is None:
            self._turns.stop()
            return
        had, until = search.found, time.perf_counter() + _TURN
        while jobs.search is not None:
            jobs.search_on()
            if had < ON_SCREEN <= search.found or time.perf_counter() >= until:
                break
        late = had < ON_SCREEN and time.perf_counter() >= self._look_at
        if jobs.search is None or late or had < ON_SCREEN <= search.found:
            self._look_at = time.perf_counter() + _NEXT_LOOK
            self._show()
        if jobs.search is None:
            self._turns.stop()
            self._ended()
