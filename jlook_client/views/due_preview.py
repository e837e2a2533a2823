# SPDX-License-Identifier: GPL-3.0-or-later
"""What a schedule that is being entered means: its words, its next runs, changes of the clocks."""

from collections.abc import Callable
from itertools import islice

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QLabel, QListWidget, QVBoxLayout, QWidget

from jlook_client.tables.clock_changes import change_words, clock_changes
from jlook_client.tables.due_steps import Due, DueTurns, all_due
from jlook_client.tables.month_days import WEEKDAYS
from jlook_client.tables.plan import is_elsewhere
from jlook_client.tables.schedule_fields import when_text
from jlook_client.tables.times import day_text, exact_clock, local_day, written_day
from jmss.errors import BadValue
from jmss.model.schedules import Calendar, Schedule
from jmss.texts import Texts
from jmss.timetable.local_time import read_zone, wall_at

SHOWN = 20
"""Runs."""
_CHANGES = 2


class DuePreview(QFrame):
    """Works the next runs out between the turns of the window.

    Args:
        now: seconds since 1970 by the server's clock.
        tr: the words.
        parent: the Qt parent.
    """

    worked_out = pyqtSignal()
    """The next runs are known."""

    def __init__(self, now: Callable[[], float], tr: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._tr = tr
        self._schedule = Schedule(name="")
        self._is_never_due = False
        self.setObjectName("foot")
        self._turns = DueTurns(self)
        self._turns.found.connect(self._show)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setStyleSheet("color: palette(text)")
        self.heading = QLabel(tr("The next {n} runs", n=SHOWN))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("The next {n} runs", n=SHOWN))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.changes = QLabel()
        self.changes.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.words)
        column.addWidget(self.heading)
        column.addWidget(self.list, 1)
        column.addWidget(self.changes)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_schedule(self, schedule: Schedule, calendar: Calendar | None) -> None:
        """Show what a schedule would mean, enabled or not."""
        self._schedule, self._is_never_due = schedule, False
        self.words.setText(when_text(schedule, self._tr))
        self._show_changes(schedule)
        calendars = {schedule.calendar: calendar} if calendar is not None else {}
        self._turns.begin(all_due([schedule], calendars, self._now(), most=SHOWN))

    def fault(self) -> str:
        """Say that it is never due; empty: it is, or that is not known yet."""
        if not self._is_never_due or not self._schedule.enabled:
            return ""
        return self._tr(
            "It is never due from now on: choose other times or a later last day, open more days"
            " in the calendar, or disable it."
        )

    def _show(self, dues: list[Due]) -> None:
        was, self._is_never_due = self._is_never_due, not dues and self._is_sound()
        self.list.clear()
        self.list.addItems([self._text(due.at) for due in dues])
        if not dues:
            self.list.addItem(self._tr("none"))
        if was or self._is_never_due:
            self.worked_out.emit()

    def _text(self, at: float) -> str:
        zone = self._schedule.time_zone
        wall = wall_at(at, read_zone(zone))
        day, weekday = written_day(wall, self._tr), self._tr(WEEKDAYS[wall.weekday()])
        text = f"{day} ({weekday}) {wall:%H:%M}"
        if not is_elsewhere(zone, at):
            return text
        there_is_today = (wall.year, wall.month, wall.day) == local_day(at)
        clock = exact_clock(at, milliseconds=False)[:-3]
        here = clock if there_is_today else f"{day_text(at, self._tr)} {clock}"
        return self._tr("{wall} ({here} here)", wall=text, here=here)

    def _show_changes(self, schedule: Schedule) -> None:
        try:
            zone = read_zone(schedule.time_zone)
        except BadValue:
            self.changes.setText("")
            return
        changes = list(islice(clock_changes(zone, self._now()), _CHANGES))
        lines = [change_words(change, self._tr) for change in changes]
        if not lines:
            text = self._tr("The clocks of {zone} are never changed.", zone=schedule.time_zone)
            lines = [text]
        self.changes.setText("\n".join(lines))

    def _is_sound(self) -> bool:
        """Whether it is its times that there are none of, not its fields."""
        schedule = self._schedule
        try:
            read_zone(schedule.time_zone)
        except BadValue:
            return False
        return bool(schedule.cron) and len(schedule.cron.split()) == 5
