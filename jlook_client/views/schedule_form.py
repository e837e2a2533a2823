# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of a schedule, with its words and its next runs beside them as they are entered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import msgspec
from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jlook_client.tables.schedule_fields import fault_words, field_words, value_words
from jlook_client.tables.schedule_words import MISSED, OVERLAPS, SHIFTS
from jlook_client.views.days_choice import DaysChoice
from jlook_client.views.document_form import DocumentForm
from jlook_client.views.due_preview import DuePreview
from jlook_client.views.prepared_jobs_form import PreparedJobsForm
from jmss.error_words import FIELDS
from jmss.errors import BadValue
from jmss.model.documents import AnyDocument
from jmss.model.schedules import Calendar, Missed, Overlap, Schedule, Shift
from jmss.texts import Texts
from jmss.timetable.checks import check_schedule

S = TypeVar("S", bound=StrEnum)

WAIT_MS = 250
"""So long after the last key the next runs are worked out anew."""

ZONES = (
    "Asia/Tokyo",
    "UTC",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Kolkata",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Australia/Sydney",
)
"""Offered; every other name of the IANA database can be entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSurroundings:
    """What a schedule refers to, as it is now."""

    calendars: Callable[[], Mapping[str, Calendar]]
    queues: Callable[[], Sequence[str]]
    machines: Callable[[], Sequence[str]]
    now: Callable[[], float]
    """Seconds since 1970 by the server's clock."""


