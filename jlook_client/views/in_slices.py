# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that is done a slice in each turn, so that the window does something else between them."""

from collections.abc import Iterator

from PyQt6.QtCore import QObject, QTimer


class InSlices(QObject):
    """Goes on with one piece of work, which yields where a slice of it ends.

    Args:
        parent: the Qt parent; with it the work ends.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Iterator[None] = iter(())
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self.go_on)

    @property
    def is_going(self) -> bool:
        """Whether another slice is due."""
        return self._turns.isActive()

    def begin(self, work: Iterator[None]) -> None:
        """Begin with the first slice at once, in place of what was going on."""
        self._work = work
        self._turns.start()
        self.go_on()

    def stop(self) -> None:
        """Give up what is going on."""
        self._work = iter(())
        self._turns.stop()

    def go_on(self) -> None:
        """Do one slice."""
        for _ in self._work:
            return
        self._turns.stop()
