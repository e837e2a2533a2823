# SPDX-License-Identifier: GPL-3.0-or-later
"""Lay a page out and paint it once where nobody sees it, so that it is there at once when shown.

The subwindows stand behind the first card until the first jobs come, and then somebody waits
for them: what Qt does for a widget that is laid out and painted for the first time is done by then.
"""

from collections.abc import Callable, Iterable, Iterator

from PyQt6.QtCore import QEvent, QObject, QRect, QTimer
from PyQt6.QtWidgets import QStackedWidget, QWidget


class PageAhead(QObject):
    """Prepares a hidden page when the pages come on the screen and when their size changes.

    Args:
        pages: the page is one of them.
        page: the one.
        parts: gives what is in it; each is painted in a turn of its own.
    """

    def __init__(
        self, pages: QStackedWidget, page: QWidget, parts: Callable[[], Iterable[QWidget]]
    ) -> None:
        super().__init__(pages)
        self._pages = pages
        self._page = page
        self._parts = parts
        self._left: Iterator[QWidget] = iter(())
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._go_on)
        pages.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Begin, if there is anything to be prepared."""
        kinds = {QEvent.Type.Show, QEvent.Type.Resize}
        if event is not None and event.type() in kinds and not self._is_shown:
            self._left = self._steps()
            self._turn.start()
        return False

    @property
    def _is_shown(self) -> bool:
        return self._pages.currentWidget() is self._page

    def _steps(self) -> Iterator[QWidget]:
        # Qt lays a hidden widget out only to paint it: one point of it will do.
        self._page.setGeometry(self._pages.contentsRect())
        self._page.grab(QRect(0, 0, 1, 1))
        yield self._page
        for part in self._parts():
            if not part.isHidden():
                part.grab()
                yield part

    def _go_on(self) -> None:
        if self._is_shown or not self._pages.isVisible() or next(self._left, None) is None:
            self._turn.stop()
