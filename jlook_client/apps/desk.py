# SPDX-License-Identifier: GPL-3.0-or-later
"""JLook as one object: everything is built here and joined here, nowhere else.

To add a subwindow, write its model in ``tables/`` and its widget in ``views/``, build both
in ``_fill`` and give them a place in ``views/layout.py``.
"""

import asyncio
import ipaddress
import uuid
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import msgspec
from PyQt6.QtWidgets import QApplication

from jlook_client.apps.address import Aim
from jlook_client.apps.board_keeper import BoardKeeper
from jlook_client.apps.first_paint import Opened, readable
from jlook_client.apps.job_acts import JobActs
from jlook_client.apps.network_flag import NetworkFlag
from jlook_client.apps.other_window import OtherWindow
from jlook_client.apps.outage_export import OutageExport
from jlook_client.apps.profile_book import ProfileBook
from jlook_client.apps.servers import Servers
from jlook_client.apps.system_keyring import SystemKeyring
from jlook_client.apps.watched_server import ServerJoints, WatchedServer
from jlook_client.away import Away
from jlook_client.clock import Clock
from jlook_client.connection import Connection, ConnectionWatcher
from jlook_client.lines import Severity
from jlook_client.looks import Looks
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.saved_board import BoardFolder, Head, head_of
from jlook_client.settings import Settings, SettingsFile, Theme
from jlook_client.tables.jobs import JobTable
from jlook_client.tables.log import LogTable
from jlook_client.tables.machines import MachineTable
from jlook_client.tables.times import clock_text
from jlook_client.timeline import Timeline
from jlook_client.views.blind_periods import BlindPeriods
from jlook_client.views.dress import change_colours, dress, is_dark, undress
from jlook_client.views.entries import Entry
from jlook_client.views.event_log import EventLog
from jlook_client.views.failover_history import FailoverHistory
from jlook_client.views.job_information import JobInformation
from jlook_client.views.job_menu import JobEntry
from jlook_client.views.job_output import JobOutput
from jlook_client.views.link_calls import LinkCalls
from jlook_client.views.machines import Machines
from jlook_client.views.main_calls import MainCalls
from jlook_client.views.main_window import MainWindow
from jmss.errors import N_, BadConfiguration, JmssError
from jmss.link.dial import Target
from jmss.link.view import UP, LinkState, LinkView
from jmss.settings import Site
from jmss.texts import Texts, chosen_language
from jmss.wire.messages import Output

