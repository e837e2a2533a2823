# SPDX-License-Identifier: GPL-3.0-or-later
"""The area of the subwindows: the default layout until the operator moves one."""

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QFrame, QMdiArea, QWidget

from jlook_client.looks import Glyph, Looks
from jlook_client.settings import Place
from jlook_client.views.layout import ELSEWHERE, WIDE_PLACES, default_places, place_of, rect_of
from jlook_client.views.sub_window import SubWindow
from jmss.texts import Texts


class SubWindowArea(QMdiArea):
    """Keeps subwindows at fractions of itself, whatever its size.

    Args:
        looks: colours and glyphs.
        tr: the words.
        places: where the operator put subwindows before; empty for the default layout.
        hidden: the subwindows that the operator had closed.
    """

    changed = pyqtSignal()
    """The operator moved, closed or opened a subwindow."""

    def __init__(
        self, looks: Looks, tr: Texts, places: dict[str, Place], hidden: tuple[str, ...]
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
        passing: bool = False,
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
            passing=passing,
        )
        self.addSubWindow(window)
        self._windows[key] = window
        window.placed.connect(self._keep_places)
        window.dismissed.connect(self._dismiss)
        window.show_stale(self._as_of)
        if passing:
            window.setGeometry(rect_of(ELSEWHERE, self.size()))
            window.show()
            self.setActiveSubWindow(window)
        else:
            self.arrange()
        return window

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
        self.tileSubWindows()
        self._keep_places()

    def cascade(self) -> None:
        """Put the subwindows over each other, each title in sight."""
        self.cascadeSubWindows()
        self._keep_places()

    def restore_default(self) -> None:
        """Put everything back as it was at the very first start."""
        self._places.clear()
        self._hidden.clear()
        self._asked_for.clear()
        for window in self._windows.values():
            window.showNormal()
        self.arrange()
        self.changed.emit()

    def arrange(self) -> None:
        """Put each subwindow where it belongs at this size."""
        places = self._places or default_places(self.width())
        for key, window in self._windows.items():
            if window.passing:
                continue
            place = places.get(key)
            known_elsewhere = place is None and key in WIDE_PLACES and not self._places
            shown = key not in self._hidden and (not known_elsewhere or key in self._asked_for)
            if not window.isMaximized() and not window.isMinimized():
                window.setGeometry(rect_of(place or ELSEWHERE, self.size()))
            if window.isHidden() is shown:
                window.setVisible(shown)

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
            if not window.passing and not window.isMaximized() and not window.isMinimized()
        }
        self.changed.emit()

    def _dismiss(self, key: str) -> None:
        if self._windows[key].passing:
            del self._windows[key]
        else:
            self._hidden.add(key)
            self._asked_for.discard(key)
            self.changed.emit()
