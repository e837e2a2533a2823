# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes to a job by its number (Ctrl+G); one that is hidden or not there is told as such."""

import unicodedata
from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.state_looks import JOB_LOOKS
from jlook_client.tables.job_filter import JobFilter
from jlook_client.tables.jobs import JobTable
from jlook_client.views.filter_words import part_words
from jlook_client.views.job_table_view import JobTableView
from jlook_client.views.popover import Popover
from jmss.model.jobs import Job
from jmss.texts import Texts

_MOST_DIGITS = 18


class GoToJob(Popover):
    """Asks for a number under the filter bar.

    Args:
        anchor: what it lies under.
        table: the jobs.
        view: where the job is gone to.
        show: filters otherwise.
        tr: the words.
    """

    def __init__(
        self,
        anchor: QWidget,
        table: JobTable,
        view: JobTableView,
        show: Callable[[JobFilter], None],
        tr: Texts,
    ) -> None:
        super().__init__(anchor, tr("Go to job"), stays=False)
        self._table = table
        self._view = view
        self._show_filter = show
        self._tr = tr
        self._wanted: Job | None = None
        self._searched = False
        self.number = QLineEdit()
        self.number.setAccessibleName(tr("Job number"))
        self.number.setPlaceholderText(tr("Job number"))
        self.go = QPushButton(tr("Go"))
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.show_it = QPushButton(tr("Show it"))
        self._lay_out()
        self.number.returnPressed.connect(self._go)
        self.number.textEdited.connect(lambda _text: self._tell(""))
        self.go.clicked.connect(self._go)
        self.show_it.clicked.connect(self._show_hidden)
        table.busy_changed.connect(self._look_again)

    def ask(self) -> None:
        """Ask for the number."""
        self._tell("")
        self.pop_up()
        self.number.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.number.selectAll()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        line = QHBoxLayout()
        line.addWidget(self.number, 1)
        line.addWidget(self.go)
        layout.addLayout(line)
        layout.addWidget(self.told)
        layout.addWidget(self.show_it, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(320)

    def _tell(self, text: str, *, hidden: Job | None = None) -> None:
        self._wanted = hidden
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self.number.setAccessibleDescription(text)
        self.show_it.setVisible(hidden is not None)
        if self.isVisible():
            self.pop_up()

    def _go(self) -> None:
        typed = unicodedata.normalize("NFKC", self.number.text()).strip().lstrip("#")
        if not typed.isascii() or not typed.isdecimal() or len(typed) > _MOST_DIGITS:
            self._tell(self._tr("A job number has digits only"))
            return
        job = self._table.job(int(typed))
        if job is None:
            self._tell(self._nothing_there(int(typed)))
        elif not self._gone_to(job):
            self._tell(self._hidden(job), hidden=job)
            self.show_it.setFocus(Qt.FocusReason.OtherFocusReason)

    def _gone_to(self, job: Job) -> bool:
        """Go to a job; False if it is not shown."""
        if self._table.pending and self._table.row_of(job.number) is None:
            self._table.show_pending()
        place = self._table.row_of(job.number)
        if place is None:
            return False
        self.put_away()
        self._view.selectRow(place)
        hint = QAbstractItemView.ScrollHint.PositionAtCenter
        self._view.scrollTo(self._view.currentIndex(), hint)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _nothing_there(self, number: int) -> str:
        low, high = self._table.numbers_between()
        if not high:
            return self._tr("There are no jobs")
        return self._tr(
            "There is no job {number} on the board; its jobs are {low} to {high}",
            number=number,
            low=low,
            high=high,
        )

    def _hidden(self, job: Job) -> str:
        tr, chosen = self._tr, self._table.filter
        hiding = [part for part in chosen.parts() if not part.accepts(job)]
        parts = tr(", ").join(part_words(part, tr) for part in hiding)
        state = tr(JOB_LOOKS[job.state].word)
        return tr(
            "Job {number} ({state}) is hidden by {parts}",
            number=job.number,
            state=state,
            parts=parts,
        )

    def _show_hidden(self) -> None:
        """Leave out what hides the job, and go to it as soon as it is found."""
        job, chosen = self._wanted, self._table.filter
        if job is None:
            return
        for part in chosen.parts():
            if not part.accepts(job):
                chosen = chosen.without(part)
        self._searched = True
        self._show_filter(chosen)
        self._look_again()

    def _look_again(self) -> None:
        if not self._searched or self._wanted is None:
            return
        if self._gone_to(self._wanted) or not self._table.is_searching:
            self._searched = False
