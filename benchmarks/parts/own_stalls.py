# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a window could not react, beat by beat, without what it waited for a processor."""

import os
import time
from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5
_WAITING = "/proc/thread-self/schedstat"
"""Its second figure: nanoseconds for which this thread was ready and another one ran."""


class OwnStalls:
    """A timer that notes how late it is; the window's loop is held up for so long.

    Args:
        parent: the timer ends with it.
    """

    def __init__(self, parent: QObject) -> None:
        self._waited = _reader()
        self._late: list[float] = []
        self._own: list[float] = []
        self._then, self._waited_then = time.perf_counter(), self._waited()
        timer = QTimer(parent)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._beat)
        timer.start(BEAT_MS)

    def taken(self) -> dict[str, float]:
        """Give what was noted since this was last called; milliseconds."""
        late, own = sorted(self._late), sorted(self._own)
        self._late, self._own = [], []
        return {
            "beats": len(late),
            "worst": max(late, default=0.0),
            "own_worst": max(own, default=0.0),
            "own_over_16": sum(each > 16 for each in own),
            "own_over_50": sum(each > 50 for each in own),
            "own_over_100": sum(each > 100 for each in own),
        }

    def _beat(self) -> None:
        now, waited = time.perf_counter(), self._waited()
        late = max(0.0, (now - self._then) * 1000 - BEAT_MS)
        self._late.append(late)
        self._own.append(max(0.0, late - (waited - self._waited_then)))
        self._then, self._waited_then = now, waited


def _reader() -> Callable[[], float]:
    """Give what reads for how many milliseconds this thread has waited for a processor."""
    file = os.open(_WAITING, os.O_RDONLY)
    return lambda: int(os.pread(file, 100, 0).split()[1]) / 1e6
