# SPDX-License-Identifier: GPL-3.0-or-later
"""The button beside the filter that saves views by name and brings them back (Ctrl+1 to 9)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QMenu, QToolButton, QWidget

from jlook_client.views.name_popover import NamePopover
from jlook_client.views.saved_views import SavedViews
from jmss.texts import Texts

BY_KEY = 9
"""The first so many have a key."""


class ViewsButton(QToolButton):
    """Its menu is filled anew each time it opens.

    Args:
        views: the saved views.
        left: gives how the job table is now.
        wear: makes it so; raises TypeError or ValueError for what nobody can have saved.
        tell: says what became of it.
        tr: the words.
        place: within it the keys hold.
    """

    def __init__(
        self,
        views: SavedViews,
        *,
        left: Callable[[], dict[str, Any]],
        wear: Callable[[dict[str, Any]], None],
        tell: Callable[[str], None],
        tr: Texts,
        place: QWidget,
    ) -> None:
        super().__init__()
        self.setAutoRaise(True)
        self.setText(tr("Views"))
        self.setAccessibleName(tr("Views"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip(tr("Saved views (Ctrl+1 to Ctrl+9)"))
        self._views = views
        self._left = left
        self._wear = wear
        self._tell = tell
        self._tr = tr
        self.naming = NamePopover(self, tr)
        self.entries = QMenu(self)
        self.entries.aboutToShow.connect(self.fill)
        self.setMenu(self.entries)
        for number in range(1, BY_KEY + 1):
            key = QShortcut(QKeySequence(f"Ctrl+{number}"), place)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.setWhatsThis(tr("Saved view {number}", number=number))
            key.activated.connect(partial(self.choose_by_number, number))

    def fill(self) -> None:
        """List the views as they are now."""
        self._views.read()
        menu, tr, names = self.entries, self._tr, self._views.names
        menu.clear()
        for number, name in enumerate(names, 1):
            key = f"\tCtrl+{number}" if number <= BY_KEY else ""
            self._entry(menu, _plain(name) + key, partial(self.choose, name))
        if names:
            menu.addSeparator()
        self._entry(menu, tr("&Save view…"), self.save)
        rename, delete = QMenu(tr("&Rename"), menu), QMenu(tr("&Delete"), menu)
        for sub in (rename, delete):
            menu.addMenu(sub)
            sub.setEnabled(bool(names))
        for name in names:
            self._entry(rename, f"{_plain(name)}…", partial(self.rename, name))
            self._entry(delete, _plain(name), partial(self.delete, name))

    def choose_by_number(self, number: int) -> None:
        """Bring back one of the first nine."""
        names = self._views.names
        if number <= len(names):
            self.choose(names[number - 1])
        else:
            text = self._tr("There is no view {number}; “Views” saves this one", number=number)
            self._tell(text)

    def choose(self, name: str) -> None:
        """Bring a view back; one that is damaged is put aside."""
        try:
            self._wear(self._views.left(name))
        except (TypeError, ValueError, AttributeError):
            self._views.give_up(name)
            self._tell(self._tr("The view “{name}” is damaged; it was put aside", name=name))
            return
        self._tell(self._tr("View “{name}”", name=name))

    def save(self) -> None:
        """Ask for a name and save the view as it is now."""
        left, names = self._left(), self._views.names
        fresh = self._tr("View {number}", number=len(names) + 1)

        def save(name: str) -> None:
            self._views.save(name, left)
            self._tell(self._tr("The view was saved as “{name}”", name=name))

        self.naming.ask(fresh, names, save)

    def rename(self, name: str) -> None:
        """Ask for another name."""
        others = [other for other in self._views.names if other != name]
        self.naming.ask(name, others, partial(self._views.rename, name))

    def delete(self, name: str) -> None:
        """Delete a view."""
        self._views.delete(name)
        self._tell(self._tr("The view “{name}” was deleted", name=name))

    def _entry(self, menu: QMenu, text: str, call: Callable[[], None]) -> None:
        action = menu.addAction(text)
        assert action is not None
        action.triggered.connect(lambda _checked: call())


def _plain(name: str) -> str:
    """Give a name so that no letter of it is underlined, nor taken for a key."""
    return name.replace("&", "&&").replace("\t", " ")
