# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions on selected jobs: in the context menu, in the [ジョブ] menu and on the keyboard."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QAction

from jlook_client.tables.job_moves import JOB_MOVES, JobMove
from jlook_client.views.acts_calls import ActsCalls, role_hindrance
from jmss.model.jobs import Job, JobState
from jmss.texts import Texts

MOST_AT_ONCE = 10_000
"""More jobs than this are not acted on in one go; each is an operation of its own."""


class Selected(Protocol):
    """What the actions ask of a selection."""

    def selected_count(self) -> int:
        """Give how many jobs are selected."""
        ...

    def selected_jobs(self) -> Sequence[Job]:
        """Give the selected jobs, each made when it is asked for."""
        ...

    def selected_numbers(self) -> list[int]:
        """Give their numbers."""
        ...

    def selected_states(self) -> set[JobState]:
        """Give the states that they are in."""
        ...


class JobActions(QObject):
    """Knows which actions are possible for the selected jobs, and says why others are not."""

    hindrances_changed = pyqtSignal()
    """Some action has become possible, or is not possible for another reason."""

    def __init__(
        self,
        selected: Selected,
        *,
        calls: ActsCalls,
        begin: Callable[[str], None],
        view_output: Callable[[int], None],
        tr: Texts,
        parent: QObject,
    ) -> None:
        """Build the actions, all disabled.

        Args:
            selected: the selected jobs.
            calls: says what the role allows.
            begin: carries out ``hold`` … ``settle`` on the selected jobs, or asks first.
            view_output: opens the output of a job.
            tr: the words.
            parent: the Qt parent.
        """
        super().__init__(parent)
        self._selected = selected
        self._calls = calls
        self._begin = begin
        self._view_output = view_output
        self._view_detail: Callable[[int], None] | None = None
        self._tr = tr
        self._live = True
        self._hindrances: list[str] = []
        self._asked_of: tuple[object, ...] = ()
        """What they were found for; it is asked at each change of a number."""
        self._moves: list[tuple[JobMove, QAction]] = []
        for move in JOB_MOVES:
            action = QAction(tr(move.word), self)
            action.setObjectName(move.kind)
            action.triggered.connect(lambda _checked, kind=move.kind: self.carry_out(kind))
            self._moves.append((move, action))
        self.output = QAction(tr("View output"), self)
        self.output.setObjectName("output")
        self.output.triggered.connect(self.open_output)
        self.detail = QAction(tr("Job details"), self)
        self.detail.setObjectName("detail")
        self.detail.triggered.connect(self.open_detail)
        self.refresh()

    @property
    def all(self) -> list[QAction]:
        """The actions in the order of a menu; ``objectName`` is the kind."""
        details = [] if self._view_detail is None else [self.detail]
        return [*(action for _, action in self._moves), self.output, *details]

    def offer_details(self, view_detail: Callable[[int], None]) -> None:
        """Offer to open the details of a job; not where they are open already."""
        self._view_detail = view_detail
        self._hindrances, self._asked_of = [], ()
        self.refresh()

    def set_live(self, *, live: bool) -> None:
        """Tell whether the link is up: nothing can be asked while it is not."""
        self._live = live
        self.refresh()

    def refresh(self) -> None:
        """Enable what is possible for the jobs that are selected now."""
        states, count = self._selected.selected_states(), self._selected.selected_count()
        started = count == 1 and bool(self._selected.selected_jobs()[0].attempt)
        asked_of = (states, count, started, self._live, self._calls.role)
        if asked_of == self._asked_of:
            return
        self._asked_of = asked_of
        hindrances = [self._hindrance(states, move) for move, _ in self._moves]
        hindrances += [self._output_hindrance(), self._detail_hindrance()]
        if hindrances == self._hindrances:
            return
        self._hindrances = hindrances
        for action, hindrance in zip(self.all, hindrances, strict=False):
            self._set(action, hindrance)
        self.hindrances_changed.emit()

    def open_output(self) -> None:
        """View the output of the selected job."""
        if not self._output_hindrance():
            self._view_output(self._selected.selected_jobs()[0].number)

    def open_detail(self) -> None:
        """View the details of the selected job, or its output where there are none."""
        if self._view_detail is None:
            self.open_output()
        elif not self._detail_hindrance():
            self._view_detail(self._selected.selected_jobs()[0].number)

    def carry_out(self, kind: str) -> None:
        """Carry out an action on the selected jobs; nothing happens while the link is down."""
        if kind == "output":
            self.open_output()
            return
        if kind == "detail":
            self.open_detail()
            return
        if 0 < self._selected.selected_count() <= MOST_AT_ONCE and self._live:
            self._begin(kind)

    def _hindrance(self, states: set[JobState], move: JobMove) -> str:
        """Say why a move is not possible; empty when it is, for one of the jobs at least."""
        forbidden = role_hindrance(self._calls, move.operation, self._tr)
        if forbidden:
            return forbidden
        if not states:
            return self._tr("No job is selected.")
        if not any(map(move.allowed, states)):
            return self._tr(move.refusal)
        if self._selected.selected_count() > MOST_AT_ONCE:
            return self._tr("At most {n} jobs can be acted on at once.", n=MOST_AT_ONCE)
        return "" if self._live else self._tr("Not connected to the JMSS server.")

    def _output_hindrance(self) -> str:
        if self._selected.selected_count() != 1:
            return self._tr("Select one job to view its output.")
        if not self._selected.selected_jobs()[0].attempt:
            return self._tr("The job has no output yet: it has not started.")
        return "" if self._live else self._tr("Not connected to the JMSS server.")

    def _detail_hindrance(self) -> str:
        if self._selected.selected_count() != 1:
            return self._tr("Select one job to view its details.")
        return ""  # what is known of it can be read without a link too

    def _set(self, action: QAction, hindrance: str) -> None:
        action.setEnabled(not hindrance)
        action.setToolTip(hindrance or action.text())
        action.setStatusTip(hindrance)
