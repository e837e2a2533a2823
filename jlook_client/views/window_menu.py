# SPDX-License-Identifier: GPL-3.0-or-later
"""The [ウィンドウ] menu: how the subwindows lie, which are open, and further ones of a kind."""

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMenu, QWidget

from jlook_client.views.sub_window import SubWindow
from jlook_client.views.sub_window_area import SubWindowArea
from jlook_client.views.subwindow_kind import SubwindowKind
from jmss.texts import Texts

_DIGITS = 9
"""So many of the open subwindows can be chosen by a digit."""


class WindowMenu(QMenu):
    """The open subwindows are listed anew each time it opens."""

    def __init__(self, tr: Texts, area: SubWindowArea, parent: QWidget) -> None:
        super().__init__(tr("&Window"), parent)
        self._tr = tr
        self._area = area
        self._listed: list[QAction] = []
        self.tile = self._entry(tr("&Tile"), area.tile)
        self.cascade = self._entry(tr("&Cascade"), area.cascade)
        self.tabs = self._entry(tr("Ta&bs"), lambda: area.set_tabbed(tabbed=not area.is_tabbed))
        self.tabs.setCheckable(True)
        self.addSeparator()
        self.next = self._entry(tr("&Next subwindow"), area.activateNextSubWindow, "Ctrl+Tab")
        self.previous = self._entry(
            tr("&Previous subwindow"), area.activatePreviousSubWindow, "Ctrl+Shift+Tab"
        )
        self.shut = self._entry(tr("C&lose subwindow"), area.close_active, "Ctrl+F4")
        self.another = QMenu(tr("N&ew subwindow"), self)
        self.addMenu(self.another)
        self.addSeparator()
        self.restore = self._entry(tr("&Restore the default layout"), area.restore_default)
        self.addSeparator()
        self.aboutToShow.connect(self.refresh)

    def offer_several(
        self, kinds: Sequence[SubwindowKind], open_another: Callable[[str], None]
    ) -> None:
        """Offer further subwindows of those kinds of which there may be several."""
        self.another.clear()
        for kind in kinds:
            if kind.several:
                action = QAction(self._tr(kind.title), self.another)
                action.setObjectName(kind.name)
                action.triggered.connect(partial(_call_with, open_another, kind.name))
                self.another.addAction(action)
        self.another.setEnabled(bool(self.another.actions()))

    def refresh(self) -> None:
        """List the open subwindows, the active one checked."""
        self.tabs.setChecked(self._area.is_tabbed)
        for action in self._listed:
            self.removeAction(action)
            action.deleteLater()
        active = self._area.activeSubWindow()
        opened = [window for window in self._area.windows.values() if not window.isHidden()]
        self._listed = [
            self._listed_as(at, window, active=window is active)
            for at, window in enumerate(opened, start=1)
        ]

    def _listed_as(self, at: int, window: SubWindow, *, active: bool) -> QAction:
        title = window.title.replace("&", "&&")
        action = self._entry(
            f"&{at} {title}" if at <= _DIGITS else title,
            lambda: self._area.set_shown(window.key, shown=True),
        )
        action.setCheckable(True)
        action.setChecked(active)
        return action

    def _entry(self, text: str, call: Callable[[], None], keys: str = "") -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked: call())
        self.addAction(action)
        return action


def _call_with(call: Callable[[str], None], name: str, _checked: bool) -> None:
    call(name)
