# SPDX-License-Identifier: GPL-3.0-or-later
"""The month as a sheet: what schedules do on which day. Enter opens the day."""

from collections.abc import Callable
from datetime import date

from PyQt6.QtCore import QModelIndex, QObject, QRect, Qt, pyqtSignal
from PyQt6.QtGui import QFont, QKeyEvent, QPainter
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import Looks, Token
from jlook_client.tables.due_list import DueRow
from jlook_client.tables.month_days import (
    DAY_ROLE,
    DAYS,
    WEEKS,
    DayCell,
    MonthDays,
    clock_of,
    look_of,
    moments_of,
    month_after,
)
from jlook_client.tables.plan import Stretch
from jlook_client.tables.times import written_month
from jmss.texts import Texts

_PAD = 4
_GLYPH = 12
_LEAST_WEEK = 30
"""Logical pixels that a week is high at least."""


class MonthSheet(QWidget):
    """Shows one month, and goes to others.

    Args:
        today: gives the present day.
        tr: the words.
        looks: colours and glyphs.
        parent: the Qt parent.
    """

    wanted = pyqtSignal(object)
    """Another month is shown; carries the ``Stretch`` whose rows are to be handed in."""
    day_chosen = pyqtSignal(object)
    """A day is to be opened; carries the date."""

    def __init__(
        self, today: Callable[[], date], tr: Texts, looks: Looks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._tr = tr
        self.days = MonthDays(tr, self)
        self.before = self._button("◀", lambda: self.go(-1), tr("The month before"))
        self.after = self._button("▶", lambda: self.go(1), tr("The next month"))
        self.now = self._button(tr("Today"), self.show_today, "")
        self.title = QLabel()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.view = _SheetView(self.days, looks, tr("Month"))
        self.view.opened.connect(lambda index: self.day_chosen.emit(self.days.cell(index).day))
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 4)
        head.setSpacing(6)
        for widget in (self.before, self.after, self.title):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.now)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(head)
        lines.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    @property
    def stretch(self) -> Stretch:
        """The time that the sheet shows."""
        begin, end = moments_of(self.days.begins, WEEKS * DAYS)
        return Stretch(begin, end)

    def show_today(self) -> None:
        """Show the present month, on the present day."""
        self._show(self._today().replace(day=1))
        self.view.setCurrentIndex(self.days.index_of(self._today()))

    def go(self, months: int) -> None:
        """Show the month that lies so many months later."""
        self._show(month_after(self.days.first, months))
        self.view.setCurrentIndex(self.days.index_of(self.days.first))

    def show_rows(self, rows: list[DueRow]) -> None:
        """Show what schedules do in this month."""
        self.days.show_rows(rows)

    def _show(self, first: date) -> None:
        self.days.show_month(first, self._today())
        self.title.setText(written_month(first, self._tr))
        self.view.setAccessibleDescription(self.title.text())
        self.wanted.emit(self.stretch)

    def _button(self, text: str, call: Callable[[], None], name: str) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setAccessibleName(name or text)
        button.setToolTip(name)
        button.clicked.connect(lambda _checked: call())
        return button


class _SheetView(QTableView):
    """Weeks that share the height among them; Enter and a double click open a day."""

    opened = pyqtSignal(QModelIndex)

    def __init__(self, days: MonthDays, looks: Looks, name: str) -> None:
        super().__init__()
        self.setModel(days)
        self.setAccessibleName(name)
        self.setItemDelegate(_DayDelegate(looks, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across, down = self.horizontalHeader(), self.verticalHeader()
        assert across is not None
        assert down is not None
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setHighlightSections(False)
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        down.setMinimumSectionSize(_LEAST_WEEK)
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Enter opens the day (Qt)."""
        assert event is not None
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _DayDelegate(QStyledItemDelegate):
    """Paints a day: its number, then its runs as far as there is room."""

    def __init__(self, looks: Looks, parent: QObject) -> None:
        super().__init__(parent)
        self._looks = looks

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Paint a cell (Qt)."""
        assert painter is not None
        cell = index.data(DAY_ROLE)
        assert isinstance(cell, DayCell)
        looks, rect = self._looks, option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        paper: Token = "sel" if selected else ("base" if cell.inside else "alt")
        painter.fillRect(rect, looks.colour(paper))
        painter.setPen(looks.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        inner = rect.adjusted(_PAD + 2, _PAD - 1, -_PAD, -2)
        line = option.fontMetrics.height()
        self._paint_number(painter, option, cell, QRect(inner.left(), inner.top(), 60, line))
        shown = cell.rows[: max(0, (inner.height() - line) // line)]
        painter.setFont(option.font)
        for at, row in enumerate(shown, 1):
            place = QRect(inner.left(), inner.top() + at * line, inner.width(), line)
            self._paint_row(painter, option, row, place)
        if left := len(cell.rows) - len(shown):
            painter.setPen(looks.colour("muted"))
            head = QRect(inner.left(), inner.top(), inner.width(), line)
            painter.drawText(head, Qt.AlignmentFlag.AlignRight, f"+{left}")
        painter.restore()

    def _paint_number(
        self, painter: QPainter, option: QStyleOptionViewItem, cell: DayCell, place: QRect
    ) -> None:
        font = QFont(option.font)
        font.setBold(cell.is_today)
        painter.setFont(font)
        token: Token = "accent" if cell.is_today else ("text" if cell.inside else "muted")
        painter.setPen(self._looks.colour(token))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft, str(cell.day.day))

    def _paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, row: DueRow, place: QRect
    ) -> None:
        looks, look = self._looks, look_of(row)
        view = self.parent()
        ratio = view.devicePixelRatioF() if isinstance(view, QWidget) else 1.0
        glyph = looks.pixmap(look.glyph, look.token, px=_GLYPH, dpr=ratio)
        painter.drawPixmap(place.left(), place.top() + (place.height() - _GLYPH) // 2, glyph)
        painter.setPen(looks.colour("text" if row.run is None else "muted"))
        room = place.adjusted(_GLYPH + 4, 0, 0, 0)
        text = f"{clock_of(row)} {row.schedule}"
        elided = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
