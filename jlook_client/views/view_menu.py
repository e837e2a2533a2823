# SPDX-License-Identifier: GPL-3.0-or-later
"""The [表示] menu: which subwindows are open, which colours and which language."""

from collections.abc import Callable, Sequence

from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QWidget

from jlook_client.settings import Theme
from jlook_client.views.look_menus import add_languages, add_themes
from jlook_client.views.sub_window import Stay
from jlook_client.views.sub_window_area import SubWindowArea
from jlook_client.views.subwindow_kind import SubwindowKind
from jmss.texts import Texts


class ViewMenu(QMenu):
    """Radio entries show what holds now; subwindows are read anew each time it opens."""

    def __init__(self, tr: Texts, area: SubWindowArea, parent: QWidget) -> None:
        super().__init__(tr("&View"), parent)
        self._area = area
        self._first_line = self.addSeparator()
        self._subwindows: list[QAction] = []
        self._kinds: Sequence[SubwindowKind] = ()
        self._open: Callable[[str], None] = lambda _name: None
        self._tr = tr
        self.themes: dict[Theme, QAction] = {}
        self.languages: dict[str, QAction] = {}
        self.aboutToShow.connect(self.read_subwindows)

    def offer_themes(self, current: Theme, choose: Callable[[Theme], None]) -> None:
        """Offer the colours."""
        self.themes = add_themes(self, self._tr, current, choose)

    def offer_languages(self, current: str, choose: Callable[[str], None]) -> None:
        """Offer the languages; another one holds from the next start on."""
        self.languages = add_languages(self, self._tr, current, choose)

    def offer_kinds(self, kinds: Sequence[SubwindowKind], open_one: Callable[[str], None]) -> None:
        """Offer these kinds of subwindows; those that are not there yet are opened by name."""
        self._kinds, self._open = kinds, open_one

    def read_subwindows(self) -> None:
        """List the subwindows, checked where they are shown, and the kinds that may be opened."""
        for action in self._subwindows:
            self.removeAction(action)
            action.deleteLater()
        self._subwindows = []
        windows = {
            key: window for key, window in self._area.windows.items() if window.stay is Stay.KEPT
        }
        for key, window in windows.items():
            self._add(window.title, _shown(self._area, key), on=not window.isHidden())
        for kind in self._kinds:
            if kind.name not in windows:
                self._add(self._tr(kind.title), _opened(self._open, kind.name), on=False)

    def _add(self, text: str, toggle: Callable[[bool], None], *, on: bool) -> None:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(toggle)
        self.insertAction(self._first_line, action)
        self._subwindows.append(action)


def _shown(area: SubWindowArea, key: str) -> Callable[[bool], None]:
    return lambda shown: area.set_shown(key, shown=shown)


def _opened(open_one: Callable[[str], None], name: str) -> Callable[[bool], None]:
    return lambda _on: open_one(name)
