# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu that chooses which columns a table shows."""

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QMenu, QWidget

from jlook_client.views.table_view import TableView
from jmss.texts import Texts


class ColumnChooser(QMenu):
    """One tick per column; the menu is filled anew each time it opens, and stays for more ticks.

    Args:
        view: the table.
        tr: the words.
        parent: the Qt parent.
        arrange: opens a panel for more than that; None: there is none.
    """

    def __init__(
        self,
        view: TableView,
        *,
        tr: Texts,
        parent: QWidget,
        arrange: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(tr("Columns"), parent)
        self._view = view
        self._tr = tr
        self._arrange = arrange
        self.aboutToShow.connect(self.fill)

    def open_over_headings(self) -> None:
        """Let it open where the headings are clicked with the right button."""
        header = self._view.horizontalHeader()
        assert header is not None
        header.customContextMenuRequested.connect(
            lambda place: self.popup(header.mapToGlobal(place))
        )

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Tick without closing (Qt)."""
        action = None if event is None else self.actionAt(event.position().toPoint())
        if not self._ticked(action):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """The space bar ticks without closing, Enter ticks and closes (Qt)."""
        is_space = event is not None and event.key() == Qt.Key.Key_Space
        if not (is_space and self._ticked(self.activeAction())):
            super().keyPressEvent(event)

    def _ticked(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable():
            return False
        action.trigger()
        return True

    def fill(self) -> None:
        """List the columns as they are now."""
        self.clear()
        layout = self._view.layout_of_columns
        for column in layout.in_order():
            action = QAction(self._tr(column.heading), self)
            action.setObjectName(column.id)
            action.setCheckable(True)
            action.setChecked(layout.is_shown(column.id))
            action.toggled.connect(
                lambda shown, identity=column.id: layout.show_column(identity, shown=shown)
            )
            self.addAction(action)
        self.addSeparator()
        reset = QAction(self._tr("Default columns"), self)
        reset.setObjectName("reset")
        reset.triggered.connect(layout.reset)
        self.addAction(reset)
        if self._arrange is not None:
            more = QAction(self._tr("Columns and order…"), self)
            more.setObjectName("arrange")
            more.triggered.connect(self._arrange)
            self.addAction(more)
