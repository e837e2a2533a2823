# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree of a menu that is being written: chosen, moved by dragging and by keys."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QDropEvent, QFont, QKeyEvent
from PyQt6.QtWidgets import QAbstractItemView, QFrame, QTreeWidget, QTreeWidgetItem

from jlook_client.looks import Looks, row_height
from jlook_client.views.in_slices import InSlices
from jlook_client.views.menu_draft import MenuDraft
from jlook_client.views.menu_item import MenuItem
from jmss.menu.editing import (
    Entries,
    Place,
    step_down,
    step_in,
    step_out,
    step_up,
)
from jmss.menu.tree import each, is_folder
from jmss.model.menu import Entry
from jmss.texts import Texts

Step = Callable[[Entries, Place], tuple[Entries, Place]]
STEPS: dict[Qt.Key, Step] = {
    Qt.Key.Key_Up: step_up,
    Qt.Key.Key_Down: step_down,
    Qt.Key.Key_Right: step_in,
    Qt.Key.Key_Left: step_out,
}
"""With Ctrl and Shift."""
SLICE = 100
"""Items that are made in one turn."""
_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class MenuEditTree(QTreeWidget):
    """Shows the draft; entries with faults carry a sign.

    Args:
        draft: what is written.
        tr: the words.
        looks: colours and glyphs.
    """

    remove_wanted = pyqtSignal()

    def __init__(self, draft: MenuDraft, tr: Texts, looks: Looks) -> None:
        super().__init__()
        self._draft = draft
        self._tr = tr
        self._looks = looks
        self._shown: Entries = ()
        self._coming: Entries | None = None
        """What is being put together; None: nothing is."""
        self._building = InSlices(self)
        self._dress = _WritersDress(tr, looks, self.font())
        self.setAccessibleName(tr("Entries of the menu"))
        self.setAccessibleDescription(
            tr("Ctrl+Shift with an arrow moves the entry; Delete removes it.")
        )
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.currentItemChanged.connect(self._look)

    def choose(self, place: Place) -> None:
        """Look at an entry."""
        item = self._item_at(place)
        if item is not None:
            self.setCurrentItem(item)

    def show_draft(self) -> None:
        """Show it as it is now; only what is different is touched."""
        entries = self._draft.menu.entries
        if entries is self._coming:
            return
        if _is_another(self._shown, entries):
            self._coming = entries
            self._building.begin(self._build(entries))
            return
        self._building.stop()
        self._coming = None
        self.blockSignals(True)
        self._refresh(self.invisibleRootItem(), self._shown, entries)
        self._end_showing(entries)

    def _build(self, entries: Entries) -> Iterator[None]:
        """Put a menu together that is another one altogether."""
        top: list[QTreeWidgetItem] = []
        items: dict[tuple[int, ...], MenuItem] = {}
        for made, way in enumerate(each(entries), 1):
            key = tuple(map(id, way))
            item = self._made(way[-1])
            above = items.get(key[:-1])
            if above is None:
                top.append(item)
            else:
                above.addChild(item)
            items[key] = item
            if made % SLICE == 0:
                yield
        self._coming = None
        self.blockSignals(True)
        self.clear()
        self.addTopLevelItems(top)
        self._open(top)
        self._end_showing(entries)

    def _end_showing(self, entries: Entries) -> None:
        self._shown = entries
        self.show_faults()
        item = self._item_at(self._draft.place)
        if item is not None:
            self.setCurrentItem(item)
        self.blockSignals(False)

    def show_faults(self) -> None:
        """Let those that are wrong carry the sign."""
        wrong = frozenset(fault.entry for fault in self._draft.faults)
        viewport = self.viewport()
        if wrong != self._dress.wrong and viewport is not None:
            self._dress.wrong = wrong
            viewport.update()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move or remove the current entry (Qt)."""
        if event is None:
            return
        draft = self._draft
        key = Qt.Key(event.key()) if event.key() in [k.value for k in STEPS] else None
        if key is not None and event.modifiers() & _MODIFIERS == _MODIFIERS:
            if draft.place:
                draft.take_step(STEPS[key](draft.menu.entries, draft.place))
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Move what was dragged to where it was dropped (Qt); the draft decides, not Qt."""
        if event is None:
            return
        target = self.itemAt(event.position().toPoint())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        source = self._place(self.currentItem())
        self._draft.move(source, self._target(target))

    def _target(self, item: QTreeWidgetItem | None) -> Place:
        if item is None:
            return (len(self._draft.menu.entries),)
        place = self._place(item)
        match self.dropIndicatorPosition():
            case QAbstractItemView.DropIndicatorPosition.OnItem:
                entries = item.childCount()
                return (*place, entries) if self._takes(item) else self._after(place)
            case QAbstractItemView.DropIndicatorPosition.AboveItem:
                return place
            case _:
                return self._after(place)

    def _after(self, place: Place) -> Place:
        return (*place[:-1], place[-1] + 1)

    def _takes(self, item: QTreeWidgetItem) -> bool:
        return bool(item.flags() & Qt.ItemFlag.ItemIsDropEnabled)

    def _look(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._draft.look_at(self._place(item))

    def _refresh(self, above: QTreeWidgetItem | None, old: Entries, new: Entries) -> None:
        """Bring what is in a folder up to date; entries that did not change are the same ones."""
        assert above is not None
        if old is new:
            return
        if len(old) != len(new):
            # Those at the beginning and at the end that stayed are not touched.
            begin = _same(old, new)
            end = _same(old[begin:][::-1], new[begin:][::-1])
            for at in reversed(range(begin, len(old) - end)):
                above.takeChild(at)
            items = [self._whole(entry) for entry in new[begin : len(new) - end]]
            above.insertChildren(begin, items)
            self._open(items)
            return
        for at, (before, entry) in enumerate(zip(old, new, strict=True)):
            item = above.child(at)
            if before is entry or item is None:
                continue
            if isinstance(item, MenuItem):
                item.show(entry)
                self._let_drop(item, entry)
            self._refresh(item, before.entries, entry.entries)

    def _whole(self, entry: Entry) -> QTreeWidgetItem:
        item = self._made(entry)
        item.addChildren([self._whole(inside) for inside in entry.entries])
        return item

    def _made(self, entry: Entry) -> MenuItem:
        item = MenuItem(entry, self._dress)
        self._let_drop(item, entry)
        return item

    def _let_drop(self, item: QTreeWidgetItem, entry: Entry) -> None:
        flags = item.flags() | Qt.ItemFlag.ItemIsDropEnabled
        if not is_folder(entry):
            flags &= ~Qt.ItemFlag.ItemIsDropEnabled
        if item.flags() != flags:
            item.setFlags(flags)

    def _open(self, items: Sequence[QTreeWidgetItem | None]) -> None:
        for item in items:
            if item is not None and item.childCount():
                item.setExpanded(True)
                self._open([item.child(at) for at in range(item.childCount())])

    def _place(self, item: QTreeWidgetItem | None) -> Place:
        place: list[int] = []
        while item is not None:
            above = item.parent()
            at = above.indexOfChild(item) if above else self.indexOfTopLevelItem(item)
            place.insert(0, at)
            item = above
        return tuple(place)

    def _item_at(self, place: Place) -> QTreeWidgetItem | None:
        if not place:
            return None
        item = self.topLevelItem(place[0])
        for at in place[1:]:
            item = item.child(at) if item is not None else None
        return item


class _WritersDress:
    """How the items look: those with faults carry a sign."""

    def __init__(self, tr: Texts, looks: Looks, font: QFont) -> None:
        self.size = QSize(0, row_height(font))
        self.folder = QFont(font)
        self.folder.setBold(True)
        self.wrong: frozenset[str] = frozenset()
        """The ids of the entries that carry the sign."""
        self._tr = tr
        self._looks = looks

    def title(self, entry: Entry) -> str:
        return entry.title or self._tr("(no title)")

    def ink(self, entry: Entry) -> QBrush | None:
        return QBrush(self._looks.colour("fail")) if entry.id in self.wrong else None

    def note(self, entry: Entry) -> str:
        return self._tr("Something is wrong here.") if entry.id in self.wrong else ""


def _is_another(old: Entries, new: Entries) -> bool:
    """Tell a long menu of which nothing was there before: it is put together anew, in slices."""
    kept = _same(old, new) or _same(old[::-1], new[::-1])
    known = {entry.id for entry in old} & {entry.id for entry in new}
    if kept or (known and len(old) == len(new)):
        return False
    return next(islice(each(new), SLICE, None), None) is not None


def _same(old: Entries, new: Entries) -> int:
    """Count how many at the beginning are the same."""
    count = 0
    for before, after in zip(old, new, strict=False):
        if before is not after:
            break
        count += 1
    return count
