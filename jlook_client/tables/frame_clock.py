# SPDX-License-Identifier: GPL-3.0-or-later
"""When a table shows what has changed: at once, then at most once in a frame of the screen.

Nothing runs while nothing has changed. Work that takes long makes its own frames longer, so
that it never has more than a third of the time to itself; and such a frame ends when something
new comes, so that what it shows is the newest there is.
"""

import time
from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt, QTimer

FRAME_MS = 16
"""Changes that come within one frame of the screen are shown together."""

UNSEEN_MS = 341
"""So long may pass before counts tell of changes that are not on screen: some twenty beats of
the server and a half, so that they are counted between two of them and put off no painting."""

_LONG = 0.001
"""What takes so many seconds is done in every other frame only: painting takes longer still."""
_LONG_FRAME_MS = 24
"""With news in each frame of the screen, the second that comes ends a long frame."""
_PATIENCE_MS = 16
"""So long a frame that could end waits for something newer."""
_SHARE = 3
"""A frame lasts this many times as long as the work in it."""


class FrameClock(QObject):
    """Calls ``work`` after ``note``, once however often it was noted."""

    def __init__(
        self,
        work: Callable[[], None],
        *,
        parent: QObject,
        now: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._now = now
        self._next = self._latest = 0.0
        """When a frame may end with what comes then, and when it ends with what has come."""
        self._at_once = False
        """Whether it waits only for the next frame."""
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setTimerType(Qt.TimerType.PreciseTimer)
        self._due.timeout.connect(self.strike)

    @property
    def armed(self) -> bool:
        """Whether something waits to be shown."""
        return self._due.isActive()

    def note(self, *, seen: bool = True) -> None:
        """Something has changed; what nobody can see now need not be shown at once."""
        now = self._now()
        may_end = now >= self._next
        if self._due.isActive() and (not seen or (self._at_once and not may_end)):
            return
        wait = 0 if may_end else round((self._latest - now) * 1000)
        self._at_once = seen
        self._due.start(wait if seen else max(wait, UNSEEN_MS))

    def end(self) -> None:
        """Let the frame end in which something waits: nothing newer is to come soon."""
        if self._due.isActive():
            self._due.start(0)

    def strike(self) -> None:
        """Do the work now."""
        self._due.stop()
        began = self._now()
        self._work()
        took = self._now() - began
        if took < _LONG:
            # One that came late does not put off the next ones: frames keep their beat.
            late = began - self._latest
            made_good = min(late, FRAME_MS / 2000) if 0.0 < late < FRAME_MS / 1000 else 0.0
            self._next = self._latest = began + FRAME_MS / 1000 - made_good
        else:
            self._next = began + max(_LONG_FRAME_MS / 1000, took * _SHARE)
            self._latest = self._next + _PATIENCE_MS / 1000
