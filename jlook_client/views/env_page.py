# SPDX-License-Identifier: GPL-3.0-or-later
"""One page of JEnv: what it is about in a sentence, and a list with a form, or a form alone."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import Looks
from jlook_client.tables.env_model import EnvModel
from jlook_client.tables.marked_rows import MarkedRow, MarkedTable
from jlook_client.views.kinds import set_kind
from jlook_client.views.table_view import TableView, WholeRows
from jmss.model.environment_faults import Fault, fault_words
from jmss.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParts:
    """What every page is handed."""

    tr: Texts
    looks: Looks
    model: EnvModel


class EnvPage(QWidget):
    """The base of all pages; whoever derives from it fills ``body`` and ``form``.

    Args:
        parts: words, looks and what is edited.
        title: a msgid.
        about: a msgid: what the page is about.
        section: the first word of the fields that it shows (``Fault.field``).
    """

    def __init__(self, parts: PageParts, title: str, about: str, section: str) -> None:
        super().__init__()
        self._tr, self.looks, self.model = parts.tr, parts.looks, parts.model
        self.title, self.section = self._tr(title), section
        self.setAccessibleName(self.title)
        self._inputs: list[QWidget] = []
        heading = QLabel(self.title)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        note = QLabel(self._tr(about))
        note.setObjectName("muted")
        note.setWordWrap(True)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 12, 14, 12)
        self.body.setSpacing(8)
        self.body.addWidget(heading)
        self.body.addWidget(note)
        self.form = QFormLayout()
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self._trouble: dict[str, QLabel] = {}

    @property
    def faults(self) -> list[Fault]:
        """What is wrong on this page."""
        return [one for one in self.model.faults if self.owns(one)]

    def owns(self, fault: Fault) -> bool:
        """Whether a fault is shown here."""
        return fault.field.split(".")[0] == self.section

    @property
    def is_edited(self) -> bool:
        """Whether anything here is not as it holds."""
        mine, base = self.model.mine, self.model.base
        return bool(getattr(mine, self.section) != getattr(base, self.section))

    @abstractmethod
    def refresh(self) -> None:
        """Show what was written."""

    @abstractmethod
    def go_to(self, fault: Fault) -> None:
        """Take the keyboard to the field of a fault."""

    def allow(self, *, editable: bool) -> None:
        """Let fields be edited, or not."""
        for each in self._inputs:
            each.setEnabled(editable)

    def show_stale(self, *, stale: bool) -> None:
        """Show what is there as last known, or as it is."""

    def trouble(self, name: str) -> str:
        """Give what is said to be wrong with a field; empty: nothing."""
        return self._trouble[name].text()

    # For those who build a page.

    def add_field(self, label: str, field: QWidget, name: str = "") -> None:
        """Add a field to the form, with room for what is wrong with it.

        Args:
            label: translated, with a mnemonic.
            field: the widget.
            name: the last word of the field's name in a fault; empty: nothing can be wrong.
        """
        self.form.addRow(label, field)
        if not field.accessibleName():
            field.setAccessibleName(label.replace("&", ""))
        self._inputs.append(field)
        if name:
            trouble = QLabel()
            trouble.setObjectName("told")
            trouble.setWordWrap(True)
            set_kind(trouble, "wrong")
            self._trouble[name] = trouble
            self.form.addRow("", trouble)
            self.form.setRowVisible(trouble, False)

    def input(self, widget: QWidget) -> None:
        """Count a widget among those that are disabled where nothing may be written."""
        self._inputs.append(widget)

    def button(self, text: str, call: Callable[[], object]) -> QPushButton:
        """Make a button of the page."""
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: call())
        self._inputs.append(button)
        return button

    def tell_faults(self, faults: Sequence[Fault]) -> None:
        """Say at each field what is wrong with it."""
        words: dict[str, list[str]] = {}
        for fault in faults:
            words.setdefault(fault.field.rpartition(".")[2], []).append(
                fault_words(self._tr, fault)
            )
        for name, label in self._trouble.items():
            text = "\n".join(words.get(name, ()))
            label.setText(text)
            label.setAccessibleName(text)
            self.form.setRowVisible(label, bool(text))


class ListPage(EnvPage):
    """A page with a list above and a form for the line that is chosen."""

    def __init__(self, parts: PageParts, title: str, about: str, section: str) -> None:
        super().__init__(parts, title, about, section)
        self.table = self.make_table()
        self.view = TableView(self.table, self.looks)
        self.view.setAccessibleName(self.title)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        frame = QFrame()
        frame.setObjectName("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(WholeRows(self.view))
        self.list_trouble = QLabel()
        """What is wrong with the list itself, such as a line that cannot go."""
        self.list_trouble.setObjectName("told")
        self.list_trouble.setWordWrap(True)
        set_kind(self.list_trouble, "wrong")
        self.list_trouble.hide()
        self.buttons = QHBoxLayout()
        self.body.addWidget(frame, 1)
        self.body.addWidget(self.list_trouble)
        self.body.addLayout(self.buttons)
        self.body.addLayout(self.form)
        selection = self.view.selectionModel()
        assert selection is not None
        selection.selectionChanged.connect(lambda _now, _before: self.show_chosen())
        bar = self.view.verticalScrollBar()
        assert bar is not None
        bar.rangeChanged.connect(lambda _least, _most: self._keep_in_sight())

    @property
    def chosen(self) -> int:
        """The place of the line that is chosen; -1: none is."""
        rows = self.view.selected_rows()
        return rows[0] if rows else -1

    def choose(self, place: int) -> None:
        """Choose a line."""
        if 0 <= place < self.table.rowCount():
            self.view.selectRow(place)
            self.view.scrollTo(self.table.index(place, 0))
            self.show_chosen()

    def _keep_in_sight(self) -> None:
        """Show the chosen line where the list gets lower, as when something is told below."""
        if self.chosen >= 0:
            self.view.scrollTo(self.table.index(self.chosen, 0))

    @abstractmethod
    def make_table(self) -> MarkedTable:
        """Make the list, still without lines."""

    @abstractmethod
    def lines(self) -> list[MarkedRow]:
        """Give what the list shows."""

    @abstractmethod
    def show_chosen(self) -> None:
        """Show the line that is chosen in the form."""

    def refresh(self) -> None:
        """Show what was written; the line that is chosen stays."""
        before = self.chosen
        self.table.show_lines(self.lines())
        count = self.table.rowCount()
        if count and self.chosen < 0:
            self.view.selectRow(min(max(before, 0), count - 1))
        self.show_chosen()
        text = "\n".join(
            fault_words(self._tr, fault) for fault in self.faults if fault.field == self.section
        )
        self.list_trouble.setText(text)
        self.list_trouble.setAccessibleName(text)
        self.list_trouble.setVisible(bool(text))

    def show_stale(self, *, stale: bool) -> None:
        """Show the list as last known, or as it is."""
        self.table.set_stale(stale=stale)

    def faults_at(self, place: int) -> list[Fault]:
        """Give what is wrong with a line."""
        begin = f"{self.section}.{place}."
        return [fault for fault in self.faults if fault.field.startswith(begin)]
