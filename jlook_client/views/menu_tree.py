# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu as a tree, with a search as one types."""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence

from PyQt6.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QKeyEvent, QPalette
from PyQt6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from jlook_client.looks import Looks, row_height
from jlook_client.views.empty_overlay import EmptyOverlay
from jlook_client.views.search_box import SearchBox
from jmss.menu.tree import each, is_folder, titles
from jmss.model.menu import Entry
from jmss.texts import Texts

ID_ROLE = Qt.ItemDataRole.UserRole


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
        self._searched: list[tuple[list[str], str]] = []
        """Each entry with those above it, and all that is searched of it."""
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
        self.tree.currentItemChanged.connect(lambda *_: self.chosen.emit(self.current))
        self.tree.itemActivated.connect(self._activate)
        self.tree.itemCollapsed.connect(lambda item: self._note_closed(item, closed=True))
        self.tree.itemExpanded.connect(lambda item: self._note_closed(item, closed=False))

    @property
    def current(self) -> str:
        """The id of what is chosen."""
        item = self.tree.currentItem()
        return "" if item is None else str(item.data(0, ID_ROLE))

    @property
    def closed(self) -> list[str]:
        """The ids of the folders that are shut."""
        return sorted(self._closed)

    def show_menu(self, entries: Sequence[Entry], closed: Collection[str] | None = None) -> None:
        """Show these entries; what was chosen stays chosen as long as it is there."""
        self._entries = entries
        self._searched = [
            (
                [entry.id for entry in way],
                _plain(f"{titles(way)} {way[-1].note} {way[-1].id}"),
            )
            for way in each(entries)
        ]
        if closed is not None:
            self._closed = set(closed)
        before = self.current
        self.tree.blockSignals(True)
        self.tree.clear()
        self._fill(self.tree.invisibleRootItem(), entries)
        self.tree.blockSignals(False)
        self._search()
        self.choose(before)
        if self.current != before:
            self.chosen.emit(self.current)

    def choose(self, wanted: str) -> bool:
        """Choose an entry or folder by its id; say whether it is there."""
        for item in self._items():
            if item.data(0, ID_ROLE) == wanted:
                self.tree.setCurrentItem(item)
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
        ways = {way[-1].id: way[-1] for way in each(self._entries)}
        for item in self._items():
            entry = ways.get(str(item.data(0, ID_ROLE)))
            if entry is not None:
                self._explain(item, entry)

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

    def _fill(self, above: QTreeWidgetItem | None, entries: Sequence[Entry]) -> None:
        assert above is not None
        height = QSize(0, row_height(self.font()))
        for entry in entries:
            item = QTreeWidgetItem([entry.title])
            item.setData(0, ID_ROLE, entry.id)
            item.setSizeHint(0, height)
            self._explain(item, entry)
            above.addChild(item)
            self._fill(item, entry.entries)

    def _explain(self, item: QTreeWidgetItem, entry: Entry) -> None:
        if is_folder(entry):
            font = self.tree.font()
            font.setBold(True)
            item.setFont(0, font)
        why = "" if is_folder(entry) else self._forbidden(entry)
        ink = QBrush(self._looks.colour("muted")) if why else None
        item.setData(0, Qt.ItemDataRole.ForegroundRole, ink)
        if why or entry.note or item.toolTip(0):
            item.setToolTip(0, why or entry.note)
            item.setData(0, Qt.ItemDataRole.AccessibleDescriptionRole, why or entry.note)

    def _search(self) -> None:
        words = _plain(self.search.text()).split()
        hits = {
            identity
            for way, text in self._searched
            if all(word in text for word in words)
            for identity in way
        }
        self.tree.blockSignals(True)
        for item in self._items():
            identity = str(item.data(0, ID_ROLE))
            if item.isHidden() is (identity in hits):
                item.setHidden(identity not in hits)
            if item.childCount() and item.isExpanded() is not (
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
        for item in self._items():
            if not item.isHidden() and not item.childCount():
                self.tree.setCurrentItem(item)
                return

    def _go_down(self) -> None:
        self.tree.setFocus()
        if self.tree.currentItem() is None:
            self.tree.setCurrentItem(next(self._items(), None))

    def _activate(self, item: QTreeWidgetItem) -> None:
        if not item.childCount():
            self.activated.emit(str(item.data(0, ID_ROLE)))

    def _note_closed(self, item: QTreeWidgetItem, *, closed: bool) -> None:
        identity = str(item.data(0, ID_ROLE))
        (self._closed.add if closed else self._closed.discard)(identity)

    def _items(self) -> Iterator[QTreeWidgetItem]:
        ahead = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        while ahead:
            item = ahead.pop(0)
            if item is not None:
                yield item
                ahead[:0] = [item.child(at) for at in range(item.childCount())]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
