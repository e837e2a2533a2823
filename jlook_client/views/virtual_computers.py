# SPDX-License-Identifier: GPL-3.0-or-later
"""What JClusterEnv shows: the virtual computers, and what is still to be done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import Looks
from jlook_client.tables.virtual_computers import VirtualComputerTable
from jlook_client.views.environment_cautions import cautions
from jlook_client.views.environment_properties import Needed
from jlook_client.views.kinds import set_kind
from jlook_client.views.table_view import TableView, WholeRows
from jmss.model.environment_list import ComputerLine, EnvironmentList
from jmss.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputersCalls:
    """What the view asks for."""

    sit_at: Callable[[str], None]
    """Show and set everything as on another node."""
    properties: Callable[[], None]
    """Open the properties of the chosen virtual computer."""
    chosen: Callable[[], None]
    """Another virtual computer was chosen."""
    needed: Needed
    """Say who needs one."""


class VirtualComputers(QWidget):
    """The list, with the node over it and the cautions under it.

    Args:
        tr: the words.
        looks: colours and glyphs.
        calls: what it asks for.
    """

    def __init__(self, *, tr: Texts, looks: Looks, calls: ComputersCalls) -> None:
        super().__init__()
        self._tr = tr
        self._looks = looks
        self._calls = calls
        self._listed: EnvironmentList | None = None
        self.setObjectName("virtual_computers")
        self.setAccessibleName(tr("Virtual computers"))
        self.node = QComboBox()
        self.node.setAccessibleName(tr("Node"))
        self.node.activated.connect(lambda _at: calls.sit_at(self.node.currentText()))
        self.fingerprint = QLabel()
        self.fingerprint.setObjectName("muted")
        self.waiting = QLabel(tr("Looking at the cluster …"))
        self.waiting.setObjectName("muted")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.waiting.setWordWrap(True)
        self.caution = QLabel()
        self.caution.setWordWrap(True)
        self.table: VirtualComputerTable | None = None
        self.view: TableView | None = None
        self._rows: WholeRows | None = None
        self._lay_out()

    @property
    def chosen(self) -> ComputerLine | None:
        """The virtual computer that is chosen, as it was listed last."""
        if self.table is None or self.view is None or self._listed is None:
            return None
        rows = self.view.selected_rows()
        # The rows on screen follow with the next frame only.
        return self._listed.computer(self.table.rows[rows[0]].name) if rows else None

    def show_list(self, listed: EnvironmentList) -> None:
        """Show how it is now."""
        nodes = [node.name for node in listed.nodes]
        if self.table is None or list(self.table.nodes) != nodes:
            self._begin_table(nodes)
        assert self.table is not None
        first = self._listed is None
        self._listed = listed
        self.table.set_stale(stale=False)
        self.table.show_lines(listed.computers)
        if first:
            self.table.settle()
        self.node.setCurrentText(listed.node)
        self.fingerprint.setText(
            self._tr("Fingerprint of the settings: {mark}", mark=listed.fingerprint)
        )
        self.waiting.hide()
        self._warn([*cautions(listed, self._tr), *self._needed_without_type(listed)])

    def show_trouble(self, text: str) -> None:
        """Say that nothing can be looked at now; what was seen last stays readable."""
        if self.table is None:
            self.waiting.setText(text)
            return
        self.table.set_stale(stale=True)
        self._warn([text])

    def _needed_without_type(self, listed: EnvironmentList) -> list[str]:
        """Say who needs what has no server type here: it may not be too late."""
        lost = [line.name for line in listed.computers if line.server_type is None]
        return [text for name in lost for text in self._calls.needed(name) or ()]

    def _warn(self, texts: Sequence[str]) -> None:
        text = "\n".join(texts)
        self.caution.setText(text)
        self.caution.setAccessibleName(text)
        self.strip.setVisible(bool(texts))

    def _begin_table(self, nodes: Sequence[str]) -> None:
        tr = self._tr
        self.table = VirtualComputerTable(nodes, tr=tr, looks=self._looks, parent=self)
        view = self.view = TableView(self.table, self._looks)
        view.setAccessibleName(tr("Virtual computers"))
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.activated.connect(lambda _index: self._calls.properties())
        view.menu_wanted.connect(self._offer_menu)
        selection = view.selectionModel()
        assert selection is not None
        selection.selectionChanged.connect(lambda _now, _before: self._calls.chosen())
        if self._rows is not None:
            self._rows.deleteLater()
        self._rows = WholeRows(view)
        self._place.addWidget(self._rows)
        self.node.clear()
        self.node.addItems(list(nodes))
        self.setFocusProxy(view)

    def _offer_menu(self, place: QPoint) -> None:
        if self.chosen is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entry = menu.addAction(self._tr("P&roperties"))
        assert entry is not None
        entry.triggered.connect(lambda _checked: self._calls.properties())
        menu.popup(place)

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("bar")
        label = QLabel(self._tr("&Node"))
        label.setBuddy(self.node)
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 6, 8, 6)
        row.addWidget(label)
        row.addWidget(self.node)
        row.addStretch(1)
        row.addWidget(self.fingerprint)
        middle = QWidget()
        self._place = QVBoxLayout(middle)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.addWidget(self.waiting)
        self.strip = QFrame()
        self.strip.setObjectName("strip")
        set_kind(self.strip, "warns")
        inside = QVBoxLayout(self.strip)
        inside.setContentsMargins(8, 6, 8, 6)
        inside.addWidget(self.caution)
        self.strip.hide()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(bar)
        lines.addWidget(middle, 1)
        lines.addWidget(self.strip)
