# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu that chooses which columns a table shows."""

from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QWidget

from jlook_client.views.table_view import TableView
from jmss.texts import Texts


class ColumnChooser(QMenu):
    """One tick per column; the menu is filled anew each time it opens."""

    def __init__(self, view: TableView, *, tr: Texts, parent: QWidget) -> None:
        super().__init__(tr("Columns"), parent)
        self._view = view
        self._tr = tr
        self.aboutToShow.connect(self.fill)

    def open_over_headings(self) -> None:
        """Let it open where the headings are clicked with the right button."""
        header = self._view.horizontalHeader()
        assert header is not None
        header.customContextMenuRequested.connect(
            lambda place: self.popup(header.mapToGlobal(place))
        )

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
