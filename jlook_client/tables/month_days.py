# SPDX-License-Identifier: GPL-3.0-or-later
"""A month as a sheet of weeks, with what schedules do on each day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from jlook_client.looks import StateLook
from jlook_client.tables.due_list import DueRow
from jlook_client.tables.schedule_words import DUE, OUTCOME_LOOKS
from jlook_client.tables.times import date_text, exact_clock, local_day
from jmss.texts import Texts
from jmss.timetable.sentences import WEEKDAYS as FROM_SUNDAY

WEEKS = 6
DAYS = 7
DAY_ROLE = Qt.ItemDataRole.UserRole
"""Gives the ``DayCell``."""

WEEKDAYS = (*FROM_SUNDAY[1:], FROM_SUNDAY[0])
"""From Monday on."""
_SPOKEN = 5
"""Runs of a day that a screen reader is told one by one."""


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of the sheet."""

    day: date
    inside: bool
    """Whether it belongs to the month that is shown."""
    is_today: bool
    rows: Sequence[DueRow] = field(default=())


class MonthDays(QAbstractTableModel):
    """Six weeks from Monday to Sunday.

    Args:
        tr: the words.
        parent: the Qt parent.
    """

    def __init__(self, tr: Texts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self.first = date(1970, 1, 1)
        """The first day of the month."""
        self._today = self.first
        self._rows: dict[date, list[DueRow]] = {}

    @property
    def begins(self) -> date:
        """The Monday at the top."""
        return self.first - timedelta(days=self.first.weekday())

    def show_month(self, first: date, today: date) -> None:
        """Show another month, as yet without runs."""
        self.beginResetModel()
        self.first, self._today, self._rows = first.replace(day=1), today, {}
        self.endResetModel()

    def show_rows(self, rows: Sequence[DueRow]) -> None:
        """Show these runs, each on the day where the operator sits."""
        self._rows = {}
        for row in rows:
            self._rows.setdefault(date(*local_day(row.at)), []).append(row)
        self.dataChanged.emit(self.index(0, 0), self.index(WEEKS - 1, DAYS - 1))

    def cell(self, index: QModelIndex) -> DayCell:
        """Give a day of the sheet."""
        day = self.begins + timedelta(days=index.row() * DAYS + index.column())
        inside = (day.year, day.month) == (self.first.year, self.first.month)
        return DayCell(day, inside, day == self._today, self._rows.get(day, ()))

    def index_of(self, day: date) -> QModelIndex:
        """Give where a day stands; one that is not on the sheet is nowhere."""
        at = (day - self.begins).days
        return self.index(at // DAYS, at % DAYS) if 0 <= at < WEEKS * DAYS else QModelIndex()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as in Qt
        """Give the weeks (Qt)."""
        return 0 if parent.isValid() else WEEKS

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as in Qt
        """Give the days of a week (Qt)."""
        return 0 if parent.isValid() else DAYS

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Answer for a day (Qt)."""
        if not index.isValid():
            return None
        if role == DAY_ROLE:
            return self.cell(index)
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return self._said(self.cell(index))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Name the days of the week (Qt)."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._tr(WEEKDAYS[section])
        return None

    def _said(self, cell: DayCell) -> str:
        tr = self._tr
        day = date_text(datetime(*cell.day.timetuple()[:3], 12).timestamp(), tr)  # noqa: DTZ001
        runs = [
            tr(
                "{at} {schedule} {outcome}",
                at=clock_of(row),
                schedule=row.schedule,
                outcome=tr(look_of(row).word),
            )
            for row in cell.rows[:_SPOKEN]
        ]
        more = len(cell.rows) - len(runs)
        if more:
            runs.append(tr("and {n} more", n=more))
        return "\n".join([day, *runs])


def clock_of(row: DueRow) -> str:
    """Give the time of day at which a run is due, as ``18:30``."""
    return exact_clock(row.at, milliseconds=False)[:5]


def look_of(row: DueRow) -> StateLook:
    """Give how a run looks."""
    return DUE if row.run is None else OUTCOME_LOOKS[row.run.outcome]


def moments_of(first: date, days: int) -> tuple[float, float]:
    """Give the first and the last second of so many days where the operator sits."""
    begin = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - the operator's wall
    end = begin + timedelta(days=days)
    return begin.timestamp(), end.timestamp() - 1.0


def month_after(first: date, months: int) -> date:
    """Give the first day of the month that lies so many months later."""
    at = first.year * 12 + first.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)
