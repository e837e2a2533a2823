# SPDX-License-Identifier: GPL-3.0-or-later
"""A subwindow: the frame around one view, with its age in the title."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any, Protocol, runtime_checkable

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QMouseEvent, QMoveEvent, QResizeEvent
from PyQt6.QtWidgets import QMdiSubWindow, QWidget

from jlook_client.looks import Glyph, Looks
from jlook_client.views.tab_order import go_on
from jmss.texts import Texts


@runtime_checkable
class ShowsAge(Protocol):
    """A view that looks different while what it shows is old."""

    def show_stale(self, as_of: str | None) -> None:
        """``as_of`` is the time of day up to which the view is true; None: it is true now."""


@runtime_checkable
class Copies(Protocol):
    """A view of which something can be copied (Ctrl+C)."""

    def copy_selection(self) -> None:
        """Put what is selected on the clipboard."""


@runtime_checkable
class SavesItself(Protocol):
    """A view that is no table and can be saved as CSV."""

    def save_as_csv(self) -> None:
        """Let the operator name a file and write it."""


@runtime_checkable
class Finds(Protocol):
    """A view that can be searched (Ctrl+F)."""

    def show_search(self) -> None:
        """Take the keyboard to where the search is entered."""


@runtime_checkable
class SelectsAll(Protocol):
    """A view of which everything can be selected (Ctrl+A)."""

    def select_all(self) -> None:
        """Select everything that is shown."""


@runtime_checkable
class Remembers(Protocol):
    """A view that comes back at the next start as it was left: filter, order, columns."""

    def remembered(self) -> dict[str, Any]:
        """Give what is to be remembered, of kinds that JSON has."""

    def recall(self, left: Mapping[str, Any]) -> None:
        """Be as it was left; whatever does not fit any more is passed over.

        Raises:
            TypeError, ValueError: it cannot have been written by this view.
        """


class Stay(Enum):
    """What becomes of a subwindow when it is closed, and at the next start."""

    KEPT = auto()
    """Closing hides it; its place is remembered."""
    EXTRA = auto()
    """A further one of its kind: closing ends it; until then it is remembered."""
    PASSING = auto()
    """Closing ends it, and so does the end of JLook (a job's output)."""


class SubWindow(QMdiSubWindow):
    """Holds one view.

    Args:
        key: names it in the settings.
        view: what it holds.
        title: its title without any age.
        glyph: the picture in its title bar.
        looks: colours and glyphs.
        tr: the words.
        ages: whether its title says up to when it is true; not for what the desk itself saw.
        stay: what becomes of it when it is closed.
    """

    dismissed = pyqtSignal(str)
    """The operator closed the subwindow of that key."""
    placed = pyqtSignal(str)
    """The operator moved it or changed its size."""

    def __init__(
        self,
        key: str,
        view: QWidget,
        *,
        title: str,
        glyph: Glyph,
        looks: Looks,
        tr: Texts,
        ages: bool,
        stay: Stay,
    ) -> None:
        super().__init__()
        self.key = key
        self.view = view
        self.title = title
        self.stay = stay
        self._ages = ages
        self._by_hand = False
        self._glyph: Glyph = glyph
        self._looks = looks
        self._tr = tr
        self._as_of: str | None = None
        self.setObjectName(key)
        self.setWidget(view)
        view.setAutoFillBackground(True)  # so that what changes in it does not paint the frame
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, stay is not Stay.KEPT)
        self.setWindowTitle(title)
        self.draw_icon()
        menu = self.systemMenu()
        for action in menu.actions() if menu is not None else ():
            action.setShortcut(QKeySequence())  # Qt has its own Ctrl+F4

    def show_stale(self, as_of: str | None) -> None:
        """Say in the title how old the view is, and tell the view."""
        if as_of == self._as_of:
            return
        self._as_of = as_of
        self._write_title()
        if isinstance(self.view, ShowsAge):
            self.view.show_stale(as_of)

    def draw_icon(self) -> None:
        """Draw the picture in the colours that are worn now."""
        self.setWindowIcon(self._looks.icon(self._glyph, "muted"))

    def minimumSizeHint(self) -> QSize:
        """Let the layout decide: contents scroll."""
        return QSize(160, 80)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Tell that the operator closed it."""
        super().closeEvent(event)
        if event is not None and event.isAccepted():
            self.dismissed.emit(self.key)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Know that a move now comes from the operator, not from the layout."""
        self._by_hand = True
        super().mouseMoveEvent(event)
        self._by_hand = False

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's
        """Go on in the order of what is laid out; the keyboard stays in the subwindow (Qt)."""
        return go_on(self, forward=next)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Know that a move now comes from the operator, not from the layout."""
        self._by_hand = True
        super().keyPressEvent(event)
        self._by_hand = False

    def moveEvent(self, event: QMoveEvent | None) -> None:
        """Tell a move by the operator."""
        super().moveEvent(event)
        self._tell_placed()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Tell a change of size by the operator."""
        super().resizeEvent(event)
        self._tell_placed()

    def _tell_placed(self) -> None:
        if self._by_hand and not (self.isMaximized() or self.isMinimized() or self.isShaded()):
            self.placed.emit(self.key)

    def _write_title(self) -> None:
        if self._as_of is None or not self._ages:
            self.setWindowTitle(self.title)
        else:
            self.setWindowTitle(
                self._tr("{title} — as of {time}", title=self.title, time=self._as_of)
            )