OUTPUT_WAIT = 5.0
"""Seconds that the server keeps a question for output open when there is none yet."""


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
        self._boards = boards
        self._recalled: Head | None = None
        self._keeper: BoardKeeper | None = None
        wishes = wishes or Wishes()
        loaded = settings_file.load()
        settings = loaded.settings
        self._theme = wishes.theme or settings.theme
        wanted = chosen_language(wishes.language or settings.language or None)
        language = readable(wanted)
        self.tr = self._opened.tr if self._opened else Texts(language)
        self.looks = Looks(dark=is_dark(self._theme, app))
        dress(app, self.looks)
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
        self._acts = JobActs(self.connection, self.tr)
        self.job_table = JobTable(self.mirror, now=self._now, tr=self.tr, looks=self.looks)
        self.jobs = self._built_jobs(settings)
        self.window = self._built_window(settings)
        self.machine_table = MachineTable(self.mirror, tr=self.tr, looks=self.looks)
        self._fill()
        self._join()
        if language != wanted:
            self.window.tell(self.tr("No Japanese font is installed; JLook speaks English."))
        if loaded.set_aside is not None:
            self._say(
                Severity.WARNING,
                N_("The settings could not be read; they were put aside as {file}"),
                file=loaded.set_aside,
            )
        if boards is not None:
            self._keep_board(BoardFolder(boards, site.server, site.port))

    async def run(self) -> None:
        """Keep the link up until cancelled."""
        if self._keeper is None:
            await self.connection.run()
            return
        keeping = asyncio.ensure_future(self._keeper.run())
        try:
            await self.connection.run()
        finally:
            keeping.cancel()

    def show(self) -> None:
        """Open the window."""
        self.window.show()

    def close(self) -> None:
        """Keep the last board, and take the window and the looks down in order."""
        if self._keeper is not None:
            self._keeper.save_last()
        self._keyring.end()
        undress(self._app, [self.window])

    # The last board.

    def _keep_board(self, folder: BoardFolder) -> None:
        """Show the board that was saved last, old as it is, and save it from now on."""
        self._keeper = BoardKeeper(folder, self.mirror, self._head)
        loaded = folder.load()
        if loaded.set_aside is not None:
            text = N_("The saved board could not be read; it was put aside as {file}")
            self._say(Severity.WARNING, text, file=loaded.set_aside)
        if loaded.board is not None:
            board = loaded.board
            self._recalled = board.head
            as_of = clock_text(board.head.at, self._clock.wall_now())
            self.window.recall(as_of)
            self.mirror.swap(board.shadow, board.head.position)
            text = N_("Until the link is live, the tables show the saved board of {time}")
            self._say(Severity.INFO, text, time=as_of)

    def _head(self) -> Head | None:
        """Say up to when the board is true; None before the link was live."""
        sight = self.window.sight
        if sight.at is None:
            return None
        return head_of(
            self.mirror,
            server=self.server.site.server,
            at=self._clock.wall_time(sight.at),
            ahead=self.connection.server_time_ahead,
        )

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

    def _built_jobs(self, settings: Settings) -> JobInformation:
        jobs = JobInformation(
            self.job_table,
            act=self._acts.act,
            view_output=self.view_output,
            now=self._now,
            tr=self.tr,
            looks=self.looks,
        )
        jobs.restore_columns(settings.columns.get("jobs", {}))
        self._acts.tell_outcome = jobs.tell_outcome
        self._acts.tell = jobs.tell
        return jobs

    def _built_window(self, settings: Settings) -> MainWindow:
        actions = {action.objectName(): action for action in self.jobs.actions_on_jobs.all}
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
            connect_to=self._connect_to,
            show_changed=self.show_only,
            jobs={JobEntry(name): action.trigger for name, action in actions.items()},
            servers=self._built_servers().calls(),
            wear=self._wear,
            save=self._save,
        )
        window = self._opened.window if self._opened else MainWindow(self.tr, settings)
        window.furnish(self.looks, self._clock, calls, settings, version=version("jlook"))
        return window

    def _built_servers(self) -> Servers:
        def tell(text: str) -> None:
            self.window.tell(text)

        return Servers(
            ProfileBook(self._settings_file, self.server.home, self.tr),
            self.server,
            self._keyring,
            other=OtherWindow(self.tr, tell, site_file=self._site_file),
            tr=self.tr,
            parent=lambda: self.window,
            takes=self._takes,
        )

    def _takes(self, target: Target) -> bool:
        """Whether this window may watch that server from now on: what it shows would stay true."""
        if not self.window.sight.began:
            return True
        return target == self.server.target and self.connection.view.state not in UP

    def _fill(self) -> None:
        tr, looks = self.tr, self.looks
        machines = Machines(self.machine_table, tr=tr, looks=looks)
        export = self._export = OutageExport(
            self.timeline, tr, self.window.tell, lambda: self.window
        )
        history = FailoverHistory(
            self.mirror,
            self.timeline,
            now=self._server_now,
            last_heard=self._now,
            entries=[
                Entry(text=tr("&Blind periods"), call=self.show_blind_periods),
                Entry(text=tr("Save as &CSV…"), call=export.ask_for_csv, line_above=True),
                Entry(text=tr("Save as &JSON…"), call=export.ask_for_json),
            ],
            tr=tr,
            looks=looks,
        )
        log = EventLog(
            LogTable(self.timeline, now=self._server_now, tr=tr, looks=looks),
            show_job=lambda number: self.show_only(frozenset({number})),
            tr=tr,
            looks=looks,
        )
        add = self.window.add_subwindow
        first = add("jobs", self.jobs, tr("Job information"), "running")
        add("machines", machines, tr("Execution machines"), "up")
        add("history", history, tr("Failover history"), "taking_over", ages=False)
        add("log", log, tr("Event log"), "info", ages=False)
        self.window.area.setActiveSubWindow(first)
        self.window.banner.acknowledged.connect(machines.acknowledge)

    def _join(self) -> None:
        # With the window as their parent the tables' timers end with it.
        for table in (self.job_table, self.machine_table):
            table.setParent(self.window)
        self.connection.watchers.append(self)
        self.mirror.watchers.append(self)
        self.job_table.counts_changed.connect(self._count)
        self.job_table.selection_changed.connect(self._allow)
        self.job_table.counts_changed.connect(self._allow)

    # Joints.

    def replaced(self) -> None:
        """Show the first jobs as soon as they are there (``MirrorWatcher``)."""
        if self.mirror.is_collecting:
            self.window.grow()

    def show_only(self, numbers: frozenset[int]) -> None:
        """Show these jobs in the job information subwindow."""
        self.jobs.show_only(numbers)

    def view_output(self, number: int) -> None:
        """Open a subwindow that follows a job's output."""
        view = JobOutput(
            number,
            read=lambda job, stream, offset: self._read(view, job, stream, offset),
            tr=self.tr,
            looks=self.looks,
        )
        title = self.tr("Output of job {number}", number=number)
        self.window.add_subwindow(
            f"output-{number}-{uuid.uuid4()}", view, title, "info", passing=True
        )
        view.ask()

    def show_blind_periods(self) -> None:
        """Open a subwindow with each loss of the link, its attempts and their reasons."""
        view = BlindPeriods(
            self.timeline,
            save_csv=self._export.ask_for_csv,
            save_json=self._export.ask_for_json,
            tr=self.tr,
            looks=self.looks,
        )
        title = self.tr("Blind periods")
        self.window.add_subwindow(
            f"blind-{uuid.uuid4()}", view, title, "taking_over", ages=False, passing=True
        )

    def _read(self, view: JobOutput, job: int, stream: str, offset: int) -> bool:
        def told(answer: Output | JmssError) -> None:
            if isinstance(answer, Output):
                view.append(stream, answer.offset, answer.data, ended=answer.ended)
            else:
                view.fail(stream, self.tr.error(answer))

        return self.connection.read_output(
            job, told, stream=stream, offset=offset, wait=OUTPUT_WAIT
        )

    def _count(self) -> None:
        self.window.show_counts(self.mirror.counts)

    def _allow(self) -> None:
        actions = self.jobs.actions_on_jobs.all
        self.window.allow_jobs(
            frozenset(JobEntry(action.objectName()) for action in actions if action.isEnabled())
        )

    def _dial(self) -> None:
        self.connection.connect_now()

    def _look_again(self) -> None:
        self.window.look_again()

    def _connect_to(self, name: str) -> None:
        try:
            self.server.aim_at(name)
        except BadConfiguration as error:
            self.window.tell(self.tr.error(error))

    def _aim(self) -> None:
        """Aim everything at another server; nothing of the last one goes along."""
        server = self.server
        if self._keeper is not None and self._boards is not None:
            self._keeper.aim(BoardFolder(self._boards, server.target.name, server.target.port))
        self.connection.aim(server.target, server.dialler(_agent()), server.user)

    def _is_offline(self) -> bool:
        """Whether the network that the server is on is away, as far as the system knows."""
        return not _is_on_this_machine(self.server.site) and self._network.is_offline()

    def _network_is_back(self) -> None:
        if self.connection.view.state is LinkState.WAITING:
            self.connection.connect_now()

    def _wear(self, theme: Theme) -> None:
        self._theme = theme
        self.looks.wear(dark=is_dark(theme, self._app))
        change_colours(self._app, self.looks)

    def _save(self, settings: Settings) -> None:
        columns = {"jobs": self.jobs.columns_state()}
        try:
            self._settings_file.save_window(msgspec.structs.replace(settings, columns=columns))
        except OSError as error:
            self._say_not_saved(error)

    def _say_not_saved(self, error: OSError) -> None:
        self._say(
            Severity.WARNING, N_("The settings could not be saved: {why}"), why=error.strerror
        )

    def _server_now(self) -> float:
        """The time by the server's clock."""
        return self._clock.wall_now() + self.connection.server_time_ahead

    def _now(self) -> float:
        """The time up to which the jobs are known: it stands still while the link is down."""
        if self._recalled is not None and self.window.sight.recalled:
            return self._recalled.at + self._recalled.ahead
        view = self.connection.view
        if view.state in UP or view.heard_at is None:
            return self._server_now()
        return self._clock.wall_time(view.heard_at) + self.connection.server_time_ahead

    def _say_and_tell(self, severity: Severity, template: str, **fields: object) -> None:
        self._say(severity, template, **fields)
        self.window.tell(self.tr(template, **fields))

    def _say(self, severity: Severity, template: str, **fields: object) -> None:
        self.timeline.say(self._clock.wall_now(), severity, template, **fields)


def _agent() -> str:
    """Name the program as a server's log and audit log are to know it."""
    return f"JLook/{version('jlook')}"


def _is_on_this_machine(site: Site) -> bool:
    try:
        return ipaddress.ip_address(site.hosts.get(site.server, site.server)).is_loopback
    except ValueError:
        return False


async def until_closed(app: QApplication, desk: Desk) -> None:
    """Run the desk until its last window is closed; nothing is left behind."""
    closed = asyncio.Event()
    app.lastWindowClosed.connect(closed.set)
    running = asyncio.ensure_future(desk.run())
    closing = asyncio.ensure_future(closed.wait())
    await asyncio.wait({running, closing}, return_when=asyncio.FIRST_COMPLETED)
    failed = running.done() and not running.cancelled() and running.exception()
    for task in (running, closing):
        task.cancel()
    await asyncio.gather(running, closing, return_exceptions=True)
    if failed:
        raise failed
