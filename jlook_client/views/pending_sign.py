# SPDX-License-Identifier: GPL-3.0-or-later
"""A sign over the rows that says how many jobs would move if nobody read; it lets them (F5)."""

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QPushButton, QTableView, QWidget

from jlook_client.tables.jobs import JobTable
from jmss.texts import Texts

_FROM_BELOW_PX = 6


class PendingSign(QPushButton):
    """Lies at the foot of the rows, so that nothing moves when it comes.

    Args:
        table: the jobs.
        view: what it lies over.
        place: within it the key holds.
        tr: the words.
    """

    def __init__(self, table: JobTable, view: QTableView, place: QWidget, tr: Texts) -> None:
        super().__init__(view)
        self.setObjectName("pending")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._table = table
        self._view = view
        self._tr = tr
        self.clicked.connect(table.show_pending)
        key = QShortcut(QKeySequence("F5"), place)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.setWhatsThis(tr("Show updates that wait while the rows are read"))
        key.activated.connect(table.show_pending)
        table.pending_changed.connect(self.look)
        view.installEventFilter(self)
        self.look()

    def look(self) -> None:
        """Say how many there are."""
        count = self._table.pending
        self.setVisible(count > 0)
        if count:
            text = self._tr.plural("{n} update pending (F5)", "{n} updates pending (F5)", count)
            self.setText(text)
            self._place()
            self.raise_()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay at the foot of the rows (Qt)."""
        if event is not None and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        viewport = self._view.viewport()
        if viewport is not None:
            self.adjustSize()
            area = viewport.geometry()
            self.move(
                area.center().x() - self.width() // 2,
                area.bottom() - self.height() - _FROM_BELOW_PX,
            )
