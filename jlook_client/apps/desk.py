# SPDX-License-Identifier: GPL-3.0-or-later
"""JLook as one object: everything is built here and joined here, nowhere else.

The subwindows are listed in ``apps/subwindows.py``.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

from PyQt6.QtWidgets import QApplication

from jlook_client.acts import Acts
from jlook_client.apps.acting import Acting
from jlook_client.apps.address import Aim
from jlook_client.apps.asked_jobs import AskedJobs
from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.first_paint import Opened
from jlook_client.apps.freed_memory import FreedMemory, give_back
from jlook_client.apps.habits import Habits
from jlook_client.apps.job_menu_joint import JobMenuJoint
from jlook_client.apps.kept_settings import KeptSettings, say_how_loaded
from jlook_client.apps.last_board import LastBoard
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.marks_seen import MarksSeen
from jlook_client.apps.open_subwindows import Subwindows
from jlook_client.apps.other_programs import OtherPrograms
from jlook_client.apps.programs import Program
from jlook_client.apps.shared_finding import shared_finding
from jlook_client.apps.subwindows import desk_kinds, kinds_about_jobs
from jlook_client.apps.system_keyring import SystemKeyring
from jlook_client.apps.undoing import Undoing
from jlook_client.away import Away
from jlook_client.clock import Clock
from jlook_client.connection import ConnectionWatcher
from jlook_client.lines import Severity
from jlook_client.mirror import MirrorWatcher
from jlook_client.settings import Settings, SettingsFile
from jlook_client.tables.jobs import JobTable
from jlook_client.views.job_information import JobInformation
from jlook_client.views.job_menu import JobEntry
from jlook_client.views.main_calls import MainCalls
from jlook_client.views.main_window import MainWindow
from jmss.link.view import LinkView
from jmss.settings import Site


class Desk(ConnectionWatcher, MirrorWatcher):
    """One JLook: its window, its connection, and the joints between them.

    Args:
        app: the Qt application, or with it the window that was painted already; it is dressed here.
        site: where the JMSS server is to be found.
        settings_file: what is remembered from one start to the next.
        wishes: what the command line asks for.
        clock: both clocks.
        aim: how the server is remembered once it was live, and what this computer's site file
            says, of whichever server; None: ``site`` is all, and nothing is remembered.
        keyring: the computer's; a test hands in another one.
        site_file: the site that other windows are to be opened with.
        boards: where the last board of each server is kept; None: nowhere.
    """

    def __init__(
        self,
        app: QApplication | Opened,
        site: Site,
        settings_file: SettingsFile,
        *,
        wishes: Wishes | None = None,
        clock: Clock | None = None,
        aim: Aim | None = None,
        keyring: SystemKeyring | None = None,
        site_file: Path | None = None,
        boards: Path | None = None,
    ) -> None:
        self._opened = app if isinstance(app, Opened) else None
        if self._opened is not None:
            self._opened.window.setUpdatesEnabled(False)  # until all is in its place
        self._last_board: LastBoard | None = None
        self._base = base = LinkedProgram(
            app,
            site,
            settings_file,
            wishes=wishes,
            clock=clock,
            aim=aim,
            keyring=keyring,
            site_file=site_file,
        )
        self.tr, self.looks = base.tr, base.looks
        self.mirror, self.timeline = base.mirror, base.timeline
        self.server, self.connection = base.server, base.connection
        self.settings = KeptSettings(settings_file, base.loaded.settings, base.say_not_saved)
        self.window = self._built_window()
        base.use(self.window)
        self.parts = DeskParts(
            tr=self.tr,
            looks=self.looks,
            clock=base.clock,
            times=base.times,
            mirror=self.mirror,
            timeline=self.timeline,
            connection=self.connection,
            window=self.window,
        )
        self.subwindows = self._built_subwindows()
        self.habits = Habits(
            self.parts, self.settings, base.colours.wear_again, lambda: self.server.user
        )
        OtherPrograms(base, Program.JLOOK, site_file=site_file).offer(self.window)
        self._join()
        base.say_language()
        say_how_loaded(base.loaded, base.say)
        if boards is not None:
            self._last_board = last = LastBoard(boards, self.server.target, self.parts)
            base.aimed = lambda: last.aim(self.server.target)
            last.recall()

    @property
    def jobs(self) -> JobInformation:
        """The job information subwindow that was used last."""
        return self.subwindows.jobs

    @property
    def job_table(self) -> JobTable:
        """Its model."""
        return self.subwindows.jobs.table

    @property
    def users(self) -> tuple[str, ...]:
        """The names of people that this desk knows: of the login, at servers, of jobs' owners."""
        known = self._base.users.union(self.job_table.names_in("owner"))
        return tuple(sorted(filter(None, known)))

    def offer_bundle(self, save: Callable[[], None]) -> None:
        """Offer to save a log bundle."""
        self.habits.own.offer_bundle(save)

    def show_jobs(self, numbers: frozenset[int]) -> None:
        """Show these jobs, once all that the server has is known."""
        self._asked_jobs.show(numbers)

    async def run(self) -> None:
        """Keep the link up until cancelled."""
        if self._last_board is None:
            await self.connection.run()
            return
        keeping = asyncio.ensure_future(self._last_board.run())
        try:
            await self.connection.run()
        finally:
            keeping.cancel()

    def show(self) -> None:
        """Open the window."""
        self.window.show()

    def close(self) -> None:
        """Keep the last board, and take the window and the looks down in order."""
        if self._last_board is not None:
            self._last_board.save_last()
        self.habits.end()
        self._base.close()

    # What the connection tells.

    def link_changed(self, view: LinkView) -> None:
        """Show the link; a window that was painted before the rest is painted from now on."""
        self._base.link_changed(view)
        self.window.setUpdatesEnabled(True)

    def came_back(self, away: Away) -> None:
        """Show what happened meanwhile."""
        self._base.came_back(away)

    # Building.

    def _built_window(self) -> MainWindow:
        choice, base = self._base.choice(), self._base
        calls = MainCalls(
            link=base.link_calls(),
            connect_to=choice.connect_to,
            show_changed=self._show_only,
            jobs={entry: partial(self._act_on_jobs, entry) for entry in JobEntry},
            servers=choice.calls(),
            wear=base.colours.wear,
            save=self._save,
        )
        settings = self.settings.now
        window = self._opened.window if self._opened else MainWindow(self.tr, settings)
        window.furnish(self.looks, base.clock, calls, settings, version=version("jlook"))
        return window

    def _built_subwindows(self) -> Subwindows:
        acting = self.acting = Acting(
            self.connection, self.mirror, Acts(), self._base.clock.wall_now
        )
        MarksSeen(acting.acts, self.mirror)
        Undoing(acting, self.connection, self.mirror, self.window.edit_menu, self.tr)
        subwindows = Subwindows(self.parts, self.settings)
        warn = partial(self._base.say, Severity.WARNING)
        finding = shared_finding(self.settings, lambda: self.server.user, warn)
        kinds = desk_kinds(self.parts, acting, subwindows, finding)
        subwindows.offer(kinds, kinds_about_jobs(self.parts, acting, subwindows))
        return subwindows

    def _join(self) -> None:
        self.connection.watchers.append(self)
        self.mirror.watchers.append(self)
        FreedMemory(self.mirror, give_back, self.window)
        self._asked_jobs = AskedJobs(self.connection, self._show_only)
        self._job_menu = JobMenuJoint(self.parts, self.subwindows)
        self.habits.notifier.open_jobs = self._show_only

    # Joints.

    def replaced(self) -> None:
        """Show the first jobs as soon as they are there (``MirrorWatcher``)."""
        if self.mirror.is_collecting:
            self.window.grow()

    def _show_only(self, numbers: frozenset[int]) -> None:
        self.subwindows.show_only(numbers)

    def _act_on_jobs(self, entry: JobEntry) -> None:
        self._job_menu.carry_out(entry)

    def _save(self, settings: Settings) -> None:
        self.settings.keep_window(settings, **self.subwindows.remembered())
