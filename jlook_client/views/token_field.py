# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a token is entered: a line on the card or in the banner, never a dialogue."""

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QBoxLayout, QCheckBox, QLabel, QLineEdit, QWidget

from jlook_client.token_question import Reason, TokenQuestion, keyring_words, reason_words
from jmss.texts import Texts

LONGEST = 5000
"""Characters that the line takes: more than any token has, so that none is cut unsaid."""


LEAST_WIDTH = 200
"""Logical pixels of the line where it shares its row."""


class TokenField(QWidget):
    """The line, and whether the keyring shall keep what is entered.

    Args:
        tr: the words.
        direction: one below the other, or side by side.
        last: what stands behind the tick, such as a button.
    """

    entered = pyqtSignal()
    """The operator pressed Return in the line."""

    def __init__(
        self, tr: Texts, direction: QBoxLayout.Direction, last: Sequence[QWidget] = ()
    ) -> None:
        super().__init__()
        self._tr = tr
        self._reason: Reason | None = None
        self._comes_back = False
        self.token = QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setMaxLength(LONGEST)
        self.token.returnPressed.connect(self.entered)
        self.keep = QCheckBox(tr("&Keep it in this computer's keyring"))
        self.hint = QLabel(self)  # also where it has no place: with the field it ends
        self.hint.setObjectName("muted")
        self.hint.setWordWrap(True)
        column = direction is QBoxLayout.Direction.TopToBottom
        self.hint.setVisible(column)
        box = QBoxLayout(direction, self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.token, 0 if column else 3)
        for widget in (self.keep, *last):
            box.addWidget(widget)
        if column:
            box.addWidget(self.hint)
        else:
            self.token.setMinimumWidth(LEAST_WIDTH)
            box.addStretch(2)
        self.hide()

    def show_question(self, question: TokenQuestion | None) -> None:
        """Be there as long as a token is asked for; the line is emptied when it goes."""
        if question is None or not question.takes_token:
            self._comes_back = self._comes_back or self.token.hasFocus()
            self._reason = None
            self.token.setText("")
            self.hide()
            return
        name = self._tr("Token for {server}", server=question.server)
        self.token.setPlaceholderText(name)
        self.token.setAccessibleName(name)
        self.token.setAccessibleDescription(reason_words(self._tr, question))
        self.keep.setVisible(question.offers_keeping)
        self.hint.setText(keyring_words(self._tr, question))
        self.hint.setVisible(bool(self.hint.text()) and self.layout_has_hint)
        self._take(question)
        self.show()
        if self._comes_back:
            self._comes_back = False
            self.token.setFocus()

    @property
    def layout_has_hint(self) -> bool:
        """Whether the keyring's words stand here; in the banner they stand in its second line."""
        return self.hint.parent() is self

    @property
    def wants_keeping(self) -> bool:
        """Whether the keyring shall keep what is entered."""
        return self.keep.isVisibleTo(self) and self.keep.isChecked()

    def forget_focus(self) -> None:
        """The link is up: the line does not take the focus when it comes again one day."""
        self._comes_back = False

    def _take(self, question: TokenQuestion) -> None:
        if question.reason is self._reason:
            return
        self._reason = question.reason
        if question.was_kept:
            self.keep.setChecked(True)
        if question.reason is Reason.MALFORMED:
            self.token.selectAll()
