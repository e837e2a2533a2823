# SPDX-License-Identifier: GPL-3.0-or-later
"""The bar over the failover history: how much time is shown, and as what."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QToolButton, QWidget

from jlook_client.tables.time_window import LENGTHS, TimeWindow
from jlook_client.views.chip import chip
from jlook_client.views.elided_label import ElidedLabel
from jlook_client.views.lane_legend import legend_words
from jmss.texts import Texts

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class LaneBar(QFrame):
    """Buttons and a box; what it says is what the keyboard stands on in the picture."""

    length_chosen = pyqtSignal(object)
    """Seconds, or None: as much as is known."""

    def __init__(self, *, tr: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setProperty("slim", True)
        self._tr = tr
        self.closer = _button("+", tr("Show less time (+)"))
        self.wider = _button("−", tr("Show more time (−)"))
        self.lengths = QComboBox()
        self.lengths.setAccessibleName(tr("Time shown"))
        offered = self.lengths.view()
        assert offered is not None
        offered.setAccessibleName(tr("Time shown"))
        self.lengths.addItem(tr("All that is known"), None)
        for length in LENGTHS:
            self.lengths.addItem(length_text(length, tr), length)
        self.lengths.activated.connect(
            lambda at: self.length_chosen.emit(self.lengths.itemData(at))
        )
        self.now = _button(tr("Now"), tr("Go to the present (End)"))
        self.told = ElidedLabel(least=0)
        self.ask_legend = _button("?", legend_words(tr))
        self.as_list = chip(tr("List"), tr("Show the history as a list"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 1, 8, 1)
        layout.setSpacing(5)
        for widget in (self.wider, self.lengths, self.closer, self.now):
            layout.addWidget(widget)
        layout.addWidget(self.told, 1)
        layout.addWidget(self.ask_legend)
        layout.addWidget(self.as_list)

    def show_window(self, window: TimeWindow) -> None:
        """Say how much time is shown, and offer the way back to the present."""
        self.lengths.setCurrentIndex(self.lengths.findData(window.length))
        self.closer.setEnabled(window.length != LENGTHS[0])
        self.wider.setEnabled(window.length != LENGTHS[-1])
        self.now.setVisible(window.end is not None)


def length_text(seconds: float, tr: Texts) -> str:
    """Write one of the lengths that are offered."""
    if seconds < _HOUR:
        count = round(seconds / _MINUTE)
        return tr.plural("{n} minute", "{n} minutes", count)
    if seconds < _DAY:
        count = round(seconds / _HOUR)
        return tr.plural("{n} hour", "{n} hours", count)
    return tr.plural("{n} day", "{n} days", round(seconds / _DAY))


def _button(text: str, name: str) -> QToolButton:
    button = chip(text, name)
    button.setCheckable(False)
    return button
