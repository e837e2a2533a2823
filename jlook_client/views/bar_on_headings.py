# SPDX-License-Identifier: GPL-3.0-or-later
"""A bar and the table below it; where the headings leave room, the bar lies on their line."""

from PyQt6.QtCore import QEvent
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QFrame, QHeaderView, QSizePolicy, QWidget

from jlook_client.views.table_view import TableView, WholeRows

_GAP_PX = 24
"""Between the last heading's words and the bar."""


class BarOnHeadings(QWidget):
    """In a low subwindow each line counts: a bar of its own would cost two rows.

    Args:
        bar: lies at the right end of the headings, else above them.
        view: the table; only its last heading may be covered, and none of that one's words.
        room: so wide, in logical pixels, the room beside the headings must be.
        most: the bar takes no more of it than this.
    """

    def __init__(self, bar: QFrame, view: TableView, *, room: int, most: int) -> None:
        super().__init__()
        self._bar = bar
        self._view = view
        self._room = room
        self._most = most
        self._rows = WholeRows(view, self)  # first, so that the keyboard begins there
        bar.setParent(self)
        self.setFocusProxy(view)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        header = self._header
        header.sectionResized.connect(self._lay_out)
        header.sectionMoved.connect(self._lay_out)

    @property
    def is_on_headings(self) -> bool:
        """Whether the bar takes no line of its own."""
        return self._rows.y() == 0

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Share the room (Qt)."""
        super().resizeEvent(event)
        self._lay_out()

    def event(self, event: QEvent | None) -> bool:
        """Share it again when the bar wants another size (Qt)."""
        if event is not None and event.type() == QEvent.Type.LayoutRequest:
            self._lay_out()
        return super().event(event)

    @property
    def _header(self) -> QHeaderView:
        header = self._view.horizontalHeader()
        assert header is not None
        return header

    def _lay_out(self) -> None:
        width, height = self.width(), self.height()
        scroll_bar = self._view.verticalScrollBar()
        assert scroll_bar is not None
        left, right = self._end_of_words() + _GAP_PX, width - scroll_bar.sizeHint().width()
        if right - left < self._room:
            line = self._bar.sizeHint().height()
            self._bar.setGeometry(0, 0, width, line)
            self._rows.setGeometry(0, line, width, max(0, height - line))
            return
        self._rows.setGeometry(0, 0, width, height)
        taken = min(right - left, self._most)
        self._bar.setGeometry(right - taken, 0, taken, self._header.height())
        self._bar.raise_()

    def _end_of_words(self) -> int:
        """Give where the words of the last heading end."""
        header, count = self._header, len(self._view.table.columns)
        shown = [header.logicalIndex(at) for at in range(count)]
        last = [at for at in shown if not header.isSectionHidden(at)][-1]
        words = self._view.table.heading(last)
        begins = header.sectionViewportPosition(last)
        return begins + header.fontMetrics().horizontalAdvance(words)
