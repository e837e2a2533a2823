# SPDX-License-Identifier: GPL-3.0-or-later
"""JMenu's view: the menu, the entry that is chosen, and what was started today (manual S10)."""

from collections.abc import Mapping
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from jlook_client.looks import Looks
from jlook_client.views.empty_overlay import EmptyOverlay
from jlook_client.views.menu_entry import EntryCalls, MenuEntry
from jlook_client.views.menu_started import MenuStarted
from jlook_client.views.menu_tree import MenuTree
from jmss.menu.tree import way_to
from jmss.model.menu import Menu
from jmss.texts import Texts


class MenuDesk(QWidget):
    """What operators work with.

    Args:
        calls: what the page of an entry asks and calls.
        started: what was started today.
        tr: the words.
        looks: colours and glyphs.
    """

    def __init__(self, calls: EntryCalls, started: MenuStarted, *, tr: Texts, looks: Looks) -> None:
        super().__init__()
        self.setAccessibleName(tr("Menu of jobs"))
        self._tr = tr
        self._menu = Menu()
        self._wanted = ""
        """The entry that was chosen when the program ended; its menu is not here yet."""
        self.tree = MenuTree(calls.forbidden, tr=tr, looks=looks)
        self.page = MenuEntry(calls, tr)
        self.started = started
        self.empty = EmptyOverlay(self.tree.tree, looks, way_out="", leave=lambda: None)
        self._across = QSplitter(Qt.Orientation.Horizontal)
        self._down = QSplitter(Qt.Orientation.Vertical)
        self._lay_out()
        self.tree.chosen.connect(self._choose)
        self.tree.activated.connect(lambda _identity: self.page.go_on())

    @property
    def menu(self) -> Menu:
        """The menu that is shown."""
        return self._menu

    def show_menu(self, menu: Menu) -> None:
        """Show a menu; what is being entered stays as long as its entry is there."""
        self._menu = menu
        self.tree.show_menu(menu.entries)
        if self._wanted and self.tree.choose(self._wanted):
            self._wanted = ""
        self._choose(self.tree.current)
        if menu.entries:
            self.empty.hide()
        else:
            self.empty.tell(
                self._tr("The menu has no entries yet."),
                self._tr("An administrator adds them with [Edit]."),
            )
            self.empty.button.hide()

    def show_stale(self, as_of: str | None) -> None:
        """Show everything as last known; None: live again."""
        self.tree.show_stale(stale=as_of is not None)
        self.started.show_stale(as_of)
        self.page.look_again()

    def look_again(self) -> None:
        """Say anew what can be started: the role may be another one."""
        self.tree.look_again()
        self.page.look_again()

    def remembered(self) -> dict[str, Any]:
        """Give sizes, shut folders, the entry and the columns."""
        return {
            "across": self._across.sizes(),
            "down": self._down.sizes(),
            "closed": self.tree.closed,
            "entry": self.tree.current,
            "started": self.started.remembered(),
        }

    def recall(self, left: Mapping[str, Any]) -> None:
        """Take them back."""
        for splitter, name in ((self._across, "across"), (self._down, "down")):
            sizes = left.get(name)
            if isinstance(sizes, list) and len(sizes) == 2:
                splitter.setSizes([int(size) for size in sizes])
        self.started.recall(left.get("started", {}))
        self._wanted = str(left.get("entry", ""))
        self.tree.show_menu(self._menu.entries, [str(one) for one in left.get("closed", [])])
        self.tree.choose(self._wanted)

    def _choose(self, identity: str) -> None:
        self.page.show_way(way_to(self._menu.entries, identity))

    def _lay_out(self) -> None:
        self._down.addWidget(self.page)
        self._down.addWidget(self.started)
        self._across.addWidget(self.tree)
        self._across.addWidget(self._down)
        for splitter, sizes in ((self._across, [300, 900]), (self._down, [420, 240])):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(4)
            splitter.setSizes(sizes)
        self._across.setStretchFactor(1, 1)
        self._down.setStretchFactor(0, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self._across)
        self.setFocusProxy(self.tree)
