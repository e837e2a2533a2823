# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu being edited: its tree, the entry with its parameters and a preview, all faults."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import Looks
from jlook_client.views.elided_label import ElidedLabel
from jlook_client.views.empty_overlay import EmptyOverlay
from jlook_client.views.meanwhile_panel import MeanwhilePanel
from jlook_client.views.menu_draft import MenuDraft
from jlook_client.views.menu_edit_tree import MenuEditTree
from jlook_client.views.menu_entry_form import MenuEntryForm
from jlook_client.views.menu_parameters import MenuParameters
from jlook_client.views.menu_preview import MenuPreview
from jmss.menu.editing import Place, step_down, step_up
from jmss.menu.fault import Fault
from jmss.model.menu import Entry
from jmss.texts import Texts

MOST_LISTED = 100
"""Faults that are named; mending some of them brings the next."""
_FAULTS_HIGH = 110
_PAGE = Qt.ItemDataRole.UserRole + 1
"""Of a fault: the page on which it is put right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorCalls:
    """What the editor asks and calls."""

    queues: Callable[[], Sequence[str]]
    machines: Callable[[], Sequence[str]]
    apply: Callable[[], None]
    leave: Callable[[], None]


class MenuEditor(QWidget):
    """Edits a draft; nothing holds before [Apply].

    Args:
        draft: what is written.
        calls: what it asks and calls.
        tr: the words.
        looks: colours and glyphs.
    """

    def __init__(self, draft: MenuDraft, calls: EditorCalls, *, tr: Texts, looks: Looks) -> None:
        super().__init__()
        self.setAccessibleName(tr("Edit the menu"))
        self.draft = draft
        self._calls = calls
        self._tr = tr
        self._hindrance = ""
        self._listed: list[Fault] | None = None
        self.told = ElidedLabel()
        self.apply, self.leave = QPushButton(tr("&Apply")), QPushButton(tr("C&lose"))
        self.apply.setObjectName("primary")
        self.really = QPushButton(tr("&Discard what was written"))
        self.undo, self.redo = QPushButton(tr("&Undo")), QPushButton(tr("Redo"))
        self.meanwhile = MeanwhilePanel(tr, looks)
        self.tree = MenuEditTree(draft, tr, looks)
        self.empty = EmptyOverlay(self.tree, looks, way_out="", leave=lambda: None)
        self.buttons = {
            name: QPushButton(text)
            for name, text in (
                ("entry", tr("New entry")),
                ("folder", tr("New folder")),
                ("copy", tr("Double")),
                ("remove", tr("Remove")),
                ("up", tr("Move up")),
                ("down", tr("Move down")),
            )
        }
        self.form = MenuEntryForm(draft, queues=calls.queues, machines=calls.machines, tr=tr)
        self.parameters = MenuParameters(draft, tr)
        self.preview = MenuPreview(draft, tr)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.faults = QListWidget()
        self.faults.setAccessibleName(tr("What is wrong"))
        self._lay_out()
        self._connect()

    def set_hindrance(self, why: str) -> None:
        """Say why nothing can be applied now; empty: it can."""
        self._hindrance = why
        self._regulate()

    def show_outcome(self, text: str) -> None:
        """Say what came of applying."""
        self.told.set_text(text)

    def show_draft(self) -> None:
        """Show what is written now."""
        self.tree.show_draft()
        self.form.show_draft()
        self.parameters.show_draft()
        self.preview.show_draft()
        self._list_faults()
        self.really.hide()
        if self.draft.menu.entries:
            self.empty.hide()
        else:
            self.empty.tell(self._tr("The menu has no entries yet: add one."))
        self._regulate()

    def _regulate(self) -> None:
        draft, tr = self.draft, self._tr
        why = self._hindrance
        if not why and not draft.is_checked:
            why = tr("The menu is being checked.")
        if not why and draft.faults:
            why = tr("Something is wrong; it is listed below.")
        if not why and not draft.is_changed:
            why = tr("Nothing is changed yet.")
        if not why and not self.meanwhile.isHidden():
            why = tr("Choose first whose changes are to hold.")
        self.apply.setEnabled(not why)
        self.apply.setToolTip(why)
        self.apply.setAccessibleDescription(why)
        entry = draft.entry
        for name in ("remove", "up", "down"):
            self.buttons[name].setEnabled(entry is not None)
        self.buttons["copy"].setEnabled(entry is not None and entry.job is not None)
        self.tabs.setTabEnabled(1, entry is not None and entry.job is not None)
        self.undo.setEnabled(draft.can_undo)
        self.redo.setEnabled(draft.can_redo)

    def _show_checked(self) -> None:
        self.tree.show_faults()
        self.preview.show_draft()
        self._list_faults()
        self._regulate()

    def _list_faults(self) -> None:
        faults = self.draft.faults
        if faults == self._listed:
            return
        self._listed = faults
        self.faults.clear()
        for fault in faults[:MOST_LISTED]:
            item = QListWidgetItem(fault.said(self._tr), self.faults)
            item.setData(Qt.ItemDataRole.UserRole, fault.entry)
            item.setData(_PAGE, 1 if ": parameters" in fault.place else 0)
        if len(faults) > MOST_LISTED:
            self.faults.addItem(self._tr("and {n} more", n=len(faults) - MOST_LISTED))
        high = sum(self.faults.sizeHintForRow(at) for at in range(min(len(faults), 5)))
        self.faults.setFixedHeight(min(high + 6, _FAULTS_HIGH))
        self.faults.setVisible(bool(faults))

    def _go_to(self, item: QListWidgetItem) -> None:
        place = _place_of(self.draft.menu.entries, item.data(Qt.ItemDataRole.UserRole))
        if place:
            self.tree.choose(place)
            self.tabs.setCurrentIndex(item.data(_PAGE))

    def _remove(self) -> None:
        """Take it away; [Undo] brings it back."""
        self.draft.remove()
        self.tree.setFocus()

    def _leave(self) -> None:
        if self.draft.is_changed:
            self.really.show()
            self.really.setFocus()
            self.told.set_text(self._tr("What was written is not applied yet."))
        else:
            self._calls.leave()

    def _discard(self) -> None:
        self.really.hide()
        self._calls.leave()

    def _add(self, title: str, queue: str | None) -> None:
        self.draft.add(title, queue)
        self.tabs.setCurrentIndex(0)
        self.form.title.setFocus()
        self.form.title.selectAll()

    def _connect(self) -> None:
        draft, tr = self.draft, self._tr
        draft.changed.connect(self.show_draft)
        draft.checked.connect(self._show_checked)
        self.tree.remove_wanted.connect(self._remove)
        self.apply.clicked.connect(lambda _on: self._calls.apply())
        self.leave.clicked.connect(self._leave)
        self.really.clicked.connect(self._discard)
        self.undo.clicked.connect(draft.undo)
        self.redo.clicked.connect(draft.redo)
        self.faults.itemActivated.connect(self._go_to)
        self.faults.itemClicked.connect(self._go_to)
        buttons = self.buttons
        buttons["entry"].clicked.connect(
            lambda: self._add(tr("New entry"), next(iter(self._calls.queues()), ""))
        )
        buttons["folder"].clicked.connect(lambda: self._add(tr("New folder"), None))
        buttons["copy"].clicked.connect(draft.double)
        buttons["remove"].clicked.connect(self._remove)
        for name, step in (("up", step_up), ("down", step_down)):
            buttons[name].clicked.connect(
                lambda _on, step=step: draft.take_step(step(draft.menu.entries, draft.place))
            )
        for key, call in (("Ctrl+Z", draft.undo), ("Ctrl+Y", draft.redo)):
            shortcut = QShortcut(QKeySequence(key), self.tree)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(call)

    def _lay_out(self) -> None:
        tr = self._tr
        bar = QFrame()
        bar.setObjectName("bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 4, 8, 4)
        head = QLabel(tr("Edit the menu"))
        font = head.font()
        font.setBold(True)
        head.setFont(font)
        row.addWidget(head)
        row.addWidget(self.told, 1)
        for button in (self.undo, self.redo, self.really, self.leave, self.apply):
            row.addWidget(button)
        left = QWidget()
        lines = QVBoxLayout(left)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.tree, 1)
        around = QWidget()
        grid = QGridLayout(around)
        grid.setContentsMargins(6, 6, 6, 6)
        for at, button in enumerate(self.buttons.values()):
            grid.addWidget(button, at // 2, at % 2)
        lines.addWidget(around)
        self.tabs.addTab(self.form, tr("Entry"))
        self.tabs.addTab(self.parameters, tr("Parameters"))
        self.tabs.addTab(self.preview, tr("Preview"))
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(left)
        across.addWidget(self.tabs)
        across.setChildrenCollapsible(False)
        across.setSizes([320, 880])
        across.setStretchFactor(1, 1)
        self.faults.setObjectName("trouble")
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        outside.addWidget(bar)
        outside.addWidget(self.meanwhile)
        outside.addWidget(across, 1)
        outside.addWidget(self.faults)


def _place_of(entries: tuple[Entry, ...], identity: str, above: Place = ()) -> Place:
    """Give where the first entry of an id stands; empty: nowhere."""
    for at, entry in enumerate(entries):
        if entry.id == identity:
            return (*above, at)
        if inside := _place_of(entry.entries, identity, (*above, at)):
            return inside
    return ()
