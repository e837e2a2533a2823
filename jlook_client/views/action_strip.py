# SPDX-License-Identifier: GPL-3.0-or-later
"""A strip that asks before something is lost, or for what has to be said: never a box.

The rest of the window stays as it is and can be used; Esc, or the last button, leaves
everything as it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PyQt6.QtCore import QEvent, QSize, Qt, QTimer
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import Glyph, Looks, Token
from jlook_client.views.kinds import set_kind

_GLYPH_PX = 20


@dataclass(frozen=True, slots=True)
class StripAnswer:
    """A button that does something."""

    text: str
    call: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StripQuestion:
    """What is asked."""

    text: str
    """One sentence or two: what would be lost, or what has to be said."""
    answers: Sequence[StripAnswer]
    """With the verb of what they do; the first one is what was chosen in the menu."""
    leave: str
    """What the button says that leaves everything as it was."""
    field: QWidget | None = None
    """Where something is entered; the strip takes it over."""
    warns: bool = False
    """Whether something would be lost."""


class ActionStrip(QFrame):
    """Asks one question at a time; a new one takes the place of the last.

    Args:
        looks: colours and glyphs.
        parent: the Qt parent.
    """

    def __init__(self, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._looks = looks
        self._question: StripQuestion | None = None
        self._before: QWidget | None = None
        self._hindrance = ""
        self._glyph = QLabel()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._field: QWidget | None = None
        self.buttons: list[QPushButton] = []
        """Those that do something, and the one that leaves everything as it was."""
        self._first = QHBoxLayout()
        self._first.setSpacing(10)
        self._first.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        self._first.addWidget(self.text, 1)
        self._second = QHBoxLayout()
        self._second.setSpacing(8)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 7, 8, 7)
        lines.setSpacing(6)
        lines.addLayout(self._first)
        lines.addLayout(self._second)
        self.hide()

    @property
    def question(self) -> StripQuestion | None:
        """What is asked at the moment."""
        return self._question

    def ask(self, question: StripQuestion) -> None:
        """Ask, and take the keyboard: to the field, or to the button that changes nothing."""
        if self._question is None:
            self._before = QApplication.focusWidget()
        self._clear()
        self._question = question
        set_kind(self, "warns" if question.warns else "asks")
        self.text.setText(question.text)
        self.setAccessibleName(question.text)
        self._field = question.field
        self._second.addSpacing(_GLYPH_PX + 10)
        if self._field is not None:
            self._second.addWidget(self._field)
        for answer in question.answers:
            self._add(answer.text, partial(self._answered, answer))
        self._add(question.leave, self.leave)
        self._second.addStretch(1)
        self._tell_hindrance()
        self._draw_glyph()
        self.show()
        self._take_keyboard()
        # Once more: the menu bar gives the keyboard back to where it was when its menu closes.
        QTimer.singleShot(0, self._take_keyboard)

    def hinder(self, why: str) -> None:
        """Say why nothing can be answered now; empty: it can."""
        self._hindrance = why
        self._tell_hindrance()

    def leave(self) -> None:
        """Leave everything as it was."""
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        self._question = None
        self._clear()
        self.hide()
        if had_focus and self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Esc leaves; Enter presses the button that has the keyboard, or the first one (Qt)."""
        assert event is not None
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = [button for button in self.buttons if button.hasFocus()]
            (focused or self.buttons)[0].click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyph anew in other colours (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._draw_glyph()

    def _take_keyboard(self) -> None:
        if self._question is not None:
            (self._field or self.buttons[-1]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _answered(self, answer: StripAnswer) -> None:
        question = self._question
        answer.call()
        if self._question is question:  # it may have asked again
            self.leave()

    def _add(self, text: str, call: Callable[[], None]) -> None:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(call)
        self.buttons.append(button)
        self._second.addWidget(button)

    def _tell_hindrance(self) -> None:
        for button in self.buttons[:-1]:
            button.setEnabled(not self._hindrance)
            button.setToolTip(self._hindrance)

    def _clear(self) -> None:
        for widget in (*self.buttons, self._field):
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons, self._field = [], None
        while self._second.count():
            self._second.takeAt(0)

    def _draw_glyph(self) -> None:
        if self._question is None:
            return
        warns = self._question.warns
        ratio = self.devicePixelRatioF()
        glyph: Glyph = "warning" if warns else "info"
        ink: Token = "warn" if warns else "accent"
        self._glyph.setPixmap(self._looks.pixmap(glyph, ink, px=_GLYPH_PX, dpr=ratio))
