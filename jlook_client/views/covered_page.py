# SPDX-License-Identifier: GPL-3.0-or-later
"""A page with a card over it as long as there is nothing to show on the page.

To bring out a page full of subwindows takes as long as painting the first jobs. So it comes out
beneath the card while the server is dialled, and the first jobs wait for their painting only.
"""

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QWidget


class CoveredPage(QWidget):
    """Shows the card, or the page.

    Args:
        page: out of sight at first.
        card: as large, and opaque.
    """

    def __init__(self, page: QWidget, card: QWidget) -> None:
        super().__init__()
        self._page = page
        self._card = card
        for part in (page, card):
            part.setParent(self)
        page.hide()
        card.setAutoFillBackground(True)  # what is beneath an opaque widget is not painted
        card.show()

    @property
    def is_covered(self) -> bool:
        """Whether the card is shown."""
        return not self._card.isHidden()

    def cover(self, *, soon: bool) -> None:
        """Show the card; ``soon``: the page may be wanted at once, so it stands ready beneath."""
        self._card.show()
        self._card.raise_()
        if soon:
            self._page.show()
        self._take_back_keyboard()
        self._page.setVisible(soon)

    def uncover(self) -> None:
        """Show the page, and take the keyboard there from the card."""
        if not self.is_covered:
            return
        focus = self.focusWidget()
        self._page.show()
        if focus is not None and self._card.isAncestorOf(focus):
            (self._page.focusWidget() or self._page).setFocus()
        self._card.hide()

    def pass_by(self, window: QWidget, *, forwards: bool) -> bool:
        """Give the keyboard to the next control of the window that is not beneath the card."""
        reason = Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason
        begin = at = window.focusWidget() or window
        while (at := _beside(at, forwards=forwards)) is not begin:
            takes = bool(at.focusPolicy() & Qt.FocusPolicy.TabFocus) and at.isEnabled()
            if takes and at.isVisible() and at.window() is window and not self._is_beneath(at):
                at.setFocus(reason)
                return True
        return False

    def _take_back_keyboard(self) -> None:
        """A subwindow that comes out takes it; when it goes again the next control would get it."""
        focus = self.focusWidget()
        if focus is None or not self._is_beneath(focus):
            return
        on_card = self._card.focusWidget()
        if on_card is None:
            focus.clearFocus()
        else:
            on_card.setFocus()

    def _is_beneath(self, widget: QWidget) -> bool:
        return self._page.isAncestorOf(widget)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Both are as large as this."""
        super().resizeEvent(event)
        for part in (self._page, self._card):
            part.setGeometry(self.rect())


def _beside(widget: QWidget, *, forwards: bool) -> QWidget:
    beside = widget.nextInFocusChain() if forwards else widget.previousInFocusChain()
    assert beside is not None, "the chain is a ring"
    return beside