class ScheduleForm(DocumentForm):
    """Everything that a schedule has; the name of one that exists stays.

    Args:
        around: what it refers to.
        tr: the words.
    """

    def __init__(self, around: ScheduleSurroundings, tr: Texts) -> None:
        super().__init__()
        self._around = around
        self._tr = tr
        self._base = Schedule(name="")
        self.name = self._line("name")
        self.enabled = QCheckBox(tr("Enabled"))
        self.owner = self._line("owner")
        self.cron = self._line("cron")
        self.cron.setPlaceholderText("30 18 * * 1-5")
        self.hint = QLabel(tr("minute hour day month weekday; * any, 1-5, 1,15, */10, L last day"))
        self.hint.setObjectName("muted")
        self.hint.setWordWrap(True)
        self.days = DaysChoice(tr)
        self.time_zone = self._box("time_zone")
        self.time_zone.setEditable(True)
        self.time_zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.time_zone.addItems(ZONES)
        self.calendar = self._box("calendar")
        self.shift = self._choice("shift", SHIFTS)
        self.first_day = self._line("first_day")
        self.last_day = self._line("last_day")
        for line in (self.first_day, self.last_day):
            line.setPlaceholderText(tr("2026-12-31, or none"))
            line.setToolTip(tr("such as 2026-12-31; empty: no limit"))
        self.missed = self._choice("missed", MISSED)
        self.overlap = self._choice("overlap", OVERLAPS)
        self.note = self._line("note")
        self.jobs = PreparedJobsForm(around.queues, around.machines, tr)
        self.preview = DuePreview(around.now, tr)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(WAIT_MS)
        self._soon.timeout.connect(self._preview)
        self._lay_out()
        self._connect()

    def show_document(self, document: AnyDocument) -> None:
        """Put a schedule into the fields."""
        assert isinstance(document, Schedule)
        self._base = document
        self.name.setReadOnly(bool(document.revision))
        texts = (
            (self.name, document.name),
            (self.owner, document.owner),
            (self.cron, document.cron),
            (self.first_day, document.first_day or ""),
            (self.last_day, document.last_day or ""),
            (self.note, document.note),
        )
        for line, text in texts:
            line.setText(text)
        self.enabled.setChecked(document.enabled)
        self.days.show_business_day(document.business_day)
        self.time_zone.setCurrentText(document.time_zone)
        self._offer_calendars(document.calendar)
        for box, value in (
            (self.shift, document.shift),
            (self.missed, document.missed),
            (self.overlap, document.overlap),
        ):
            box.setCurrentIndex(box.findData(value.value))
        self.jobs.show_jobs(document.jobs)
        self._allow()
        self._preview()

    def document(self) -> Schedule:
        """Give the schedule as it stands in the fields."""
        return msgspec.structs.replace(
            self._base,
            name=self.name.text().strip(),
            jobs=self.jobs.jobs(),
            owner=self.owner.text().strip(),
            cron=" ".join(self.cron.text().split()),
            time_zone=self.time_zone.currentText().strip(),
            calendar=str(self.calendar.currentData() or ""),
            business_day=self.days.business_day(),
            shift=Shift(self.shift.currentData()),
            first_day=self.first_day.text().strip() or None,
            last_day=self.last_day.text().strip() or None,
            missed=Missed(self.missed.currentData()),
            overlap=Overlap(self.overlap.currentData()),
            enabled=self.enabled.isChecked(),
            note=self.note.text(),
        )

    def fault(self) -> str:
        """Say what is wrong with it; empty: nothing is."""
        tr, schedule = self._tr, self.document()
        if not schedule.name:
            return tr("{field}: enter a name.", field=field_words("name", tr))
        if not schedule.owner:
            return tr("{field}: enter whose jobs they are.", field=field_words("owner", tr))
        calendar = self._around.calendars().get(schedule.calendar)
        # Whether it is ever due is looked for in the preview, which may take its time.
        asleep = msgspec.structs.replace(schedule, enabled=False)
        try:
            check_schedule(asleep, calendar, self._around.now())
        except BadValue as error:
            return fault_words(error, tr)
        return self._fault_of_jobs(schedule) or self.preview.fault()

    def field_words(self, field: str) -> str:
        """Give what a field is called."""
        return field_words(field, self._tr)

    def value_words(self, field: str, value: object) -> str:
        """Write a value as a person reads it."""
        return value_words(value, self._tr)

    def _fault_of_jobs(self, schedule: Schedule) -> str:
        tr, queues = self._tr, self._around.queues()
        for number, job in enumerate(schedule.jobs, 1):
            if not job.name or not job.command.strip():
                return tr("Job {number} has no name or no command.", number=number)
            if job.queue not in queues:
                return tr(
                    "Job {number}: there is no queue {queue}.", number=number, queue=job.queue
                )
        return ""

    def _offer_calendars(self, chosen: str) -> None:
        self.calendar.clear()
        self.calendar.addItem(self._tr("none: every day is a business day"), "")
        names = sorted({*self._around.calendars(), *filter(None, [chosen])})
        for name in names:
            self.calendar.addItem(name, name)
        self.calendar.setCurrentIndex(max(0, self.calendar.findData(chosen)))

    def _allow(self) -> None:
        """A counted business day is never one without business."""
        counted = self.days.business_day() is not None
        self.shift.setEnabled(not counted and bool(self.calendar.currentData()))

    def _note(self) -> None:
        self._allow()
        self._soon.start()
        self.edited.emit()

    def _preview(self) -> None:
        schedule = self.document()
        self.preview.show_schedule(schedule, self._around.calendars().get(schedule.calendar))

    def _connect(self) -> None:
        zone = self.time_zone.lineEdit()
        assert zone is not None
        for line in (self.name, self.owner, self.cron, self.first_day, self.last_day, self.note):
            line.textEdited.connect(self._note)
        zone.textEdited.connect(self._note)
        for box in (self.time_zone, self.calendar, self.shift, self.missed, self.overlap):
            box.activated.connect(self._note)
        self.enabled.clicked.connect(self._note)
        self.days.edited.connect(self._note)
        self.jobs.edited.connect(self._note)
        self.preview.worked_out.connect(self.edited)

    def _lay_out(self) -> None:
        tr = self._tr
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        first = QHBoxLayout()
        first.addWidget(self.name, 1)
        first.addWidget(self.enabled)
        form.addRow(field_words("name", tr), first)
        times = QVBoxLayout()
        times.setSpacing(2)
        times.addWidget(self.cron)
        times.addWidget(self.hint)
        form.addRow(field_words("cron", tr), times)
        form.addRow(field_words("business_day", tr), self.days)
        form.addRow(field_words("calendar", tr), self.calendar)
        form.addRow(field_words("shift", tr), self.shift)
        form.addRow(field_words("time_zone", tr), self.time_zone)
        limits = QHBoxLayout()
        limits.addWidget(self.first_day)
        limits.addWidget(QLabel("–"))
        limits.addWidget(self.last_day)
        form.addRow(tr("First and last day"), limits)
        form.addRow(field_words("missed", tr), self.missed)
        form.addRow(field_words("overlap", tr), self.overlap)
        form.addRow(field_words("owner", tr), self.owner)
        form.addRow(field_words("note", tr), self.note)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 10, 12, 6)
        column.addLayout(form)
        heading = QLabel(tr("Jobs that are submitted together"))
        heading.setObjectName("muted")
        column.addWidget(heading)
        column.addWidget(self.jobs, 1)
        self.fields = _Fields(left)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(self.fields, 2)
        both.addWidget(self.preview, 1)

    def _line(self, field: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(self._tr(FIELDS[field]))
        return line

    def _box(self, field: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self._tr(FIELDS[field]))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return box

    def _choice(self, field: str, words: Mapping[S, str]) -> QComboBox:
        box = self._box(field)
        for value, text in words.items():
            box.addItem(self._tr(text), value.value)
        return box


class _Fields(QScrollArea):
    """Scrolls down where a window is too low for all fields; is never too narrow for any."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width of the fields and of the bar beside them (Qt)."""
        inside, bar = self.widget(), self.verticalScrollBar()
        assert inside is not None
        assert bar is not None
        width = inside.minimumSizeHint().width() + bar.sizeHint().width()
        return QSize(width, super().minimumSizeHint().height())
