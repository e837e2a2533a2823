# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an operator reads a job table just now: then its rows do not move by themselves.

Whoever moves the mouse over the rows, scrolls, selects or goes on with the keyboard reads;
after a moment of rest the rows move again.
"""

from PyQt6.QtCore import QEvent, QObject, QPoint, QTimer
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QApplication, QTableView

from jlook_client.tables.jobs import JobTable

REST_MS = 3_000
SELECTED_REST_MS = 10_000
"""Whoever has selected something is about to do something with it."""

_SIGNS = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.Wheel,
        QEvent.Type.KeyPress,
        QEvent.Type.ContextMenu,
    }
)


class Reading(QObject):
    """Holds the rows of ``table`` still while somebody reads them in ``view``."""

    def __init__(self, table: JobTable, view: QTableView) -> None:
        super().__init__(view)
        self._table = table
        self._at = QPoint()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._rested)
        viewport = view.viewport()
        assert viewport is not None
        viewport.setMouseTracking(True)
        viewport.installEventFilter(self)
        view.installEventFilter(self)

    @property
    def is_under_way(self) -> bool:
        """Whether somebody reads."""
        return self._rest.isActive()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Look at what the operator does (Qt)."""
        if event is not None and (event.type() in _SIGNS or self._has_moved(event)):
            self._table.hold_still()
            selected = self._table.selection.count > 0
            self._rest.start(SELECTED_REST_MS if selected else REST_MS)
        return False

    def _has_moved(self, event: QEvent) -> bool:
        """Qt also sends moves when something moves under a mouse that lies still."""
        if not isinstance(event, QMouseEvent) or event.type() != QEvent.Type.MouseMove:
            return False
        at, self._at = self._at, event.globalPosition().toPoint()
        return bool(at != self._at)

    def _rested(self) -> None:
        if QApplication.activePopupWidget() is not None or QApplication.mouseButtons().value:
            self._rest.start(REST_MS)
        else:
            self._table.let_go()
