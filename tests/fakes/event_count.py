# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what Qt does in all windows, to see that it does nothing needless."""

from collections import Counter
from collections.abc import Callable, Iterable

from PyQt6.QtCore import QCoreApplication, QEvent, QObject
from PyQt6.QtWidgets import QApplication


class EventCount(QObject):
    """Counts events by the class of who gets them and their type, while something is done."""

    def __init__(self) -> None:
        super().__init__()
        self.events: Counter[tuple[str, QEvent.Type]] = Counter()

    def eventFilter(  # noqa: N802 - Qt
        self, watched: QObject | None, event: QEvent | None
    ) -> bool:
        if event is not None:
            self.events[type(watched).__name__, event.type()] += 1
        return False

    def of(self, *kinds: QEvent.Type) -> dict[str, int]:
        """Give how many of these came to each class of objects."""
        found: Counter[str] = Counter()
        for (name, kind), count in self.events.items():
            if kind in kinds:
                found[name] += count
        return dict(found)


def events_of(*acts: Callable[[], object]) -> EventCount:
    """Do these one after the other, letting Qt do its part after each; give its events."""
    settle()
    count, app = EventCount(), QCoreApplication.instance()
    assert app is not None
    app.installEventFilter(count)
    try:
        for act in acts:
            act()
            settle()
    finally:
        app.removeEventFilter(count)
    return count


def settle(rounds: Iterable[int] = range(4)) -> None:
    """Let Qt lay out and paint all that is due; one layout may ask for the next."""
    for _ in rounds:
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
