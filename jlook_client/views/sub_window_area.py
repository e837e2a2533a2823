# SPDX-License-Identifier: GPL-3.0-or-later
"""The area of the subwindows: the default layout until the operator moves one."""

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QFrame, QMdiArea, QTabBar, QWidget

from jlook_client.looks import Glyph, Looks
from jlook_client.settings import Place
from jlook_client.views.flat_style import FRAME, TITLE_HEIGHT
from jlook_client.views.layout import (
    WIDE_PLACES,
    cascaded,
    default_places,
    place_elsewhere,
    place_of,
    rect_of,
)
from jlook_client.views.sub_window import Stay, SubWindow
from jmss.texts import Texts


class SubWindowArea(QMdiArea):
    """Keeps subwindows at fractions of itself, whatever its size.

    Args:
        looks: colours and glyphs.
        tr: the words.
        places: where the operator put subwindows before; empty for the default layout.
        hidden: the subwindows that the operator had closed.
        tabbed: whether they lie under tabs, one in sight at a time.
    """

    changed = pyqtSignal()
    """The operator moved, closed or opened a subwindow."""

    def __init__(
        self,
        looks: Looks,
        tr: Texts,
        places: dict[str, Place],
        hidden: tuple[str, ...],
        *,
        tabbed: bool = False,
    ) -> None:
        super().__init__()
        self._looks = looks
        self._tr = tr
        self._places = dict(places)
        self._hidden = set(hidden)
        self._asked_for: set[str] = set()
        self._windows: dict[str, SubWindow] = {}
        self._as_of: str | None = None
        self._begun = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setBackground(QBrush(looks.colour("mdi")))
        self.setAccessibleName(tr("Subwindows"))
        self.setTabsClosable(True)
        self.setTabsMovable(True)
        self.setDocumentMode(True)
        if tabbed:
            self.setViewMode(QMdiArea.ViewMode.TabbedView)

    @property
    def is_tabbed(self) -> bool:
        """Whether the subwindows lie under tabs."""
        return self.viewMode() is QMdiArea.ViewMode.TabbedView

    @property
    def windows(self) -> dict[str, SubWindow]:
        """Every subwindow by its key, in the order in which they were added."""
        return dict(self._windows)

    @property
    def places(self) -> dict[str, Place]:
        """Where the operator put them; empty while the default layout holds."""
        return dict(self._places)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The keys of those that the operator closed."""
        return tuple(sorted(self._hidden))

    def add(
        self,
        key: str,
        view: QWidget,
        *,
        title: str,
        glyph: Glyph,
        ages: bool = True,
        stay: Stay = Stay.KEPT,
    ) -> SubWindow:
        """Put a view into a subwindow and show it."""
        window = SubWindow(
            key,
            view,
            title=title,
            glyph=glyph,
            looks=self._looks,
            tr=self._tr,
            ages=ages,
            stay=stay,
        )
        self.addSubWindow(window)
        self._windows[key] = window
        window.placed.connect(self._keep_places)
        window.dismissed.connect(self._dismiss)
        window.show_stale(self._as_of)
        if stay is Stay.PASSING:
            window.setGeometry(rect_of(place_elsewhere(key, self.width()), self.size()))
            window.show()
            self.setActiveSubWindow(window)
        else:
            self.arrange()
        return window

    def set_tabbed(self, *, tabbed: bool) -> None:
        """Put the subwindows under tabs, or where they were."""
        if tabbed is self.is_tabbed:
            return
        modes = QMdiArea.ViewMode
        self.setViewMode(modes.TabbedView if tabbed else modes.SubWindowView)
        self.arrange()
        self.changed.emit()

    def close_active(self) -> None:
        """Close the subwindow that has the keyboard."""
        window = self.activeSubWindow()
        if window is not None:
            window.close()

    def set_shown(self, key: str, *, shown: bool) -> None:
        """Open or close a subwindow as the operator asked."""
        if shown:
            self._hidden.discard(key)
            self._asked_for.add(key)
            self.arrange()
            self.setActiveSubWindow(self._windows[key])
            self.changed.emit()
        else:
            self._windows[key].close()

    def show_stale(self, as_of: str | None) -> None:
        """Tell every subwindow how old it is; None: it is true now."""
        self._as_of = as_of
        for window in self._windows.values():
            window.show_stale(as_of)

    def tile(self) -> None:
        """Put the subwindows beside each other."""
        self.set_tabbed(tabbed=False)
        self.tileSubWindows()
        self._keep_places()

    def cascade(self) -> None:
        """Put the subwindows over each other, each title in sight."""
        self.set_tabbed(tabbed=False)
        stacked = self.subWindowList(QMdiArea.WindowOrder.StackingOrder)
        for at, window in enumerate(one for one in stacked if not one.isHidden()):
            window.showNormal()  # Qt's own cascade would make each as small as it can be
            window.setGeometry(cascaded(at, self.size(), TITLE_HEIGHT + FRAME))
        self._keep_places()

    def restore_default(self) -> None:
        """Put everything back as it was at the very first start."""
        self.set_tabbed(tabbed=False)
        for window in self.windows.values():
            window.showNormal()
            if window.key not in WIDE_PLACES and window.stay is not Stay.PASSING:
                window.close()
        self._places.clear()
        self._hidden.intersection_update(self._windows.keys() - WIDE_PLACES.keys())
        self._asked_for.clear()
        self.arrange()
        self.changed.emit()

    def arrange(self) -> None:
        """Put each subwindow where it belongs at this size."""
        for key, window in self._windows.items():
            if window.stay is not Stay.PASSING:
                self._arrange(key, window)
        self._arrange_tabs()

    def _arrange(self, key: str, window: SubWindow) -> None:
        places = self._places or default_places(self.width())
        place = places.get(key)
        too_small = place is None and key in WIDE_PLACES and not self._places
        wanted = self.is_tabbed or not too_small or key in self._asked_for
        shown = wanted and key not in self._hidden
        if not window.isMaximized() and not window.isMinimized():
            window.setGeometry(rect_of(place or place_elsewhere(key, self.width()), self.size()))
        if window.isHidden() is shown:
            window.setVisible(shown)

    def _arrange_tabs(self) -> None:
        """Give a tab to those subwindows only that are open (Qt has one for each)."""
        tabs = self.findChild(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if tabs is None or not self.is_tabbed:
            return
        tabs.setExpanding(False)
        for at, window in enumerate(self.subWindowList()):
            # One that is being closed is not hidden yet.
            closed = not isinstance(window, SubWindow) or window.key in self._hidden
            tabs.setTabVisible(at, not closed and not window.isHidden())
            tabs.setTabText(at, tabs.tabText(at))  # else Qt leaves room for it

    def showEvent(self, event: QShowEvent | None) -> None:
        """Begin with the subwindow that was added first as the active one."""
        super().showEvent(event)
        first = next(iter(self._windows.values()), None)
        if not self._begun and first is not None:
            self._begun = True
            self.setActiveSubWindow(first)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the fractions."""
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent | None) -> None:
        """Take on other colours."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self.setBackground(QBrush(self._looks.colour("mdi")))
            for window in self._windows.values():
                window.draw_icon()

    def _keep_places(self) -> None:
        self._places = {
            key: place_of(window.geometry(), self.size())
            for key, window in self._windows.items()
            if window.stay is not Stay.PASSING
            and not window.isMaximized()
            and not window.isMinimized()
        }
        self.changed.emit()

    def _dismiss(self, key: str) -> None:
        stay = self._windows[key].stay
        if stay is Stay.KEPT:
            self._hidden.add(key)
            self._asked_for.discard(key)
        else:
            del self._windows[key]
            self._places.pop(key, None)
        self._arrange_tabs()
        if stay is not Stay.PASSING:
            self.changed.emit()
