# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens subwindows in the main window, each built by its kind, and knows which are there."""

from collections.abc import Sequence
from functools import partial
from itertools import count
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QMdiSubWindow, QWidget

from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.kept_settings import KeptSettings
from jlook_client.lines import Severity
from jlook_client.tables.job_filter import JobFilter
from jlook_client.views.job_information import JobInformation
from jlook_client.views.sub_window import Remembers, Stay, SubWindow
from jlook_client.views.subwindow_kind import AboutJob, SubwindowKind
from jlook_client.views.table_view import TableView
from jmss.errors import N_

_MARK = "-"
"""Stands between the name of a kind and the number of a further subwindow of it."""
_LONG = 40
"""So many letters of a job's name stand in a title."""


class Subwindows(QObject):
    """Knows no view but job information, which the job menu and the settings are about.

    Args:
        d: the desk's parts.
        settings: how the subwindows were left; where they are kept.
    """

    jobs_changed = pyqtSignal()
    """``jobs`` is another one, or what is selected in it is."""

    def __init__(self, d: DeskParts, settings: KeptSettings) -> None:
        super().__init__(d.window)
        self._d = d
        self._settings = settings
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
        first, *_ = [self._add(kind, kind.name) for kind in kinds if kind.default]
        for key in self._settings.now.opened:
            self._reopen(key)
        self._area.setActiveSubWindow(first)
        self._d.window.view_menu.offer_kinds(kinds, self.open)
        self._d.window.window_menu.offer_several(kinds, self.open_another)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Give the names of the kinds in the order of the menu."""
        return tuple(self._kinds)

    @property
    def kinds_about_jobs(self) -> tuple[str, ...]:
        """Give the names of the kinds that are about one job each."""
        return tuple(self._about_job)

    def open(self, name: str) -> None:
        """Bring up the subwindow of the kind of that name."""
        window = self._area.windows.get(name) or self._add(self._kinds[name], name)
        self._area.set_shown(window.key, shown=True)

    def open_another(self, name: str) -> None:
        """Open a further subwindow of the kind of that name."""
        keys = (f"{name}{_MARK}{number}" for number in count(2))
        key = next(key for key in keys if key not in self._area.windows)
        self._add(self._kinds[name], key)
        self._area.set_shown(key, shown=True)

    def open_about(self, name: str, number: int) -> None:
        """Bring up the subwindow of the kind of that name about the job of that number."""
        kind, key = self._about_job[name], f"{name}-{number}"
        if key in self._area.windows:
            self._area.set_shown(key, shown=True)
            return
        view, title = kind.build(number), self._title_about(kind, number)
        self._adopt(view)
        add = self._d.window.add_subwindow
        add(key, view, title, kind.glyph, ages=kind.ages, stay=Stay.PASSING)

    def _title_about(self, kind: AboutJob, number: int) -> str:
        """Name the job as well: an operator knows jobs by their names."""
        tr, job = self._d.tr, self._d.mirror.jobs.get(number)
        title = tr(kind.title, number=number)
        if job is None:
            return title
        name = job.name if len(job.name) <= _LONG else f"{job.name[:_LONG]}…"
        return tr("{title}: {name}", title=title, name=name)

    def select_jobs(self, numbers: Sequence[int]) -> None:
        """Bring up the job information subwindow with these jobs selected."""
        jobs = self.jobs
        key = next(key for key, window in self._area.windows.items() if window.view is jobs)
        self._area.set_shown(key, shown=True)
        jobs.select_jobs(numbers)

    def show_only(self, numbers: frozenset[int]) -> None:
        """Show these jobs in the job information subwindow."""
        self.jobs.show_only(numbers)

    def show_queue(self, name: str) -> None:
        """Show the jobs of a queue in the job information subwindow."""
        self.jobs.table.set_filter(JobFilter(queue=name))
        self.jobs.bar.show_filter()
        self.bring_up(self.jobs)

    def bring_up(self, view: QWidget) -> None:
        """Bring the subwindow of a view to the front."""
        for key, window in self._area.windows.items():
            if window.view is view:
                self._area.set_shown(key, shown=True)

    def remembered(self) -> dict[str, Any]:
        """Give what the settings keep of the subwindows: which are open, how each view was left."""
        windows = {
            key: window
            for key, window in self._area.windows.items()
            if window.stay is not Stay.PASSING
        }
        opened = [
            key
            for key, window in windows.items()
            if not self._is_default(key) and key not in self._area.hidden
        ]
        views = {key: view for key, view in self._settings.now.views.items() if key in self._kinds}
        for key, window in windows.items():
            if isinstance(window.view, Remembers):
                views[key] = window.view.remembered()
        return {"opened": tuple(opened), "views": views}

    def _is_default(self, key: str) -> bool:
        return key in self._kinds and self._kinds[key].default

    def _reopen(self, key: str) -> None:
        """Open a subwindow that was open at the end; a kind of a newer JLook is passed over."""
        name, mark, _number = key.partition(_MARK)
        kind = self._kinds.get(name)
        if kind is not None and key not in self._area.windows and (kind.several or not mark):
            self._add(kind, key)

    def _add(self, kind: SubwindowKind, key: str) -> SubWindow:
        view = kind.build()
        self._adopt(view)
        if isinstance(view, JobInformation):
            self._follow(view)
        title = self._d.tr(kind.title)
        _name, extra, number = key.partition(_MARK)
        if extra:
            title = self._d.tr("{title} ({number})", title=title, number=number)
        self._recall(key, view, title)
        stay = Stay.EXTRA if extra else Stay.KEPT
        return self._d.window.add_subwindow(key, view, title, kind.glyph, ages=kind.ages, stay=stay)

    def _recall(self, key: str, view: QWidget, title: str) -> None:
        left = self._settings.now.views.get(key)
        if left is None or not isinstance(view, Remembers):
            return
        try:
            view.recall(left)
        except (TypeError, ValueError, KeyError, AttributeError):
            self._d.say(
                Severity.WARNING,
                N_("How “{title}” was left could not be read; the settings are kept as {file}"),
                title=title,
                file=self._settings.set_aside_copy(),
            )

    def _adopt(self, view: QWidget) -> None:
        """Let the models of a view, their timers too, end with it."""
        # Lists, not whoever has them: at the end of all, these may be gone before the models.
        watchers = (self._d.mirror.watchers, self._d.timeline.watchers)
        for inner in view.findChildren(TableView):
            inner.table.setParent(view)
            inner.table.destroyed.connect(partial(_forget, watchers, inner.table))

    def _follow(self, view: JobInformation) -> None:
        table = view.table
        hindrances_changed = view.actions_on_jobs.hindrances_changed
        for signal in (table.counts_changed, table.selection_changed, hindrances_changed):
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


def _forget(watchers: tuple[list[Any], ...], table: object) -> None:
    for each in watchers:
        each[:] = [watcher for watcher in each if watcher is not table]
