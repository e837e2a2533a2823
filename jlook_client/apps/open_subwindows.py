# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens subwindows in the main window, each built by its kind, and knows which are there."""

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QMdiSubWindow, QWidget

from jlook_client.apps.desk_parts import DeskParts
from jlook_client.settings import Settings
from jlook_client.views.job_information import JobInformation
from jlook_client.views.sub_window import SubWindow
from jlook_client.views.subwindow_kind import AboutJob, SubwindowKind
from jlook_client.views.table_view import TableView

T = TypeVar("T")


class Subwindows(QObject):
    """Knows no view but job information, which the job menu and the settings are about.

    Args:
        d: the desk's parts.
        settings: how the subwindows were left.
    """

    jobs_changed = pyqtSignal()
    """``jobs`` is another one, or what is selected in it is."""

    def __init__(self, d: DeskParts, settings: Settings) -> None:
        super().__init__(d.window)
        self._d = d
        self._columns = settings.columns
        self._area = d.window.area
        self._kinds: dict[str, SubwindowKind] = {}
        self._about_job: dict[str, AboutJob] = {}
        self._jobs: JobInformation | None = None
        self._area.subWindowActivated.connect(self._note_active)

    @property
    def jobs(self) -> JobInformation:
        """The job information subwindow that was used last; the job menu is about it."""
        assert self._jobs is not None  # the first one is open from the start and only ever hides
        return self._jobs

    def offer(self, kinds: Sequence[SubwindowKind], about_jobs: Sequence[AboutJob]) -> None:
        """Take the kinds, and open those that are there from the start.

        Args:
            kinds: in the order of the menu.
            about_jobs: those about one job each.
        """
        self._kinds = {kind.name: kind for kind in kinds}
        self._about_job = {kind.name: kind for kind in about_jobs}
        opened = [self._add(kind) for kind in kinds if kind.default]
        self._area.setActiveSubWindow(opened[0])
        self._d.window.view_menu.offer_kinds(kinds, self.open)

    def open(self, name: str) -> None:
        """Bring up the subwindow of the kind of that name."""
        window = self._area.windows.get(name) or self._add(self._kinds[name])
        self._area.set_shown(window.key, shown=True)

    def open_about(self, name: str, number: int) -> None:
        """Bring up the subwindow of the kind of that name about the job of that number."""
        kind, key = self._about_job[name], f"{name}-{number}"
        if key in self._area.windows:
            self._area.set_shown(key, shown=True)
            return
        view, title = kind.build(number), self._d.tr(kind.title, number=number)
        self._adopt(view)
        add = self._d.window.add_subwindow
        add(key, view, title, kind.glyph, ages=kind.ages, passing=True)

    def show_only(self, numbers: frozenset[int]) -> None:
        """Show these jobs in the job information subwindow."""
        self.jobs.show_only(numbers)

    def tell_outcome(self, kind: str, done: int, problems: list[str]) -> None:
        """Say below the jobs what became of an action (``JobActs``)."""
        self.jobs.tell_outcome(kind, done, problems)

    def tell(self, text: str) -> None:
        """Say something else below the jobs."""
        self.jobs.tell(text)

    def columns(self) -> dict[str, dict[str, object]]:
        """Give order, widths and hidden columns of each table of jobs, by its subwindow's key."""
        return {
            key: window.view.columns_state()
            for key, window in self._area.windows.items()
            if isinstance(window.view, JobInformation)
        }

    def _add(self, kind: SubwindowKind) -> SubWindow:
        key, view = kind.name, kind.build()
        self._adopt(view)
        if isinstance(view, JobInformation):
            self._follow(key, view)
        add = self._d.window.add_subwindow
        return add(key, view, self._d.tr(kind.title), kind.glyph, ages=kind.ages)

    def _adopt(self, view: QWidget) -> None:
        """Let the models of a view, their timers too, end with it."""
        for inner in view.findChildren(TableView):
            inner.table.setParent(view)
            inner.table.destroyed.connect(partial(self._forget, inner.table))

    def _forget(self, table: object) -> None:
        _without(self._d.mirror.watchers, table)
        _without(self._d.timeline.watchers, table)

    def _follow(self, key: str, view: JobInformation) -> None:
        view.restore_columns(self._columns.get(key, {}))
        table = view.table
        for signal in (table.counts_changed, table.selection_changed):
            signal.connect(partial(self._tell_of, view))
        self._jobs = self._jobs or view

    def _tell_of(self, view: JobInformation) -> None:
        if view is self._jobs:
            self.jobs_changed.emit()

    def _note_active(self, window: QMdiSubWindow | None) -> None:
        view = window.view if isinstance(window, SubWindow) else None
        if isinstance(view, JobInformation) and view is not self._jobs:
            self._jobs = view
            self.jobs_changed.emit()


def _without(watchers: list[T], one: object) -> None:
    watchers[:] = [watcher for watcher in watchers if watcher is not one]
