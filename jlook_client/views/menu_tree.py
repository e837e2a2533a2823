# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu as a tree, with a search as one types.

A menu may have 2,000 entries: the tree is put together in slices, and what an item shows is
worked out when it is looked at.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QSize, pyqtSignal
from PyQt6.QtGui import QBrush, QFont, QKeyEvent, QPalette
from PyQt6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from jlook_client.looks import Looks, row_height
from jlook_client.views.empty_overlay import EmptyOverlay
from jlook_client.views.in_slices import InSlices
from jlook_client.views.menu_item import MenuItem
from jlook_client.views.search_box import SearchBox
from jmss.menu.tree import each, is_folder, titles
from jmss.model.menu import Entry
from jmss.texts import Texts

SLICE = 100
"""Items that are made in one turn."""


class MenuTree(QWidget):
    """Shows folders and entries; one of them is chosen.

    Args:
        forbidden: says why this user may not start an entry; empty: he may.
        tr: the words.
        looks: colours and glyphs.
    """

    chosen = pyqtSignal(str)
    """The id of the entry or folder that is current now; empty: none is."""
    activated = pyqtSignal(str)
    """The operator goes on to what is asked for an entry (Enter, double click)."""

    def __init__(self, forbidden: Callable[[Entry], str], *, tr: Texts, looks: Looks) -> None:
        super().__init__()
        self._forbidden = forbidden
        self._tr = tr
        self._looks = looks
        self._entries: Sequence[Entry] = ()
        self._rows: list[_Row] = []
        """All items, as they stand from top to bottom."""
        self._wanted: str | None = None
        """What is to be chosen once the tree is put together; None: it is."""
        self._building = InSlices(self)
        self._closed: set[str] = set()
        self.search = SearchBox(tr("Search the menu"), tr, looks)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("Menu"))
        self.tree.setHeaderHidden(True)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(16)
        self.empty = EmptyOverlay(
            self.tree, looks, way_out=tr("Empty the search"), leave=self.search.clear
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        bar = QFrame()
        bar.setObjectName("bar")
        in_bar = QVBoxLayout(bar)
        in_bar.setContentsMargins(6, 4, 6, 4)
        in_bar.addWidget(self.search)
        layout.addWidget(bar)
        layout.addWidget(self.tree, 1)
        self.setFocusProxy(self.tree)
        self.search.textChanged.connect(lambda _text: self._search())
        self.search.went_down.connect(self._go_down)
        self.search.returnPressed.connect(self._go_down)
        self.tree.currentItemChanged.connect(self._take_current)
        self.tree.itemActivated.connect(self._activate)
        self.tree.itemCollapsed.connect(lambda item: self._note_closed(item, closed=True))
        self.tree.itemExpanded.connect(lambda item: self._note_closed(item, closed=False))

    @property
    def current(self) -> str:
        """The id of what is chosen, or will be in a moment."""
        if self._wanted is not None:
            return self._wanted
        item = self.tree.currentItem()
        return item.entry.id if isinstance(item, MenuItem) else ""

    @property
    def closed(self) -> list[str]:
        """The ids of the folders that are shut."""
        return sorted(self._closed)

    def show_menu(self, entries: Sequence[Entry], closed: Collection[str] | None = None) -> None:
        """Show these entries; what was chosen stays chosen as long as it is there."""
        self._entries = entries
        if closed is not None:
            self._closed = set(closed)
        self._wanted = self.current
        self._building.begin(self._build(entries))

    def choose(self, wanted: str) -> bool:
        """Choose an entry or folder by its id; say whether it is there."""
        if self._wanted is not None:
            there = any(way[-1].id == wanted for way in each(self._entries))
            self._wanted = wanted if there else self._wanted
            return there
        for row in self._rows:
            if row.item.entry.id == wanted:
                self.tree.setCurrentItem(row.item)
                return True
        return False

    def show_stale(self, *, stale: bool) -> None:
        """Show the whole menu quietly while nothing can be started."""
        palette = self.tree.palette()
        colour = self._looks.colour("muted" if stale else "text")
        palette.setColor(QPalette.ColorRole.Text, colour)
        self.tree.setPalette(palette)

    def look_again(self) -> None:
        """Say anew what may be started: the role may have changed."""
        viewport = self.tree.viewport()
        assert viewport is not None
        viewport.update()

    def changeEvent(self, event: QEvent | None) -> None:
        """Take the colours anew (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self.look_again()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Letters begin a search (Qt)."""
        text = event.text() if event is not None else ""
        if text and text.isprintable() and text != " ":
            self.search.setFocus()
            self.search.insert(text)
            return
        super().keyPressEvent(event)

    def _build(self, entries: Sequence[Entry]) -> Iterator[None]:
        """Make all items, then put them in place of those that are there."""
        dress = _OperatorsDress(self._forbidden, self._looks, self.tree.font())
        rows: list[_Row] = []
        items: dict[tuple[str, ...], MenuItem] = {}
        top: list[QTreeWidgetItem] = []
        for way in each(entries):
            item, ids = MenuItem(way[-1], dress), tuple(entry.id for entry in way)
            above = items.get(ids[:-1])
            if above is None:
                top.append(item)
            else:
                above.addChild(item)
            items[ids] = item
            rows.append(_Row(item, ids, _plain(f"{titles(way)} {way[-1].note} {way[-1].id}")))
            if len(rows) % SLICE == 0:
                yield
        self._put(top, rows)

    def _put(self, top: list[QTreeWidgetItem], rows: list["_Row"]) -> None:
        wanted = self._wanted or ""
        self.tree.blockSignals(True)
        self.tree.clear()
        self.tree.addTopLevelItems(top)
        self.tree.blockSignals(False)
        self._rows, self._wanted = rows, None
        self._search()
        if not self.choose(wanted) and wanted != self.current:
            self.chosen.emit(self.current)

    def _search(self) -> None:
        words = _plain(self.search.text()).split()
        hits = {
            identity
            for row in self._rows
            if all(word in row.text for word in words)
            for identity in row.way
        }
        self.tree.blockSignals(True)
        for row in self._rows:
            item, identity = row.item, row.way[-1]
            if row.is_hidden is (identity in hits):
                row.is_hidden = identity not in hits
                item.setHidden(row.is_hidden)
            if is_folder(item.entry) and item.isExpanded() is not (
                open_it := bool(words) or identity not in self._closed
            ):
                item.setExpanded(open_it)
        self.tree.blockSignals(False)
        if words and not hits:
            self.empty.tell(
                self._tr("Nothing in the menu matches."),
                self._tr("Titles, descriptions and ids were searched."),
            )
        elif words:
            self._choose_a_hit()
            self.empty.hide()
        else:
            self.empty.hide()

    def _choose_a_hit(self) -> None:
        """Let the first entry that matches be current, unless one is already."""
        item = self.tree.currentItem()
        if item is not None and not item.isHidden() and not item.childCount():
            return
        for row in self._rows:
            if not row.is_hidden and not row.item.childCount():
                self.tree.setCurrentItem(row.item)
                return

    def _go_down(self) -> None:
        self.tree.setFocus()
        if self.tree.currentItem() is None:
            self.tree.setCurrentItem(self._rows[0].item if self._rows else None)

    def _take_current(self, item: QTreeWidgetItem | None) -> None:
        if self._wanted is not None and isinstance(item, MenuItem):
            self._wanted = item.entry.id
        self.chosen.emit(self.current)

    def _activate(self, item: QTreeWidgetItem) -> None:
        if isinstance(item, MenuItem) and not item.childCount():
            self.activated.emit(item.entry.id)

    def _note_closed(self, item: QTreeWidgetItem, *, closed: bool) -> None:
        if isinstance(item, MenuItem):
            (self._closed.add if closed else self._closed.discard)(item.entry.id)


@dataclass(slots=True)
class _Row:
    """An item, and what is searched of it."""

    item: MenuItem
    way: tuple[str, ...]
    """Its id, and before it those of the folders above it."""
    text: str
    is_hidden: bool = False


class _OperatorsDress:
    """How the items look: quiet where this user may not start what they stand for."""

    def __init__(self, forbidden: Callable[[Entry], str], looks: Looks, font: QFont) -> None:
        self.size = QSize(0, row_height(font))
        self.folder = QFont(font)
        self.folder.setBold(True)
        self._forbidden = forbidden
        self._looks = looks

    def title(self, entry: Entry) -> str:
        return entry.title

    def ink(self, entry: Entry) -> QBrush | None:
        why_not = not is_folder(entry) and self._forbidden(entry)
        return QBrush(self._looks.colour("muted")) if why_not else None

    def note(self, entry: Entry) -> str:
        return ("" if is_folder(entry) else self._forbidden(entry)) or entry.note


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
