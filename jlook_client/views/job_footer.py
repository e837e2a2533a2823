# SPDX-License-Identifier: GPL-3.0-or-later
"""The line under the job table: how many are shown, what became of an action, and buttons."""

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from jlook_client.looks import Glyph, Looks
from jlook_client.views.elided_label import ElidedLabel
from jlook_client.views.steady_room import SteadyLabel
from jmss.texts import Texts

_GLYPH_PX = 14


class JobFooter(QFrame):
    """Says numbers and outcomes; its buttons copy the rows and choose the columns."""

    def __init__(self, *, tr: Texts, looks: Looks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self._tr = tr
        self._looks = looks
        self.numbers = SteadyLabel()
        self.busyness = QLabel()
        self.outcome = ElidedLabel()
        self.outcome.setObjectName("outcome")
        self.dismiss = QToolButton(self)
        self.dismiss.setText("✕")
        self.dismiss.setAutoRaise(True)
        self.dismiss.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.dismiss.setAccessibleName(tr("Dismiss"))
        self.dismiss.setToolTip(tr("Dismiss"))
        self.select_left = self._button("refused", tr("Select those not done"))
        self.select_left.setAccessibleName(tr("Select those not done"))
        self.copy = self._button("copy", tr("Copy as CSV"))
        self.choose_columns = self._button("columns", tr("Columns"))
        layout = self._line = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.addWidget(self.numbers)
        layout.addWidget(self.busyness)
        layout.addWidget(self.outcome)
        layout.addWidget(self.select_left)
        layout.addWidget(self.dismiss)
        layout.addStretch(1)
        layout.addWidget(self.copy)
        layout.addWidget(self.choose_columns)
        self.dismiss.clicked.connect(lambda: self.tell(""))
        self.tell("")
        self.offer_left(0)
        self.busy(searching=False, sorting=False)

    def place_first(self, button: QToolButton) -> None:
        """Put a button before those that are there."""
        self._line.insertWidget(self._line.indexOf(self.copy), button)

    def count(self, *, total: int, shown: int, selected: int) -> None:
        """Say how many jobs there are, are shown and are selected."""
        tr = self._tr
        text = tr("{shown} of {total} jobs shown", shown=tr.count(shown), total=tr.count(total))
        if selected:
            text += "　" + tr("{n} selected", n=selected)
        self.numbers.set_text(text)

    def busy(self, *, searching: bool, sorting: bool) -> None:
        """Say that more jobs may be found, or that the order is still that of before."""
        text = self._tr("Searching…") if searching else self._tr("Sorting…") if sorting else ""
        if text != self.busyness.text():
            self.busyness.setText(text)
        self.busyness.setVisible(bool(text))

    def tell(self, outcome: str) -> None:
        """Say what became of an action until it is dismissed or replaced."""
        self.outcome.set_text(outcome)
        self.outcome.setVisible(bool(outcome))
        self.dismiss.setVisible(bool(outcome))

    def offer_left(self, count: int) -> None:
        """Offer to select so many jobs that an action was not done to; 0: none."""
        text = self._tr.plural("Select the {n} not done", "Select the {n} not done", count)
        self.select_left.setText(text)
        self.select_left.setVisible(count > 0)

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyphs anew in other colours (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            for button in self.findChildren(QToolButton):
                if button.property("glyph"):
                    self._draw(button)

    def _button(self, glyph: Glyph, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("glyph", glyph)
        button.setText(text)
        button.setAutoRaise(True)
        button.setIconSize(QSize(_GLYPH_PX, _GLYPH_PX))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if text
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        self._draw(button)
        return button

    def _draw(self, button: QToolButton) -> None:
        button.setIcon(self._looks.icon(button.property("glyph"), "muted", _GLYPH_PX))
