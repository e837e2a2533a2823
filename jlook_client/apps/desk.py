# SPDX-License-Identifier: GPL-3.0-or-later
"""JLook as one object: everything is built here and joined here, nowhere else.

The subwindows are listed in ``apps/subwindows.py``.
"""

import asyncio
import getpass
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from PyQt6.QtWidgets import QApplication

from jlook_client.acts import Acts
from jlook_client.apps.acting import Acting
from jlook_client.apps.address import Aim
from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.first_paint import Opened, readable
from jlook_client.apps.freed_memory import FreedMemory, give_back
from jlook_client.apps.habits import Habits
from jlook_client.apps.job_menu_joint import JobMenuJoint
from jlook_client.apps.kept_settings import KeptSettings, say_how_loaded
from jlook_client.apps.last_board import LastBoard
from jlook_client.apps.network_flag import NetworkFlag, is_on_this_machine
from jlook_client.apps.open_subwindows import Subwindows
from jlook_client.apps.server_choice import ServerChoice
from jlook_client.apps.server_times import ServerTimes
from jlook_client.apps.shared_finding import shared_finding
from jlook_client.apps.subwindows import desk_kinds, kinds_about_jobs
from jlook_client.apps.system_keyring import SystemKeyring
from jlook_client.apps.undoing import Undoing
from jlook_client.apps.watched_server import ServerJoints, WatchedServer
from jlook_client.apps.worn_colours import WornColours
from jlook_client.away import Away
from jlook_client.clock import Clock
from jlook_client.connection import Connection, ConnectionWatcher
from jlook_client.lines import Severity
from jlook_client.looks import Looks
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.settings import Settings, SettingsFile, Theme
from jlook_client.tables.jobs import JobTable
from jlook_client.timeline import Timeline
from jlook_client.views.dress import dress, is_dark, undress
from jlook_client.views.job_information import JobInformation
from jlook_client.views.job_menu import JobEntry
from jlook_client.views.link_calls import LinkCalls
from jlook_client.views.main_calls import MainCalls
from jlook_client.views.main_window import MainWindow
from jmss.errors import N_
from jmss.link.view import LinkState, LinkView
from jmss.settings import Site
from jmss.texts import Texts, chosen_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks for, over what the settings say."""

    language: str | None = None
    theme: Theme | None = None


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
        self._opened: Opened | None = None
        if isinstance(app, Opened):
            self._opened, app = app, app.app
            self._opened.window.setUpdatesEnabled(False)  # until all is in its place
        self._app: QApplication = app
        self._settings_file = settings_file
        self._clock = clock or Clock()
        self._site_file = site_file
        self._last_board: LastBoard | None = None
        wishes = wishes or Wishes()
        loaded = settings_file.load()
        settings = loaded.settings
        self.settings = KeptSettings(settings_file, settings, self._say_not_saved)
        theme = wishes.theme or settings.theme
        wanted = chosen_language(wishes.language or settings.language or None)
        language = readable(wanted)
        self.tr = self._opened.tr if self._opened else Texts(language)
        self.looks = Looks(dark=is_dark(theme, app))
        dress(app, self.looks, settings.font_points)
        self._colours = WornColours(app, self.looks, theme)
        self.mirror = Mirror()
        self.timeline = Timeline()
        self._keyring = keyring or SystemKeyring()
        self.server = WatchedServer(
            site,
            home=aim.home if aim else site,
            profile=aim.profile if aim else None,
            file=settings_file,
            keyring=self._keyring,
            joints=ServerJoints(
                dial=self._dial,
                aimed=self._aim,
                changed=self._look_again,
                say=self._say_and_tell,
            ),
        )
        self.connection = self._connected()
        self._network = NetworkFlag(self._network_is_back)
        self.window = self._built_window()
        self.parts = DeskParts(
            tr=self.tr,
            looks=self.looks,
            clock=self._clock,
            times=ServerTimes(self._clock, self.connection),
            mirror=self.mirror,
            timeline=self.timeline,
            connection=self.connection,
            window=self.window,
        )
        self.subwindows = self._built_subwindows()
        self.habits = Habits(
            self.parts, self.settings, self._colours.wear_again, lambda: self.server.user
        )
        self._join()
        if language != wanted:
            self.window.tell(self.tr("No Japanese font is installed; JLook speaks English."))
        say_how_loaded(loaded, self._say)
        if boards is not None:
            self._last_board = LastBoard(boards, self.server.target, self.parts)
            self._last_board.recall()

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
        known = {getpass.getuser(), self.server.user}
        known.update(profile.user for profile in self.settings.now.profiles)
        known.update(self.job_table.names_in("owner"))
        return tuple(sorted(filter(None, known)))

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
        self._keyring.end()
        undress(self._app, [self.window])

    # What the connection tells.

    def link_changed(self, view: LinkView) -> None:
        """Show the link."""
        try:
            self.server.link_changed(view)
        except OSError as error:
            self._say_not_saved(error)
        self.window.show_link(view, self._clock.now())
        self.window.setUpdatesEnabled(True)

    def came_back(self, away: Away) -> None:
        """Show what happened meanwhile."""
        self.window.show_away(away)

    # Building.

    def _connected(self) -> Connection:
        agent = _agent()
        return Connection(
            target=self.server.target,
            dialler=self.server.dialler(agent),
            mirror=self.mirror,
            timeline=self.timeline,
            user=self.server.user,
            agent=agent,
            clock=self._clock,
            keep_ticket=self.server.keep_ticket,
        )

    def _built_window(self) -> MainWindow:
        choice = ServerChoice(
            self.server,
            self.connection,
            lambda: self.window,
            file=self._settings_file,
            keyring=self._keyring,
            site_file=self._site_file,
            tr=self.tr,
        )
        calls = MainCalls(
            link=LinkCalls(
                view=lambda: self.connection.view,
                connect_now=self.connection.connect_now,
                stop_retrying=self.connection.stop_retrying,
                resume_retrying=self.connection.connect_now,
                offline=self._is_offline,
                question=lambda: self.server.question,
                enter_token=self.server.enter_token,
            ),
            connect_to=choice.connect_to,
            show_changed=self._show_only,
            jobs={entry: partial(self._act_on_jobs, entry) for entry in JobEntry},
            servers=choice.calls(),
            wear=self._colours.wear,
            save=self._save,
        )
        settings = self.settings.now
        window = self._opened.window if self._opened else MainWindow(self.tr, settings)
        window.furnish(self.looks, self._clock, calls, settings, version=version("jlook"))
        return window

    def _built_subwindows(self) -> Subwindows:
        acting = self.acting = Acting(self.connection, self.mirror, Acts(), self._clock.wall_now)
        Undoing(acting, self.connection, self.mirror, self.window.edit_menu, self.tr)
        subwindows = Subwindows(self.parts, self.settings)
        warn = partial(self._say, Severity.WARNING)
        finding = shared_finding(self.settings, lambda: self.server.user, warn)
        kinds = desk_kinds(self.parts, acting, subwindows, finding)
        subwindows.offer(kinds, kinds_about_jobs(self.parts, acting, subwindows))
        return subwindows

    def _join(self) -> None:
        self.connection.watchers.append(self)
        self.mirror.watchers.append(self)
        FreedMemory(self.mirror, give_back, self.window)
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

    def _dial(self) -> None:
        self.connection.connect_now()

    def _look_again(self) -> None:
        self.window.look_again()

    def _aim(self) -> None:
        """Aim everything at another server; nothing of the last one goes along."""
        server = self.server
        if self._last_board is not None:
            self._last_board.aim(server.target)
        self.connection.aim(server.target, server.dialler(_agent()), server.user)

    def _is_offline(self) -> bool:
        """Whether the network that the server is on is away, as far as the system knows."""
        return not is_on_this_machine(self.server.site) and self._network.is_offline()

    def _network_is_back(self) -> None:
        if self.connection.view.state is LinkState.WAITING:
            self.connection.connect_now()

    def _save(self, settings: Settings) -> None:
        self.settings.keep_window(settings, **self.subwindows.remembered())

    def _say_not_saved(self, error: OSError) -> None:
        self._say(
            Severity.WARNING, N_("The settings could not be saved: {why}"), why=error.strerror
        )

    def _say_and_tell(self, severity: Severity, template: str, **fields: object) -> None:
        self._say(severity, template, **fields)
        self.window.tell(self.tr(template, **fields))

    def _say(self, severity: Severity, template: str, **fields: object) -> None:
        self.timeline.say(self._clock.wall_now(), severity, template, **fields)


def _agent() -> str:
    """Name the program as a server's log and audit log are to know it."""
    return f"JLook/{version('jlook')}"
