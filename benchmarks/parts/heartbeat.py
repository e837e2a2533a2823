# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a window does not answer: a timer of 4 ms that notes how late it comes."""

import time

from PyQt6.QtCore import QObject, Qt, QTimer

EVERY_MS = 4


class Heartbeat:
    """Beats until it is ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        self.late: list[float] = []
        """By how many seconds each beat was late."""
        self._due = 0.0
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """Begin to beat, and forget what was."""
        self.late.clear()
        self._due = time.perf_counter() + EVERY_MS / 1000
        self._timer.start()

    def end(self) -> float:
        """End, and give the worst stall in milliseconds."""
        self._beat()
        self._timer.stop()
        return max(self.late) * 1000

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._due))
        self._due = now + EVERY_MS / 1000
