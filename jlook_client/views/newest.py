# SPDX-License-Identifier: GPL-3.0-or-later
"""A table that gets new rows on top: it shows them, but holds still while somebody reads."""

from PyQt6.QtCore import QEvent, QModelIndex, QObject, QPoint, QTimer, pyqtSignal
from PyQt6.QtGui import QMouseEvent

from jlook_client.views.table_view import TableView

REST_MS = 3000
"""So long after the mouse moved over the rows they may move again."""


class Newest(QObject):
    """Whoever scrolls down or selects a row reads, until they go back to the top.

    Args:
        view: the table, its newest row on top.
    """

    changed = pyqtSignal()
    """``unseen`` or ``is_held`` is another one."""

    def __init__(self, view: TableView) -> None:
        super().__init__(view)
        self.unseen = 0
        """Rows that came on top while the table was held."""
        self._view = view
        self._reads = False
        self._in_batch = False
        self._at = QPoint()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)
        view.holds_top = lambda: self.is_held
        table, selection, bar = view.table, view.selectionModel(), view.verticalScrollBar()
        viewport = view.viewport()
        assert selection is not None
        assert bar is not None
        assert viewport is not None
        self._bar = bar
        table.batch_began.connect(self._begin)
        table.batch_ended.connect(self._end)
        table.rowsInserted.connect(self._count)
        selection.selectionChanged.connect(self._selected)
        bar.valueChanged.connect(self._scrolled)
        viewport.setMouseTracking(True)
        viewport.installEventFilter(self)

    @property
    def is_held(self) -> bool:
        """Whether the rows on screen stay where they are."""
        return self._reads or self._rest.isActive()

    def follow(self) -> None:
        """Show the newest rows, now and as they come."""
        self._rest.stop()
        self._reads = False
        self._view.clearSelection()
        self._view.scrollToTop()
        self.unseen = 0
        self._reads = False
        self.changed.emit()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Whoever moves the mouse over the rows is about to do something with them (Qt)."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            at, self._at = self._at, event.globalPosition().toPoint()
            if at != self._at:  # Qt also sends moves under a mouse that lies still
                self._rest.start()
        return False

    def _begin(self) -> None:
        self._in_batch = True

    def _end(self) -> None:
        self._in_batch = False

    def _count(self, _parent: QModelIndex, first: int, last: int) -> None:
        if first == 0 and self._in_batch and self.is_held:
            self.unseen += last - first + 1
            self.changed.emit()

    def _selected(self) -> None:
        if not self._in_batch and self._view.selected_rows():
            self._reads = True
            self.changed.emit()

    def _scrolled(self, value: int) -> None:
        if self._in_batch:
            return
        if value > 0:
            self._reads = True
        elif not self._view.selected_rows():
            self._reads = False
            self.unseen = 0
        self.changed.emit()

    def _rested(self) -> None:
        if not self._reads:
            self.follow()
