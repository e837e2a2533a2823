# SPDX-License-Identifier: GPL-3.0-or-later
"""On which days: those of cron, or the n-th business day from the start or the end of the month."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from jmss.model.schedules import BusinessDay
from jmss.texts import Texts

_BY_CRON, _FROM_START, _FROM_END = range(3)
MOST = 31


class DaysChoice(QWidget):
    """One of three ways, and which business day it is.

    Args:
        tr: the words.
    """

    edited = pyqtSignal()

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self.way = QComboBox()
        self.way.setAccessibleName(tr("Days"))
        self.way.addItem(tr("the days that cron says"))
        self.way.addItem(tr("a business day from the start of the month"))
        self.way.addItem(tr("a business day from the end of the month"))
        self.number = QSpinBox()
        self.number.setRange(1, MOST)
        self.number.setAccessibleName(tr("Which business day, 1 is the first one counted"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.way, 1)
        row.addWidget(self.number)
        self.way.activated.connect(self._note)
        self.number.valueChanged.connect(self._note)
        self._allow()

    def business_day(self) -> BusinessDay | None:
        """Give the business day; None: the days are those of cron."""
        way = self.way.currentIndex()
        if way == _BY_CRON:
            return None
        return BusinessDay(n=self.number.value(), from_end=way == _FROM_END)

    def show_business_day(self, wanted: BusinessDay | None) -> None:
        """Show what is wanted."""
        self.number.blockSignals(True)
        if wanted is None:
            self.way.setCurrentIndex(_BY_CRON)
        else:
            self.way.setCurrentIndex(_FROM_END if wanted.from_end else _FROM_START)
            self.number.setValue(wanted.n)
        self.number.blockSignals(False)
        self._allow()

    def _allow(self) -> None:
        self.number.setVisible(self.way.currentIndex() != _BY_CRON)

    def _note(self) -> None:
        self._allow()
        self.edited.emit()
