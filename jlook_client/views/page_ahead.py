# SPDX-License-Identifier: GPL-3.0-or-later
"""Lay a page out and paint it once where nobody sees it, so that it is there at once when shown.

The subwindows stand behind the first card until the first jobs come, and then somebody waits
for them: what Qt does for a widget that is laid out and painted for the first time is done by then.
"""

from collections.abc import Callable, Iterable, Iterator

from PyQt6.QtCore import QEvent, QObject, QRect, QTimer
from PyQt6.QtWidgets import QWidget

Step = Callable[[], object]
"""Something of a few milliseconds."""


class PageAhead(QObject):
    """Prepares a hidden page when the room for it comes on the screen or is another.

    Args:
        page: the page, at first hidden in the room that its parent has for it.
        steps: gives what there is to do when it is laid out; each is done in a turn of its own.
    """

    def __init__(self, page: QWidget, steps: Callable[[], Iterable[Step]]) -> None:
        room = page.parentWidget()
        assert room is not None
        super().__init__(room)
        self._room = room
        self._page = page
        self._more = steps
        self._left: Iterator[object] = iter(())
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._go_on)
        room.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Begin, if there is anything to be prepared."""
        kinds = {QEvent.Type.Show, QEvent.Type.Resize}
        if event is not None and event.type() in kinds and not self._page.isVisible():
            self._left = self._done()
            self._turn.start()
        return False

    def _done(self) -> Iterator[object]:
        # Qt lays a hidden widget out only to paint it: one point of it will do.
        self._page.setGeometry(self._room.contentsRect())
        yield self._page.grab(QRect(0, 0, 1, 1))
        for step in self._more():
            yield step()

    def _go_on(self) -> None:
        stands = self._page.isVisible() or not self._room.isVisible()
        if stands or next(self._left, self) is self:
            self._turn.stop()
