# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of a business calendar."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from jlook_client.tables.day_lists import fault_words as line_faults
from jlook_client.tables.day_lists import read_lines
from jlook_client.tables.month_days import WEEKDAYS
from jlook_client.tables.schedule_fields import fault_words, field_words, value_words
from jlook_client.views.document_form import DocumentForm
from jmss.error_words import FIELDS
from jmss.errors import N_, BadValue
from jmss.model.documents import AnyDocument
from jmss.model.schedules import Calendar
from jmss.texts import Texts
from jmss.timetable.calendar_csv import (
    CLOSED,
    MOST_BYTES,
    OPEN,
    DayFault,
    merged,
    read_days,
)
from jmss.timetable.checks import check_calendar

_MOST_FAULTS = 10
"""Faults of a file that are told one by one."""


class CalendarForm(DocumentForm):
    """Everything that a calendar has.

    Args:
        tr: the words.
    """

    def __init__(self, tr: Texts) -> None:
        super().__init__()
        self._tr = tr
        self._base = Calendar(name="")
        self.name = QLineEdit()
        self.name.setAccessibleName(field_words("name", tr))
        self.weekdays = [QCheckBox(tr(word)) for word in WEEKDAYS]
        self.holidays = QComboBox()
        self.holidays.setAccessibleName(field_words("holidays", tr))
        self.holidays.addItem(tr("Japan: no business on public holidays"), "JP")
        self.holidays.addItem(tr("none"), "")
        self.closed, self.open = self._days("closed"), self._days("open")
        self.load = QPushButton(tr("&Import from CSV…"))
        self.load.setAutoDefault(False)
        self.load.clicked.connect(lambda _checked: self._ask_for_file())
        self.read = QLabel()
        self.read.setObjectName("muted")
        self.read.setWordWrap(True)
        self._lay_out()
        self.name.textEdited.connect(self._note)
        for tick in self.weekdays:
            tick.clicked.connect(self._note)
        self.holidays.activated.connect(self._note)
        for text in (self.closed, self.open):
            text.textChanged.connect(self._note)

    def show_document(self, document: AnyDocument) -> None:
        """Put a calendar into the fields."""
        assert isinstance(document, Calendar)
        self._base = document
        self.name.setReadOnly(bool(document.revision))
        self.name.setText(document.name)
        for tick, on in zip(self.weekdays, document.weekdays, strict=True):
            tick.setChecked(on == "1")
        self.holidays.setCurrentIndex(max(0, self.holidays.findData(document.holidays)))
        for text, days in ((self.closed, document.closed), (self.open, document.open)):
            text.blockSignals(True)
            text.setPlainText("\n".join(days))
            text.blockSignals(False)

    def document(self) -> Calendar:
        """Give the calendar as it stands in the fields; lines that are no days are left out."""
        return msgspec.structs.replace(
            self._base,
            name=self.name.text().strip(),
            weekdays="".join("1" if tick.isChecked() else "0" for tick in self.weekdays),
            holidays=str(self.holidays.currentData()),
            closed=read_lines(self.closed.toPlainText()).days,
            open=read_lines(self.open.toPlainText()).days,
        )

    def fault(self) -> str:
        """Say what is wrong with it; empty: nothing is."""
        tr, calendar = self._tr, self.document()
        if not calendar.name:
            return tr("{field}: enter a name.", field=field_words("name", tr))
        for field, text in (("closed", self.closed), ("open", self.open)):
            if faults := read_lines(text.toPlainText()).faults:
                words = line_faults(faults[:3], tr)
                return tr("{field}: {why}", field=tr(FIELDS[field]), why=words)
        try:
            check_calendar(calendar)
        except BadValue as error:
            return fault_words(error, tr)
        return ""

    def field_words(self, field: str) -> str:
        """Give what a field is called."""
        return field_words(field, self._tr)

    def value_words(self, field: str, value: object) -> str:
        """Write a value as a person reads it."""
        if field == "weekdays":
            days = zip(WEEKDAYS, str(value), strict=False)
            return " ".join(self._tr(word) for word, on in days if on == "1") or "−"
        return value_words(value, self._tr)

    def take_csv(self, path: Path) -> None:
        """Add the days of a CSV file; if a line of it is faulty, none of them."""
        tr = self._tr
        try:
            with path.open("rb") as file:
                written = file.read(MOST_BYTES + 1)
        except OSError as error:
            text = tr("{file} cannot be read: {why}", file=path.name, why=error.strerror)
            self.read.setText(text)
            return
        found = read_days(written)
        if found.faults:
            head = tr("Nothing of {file} was taken over:", file=path.name)
            self.read.setText("\n".join([head, *self._csv_faults(found.faults)]))
            return
        now = self.document()
        closed, opened = merged((now.closed, now.open), found.days)
        self._put(self.closed, closed)
        self._put(self.open, opened)
        kinds = list(found.days.values())
        self.read.setText(
            tr(
                "{file}: {closed} days without business, {open} with.",
                file=path.name,
                closed=kinds.count(CLOSED),
                open=kinds.count(OPEN),
            )
        )

    def _csv_faults(self, faults: Sequence[DayFault]) -> list[str]:
        tr = self._tr
        text = N_("Line {line}, field {column}: “{value}”: {why}")
        lines = [
            tr(text, line=one.line, column=one.column, value=one.value, why=tr(one.why))
            for one in faults[:_MOST_FAULTS]
        ]
        more = len(faults) - len(lines)
        return [*lines, tr("and {n} more", n=more)] if more else lines

    def _put(self, text: QPlainTextEdit, days: Sequence[str]) -> None:
        text.setPlainText("\n".join(days))

    def _ask_for_file(self) -> None:
        """Let a file be chosen beside the window: nothing here may ever be modal."""
        dialog = QFileDialog(self, self._tr("Import days from CSV"))
        dialog.setObjectName("days")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["*.csv *.txt", "*"])
        dialog.fileSelected.connect(lambda name: self.take_csv(Path(name)))
        dialog.show()

    def _note(self) -> None:
        self.edited.emit()

    def _days(self, field: str) -> QPlainTextEdit:
        text = QPlainTextEdit()
        text.setAccessibleName(self._tr(FIELDS[field]))
        text.setPlaceholderText("2026-12-29\n2026-12-30")
        text.setTabChangesFocus(True)
        return text

    def _lay_out(self) -> None:
        tr = self._tr
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(field_words("name", tr), self.name)
        week = QHBoxLayout()
        for tick in self.weekdays:
            week.addWidget(tick)
        week.addStretch(1)
        form.addRow(field_words("weekdays", tr), week)
        form.addRow(field_words("holidays", tr), self.holidays)
        lists = QHBoxLayout()
        for field, text in (("closed", self.closed), ("open", self.open)):
            side = QVBoxLayout()
            side.addWidget(QLabel(tr("{field}, one to a line", field=tr(FIELDS[field]))))
            side.addWidget(text, 1)
            lists.addLayout(side)
        foot = QHBoxLayout()
        foot.addWidget(self.load)
        foot.addWidget(self.read, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 6)
        column.addLayout(form)
        column.addLayout(lists, 1)
        column.addLayout(foot)
