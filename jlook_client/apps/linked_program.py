# SPDX-License-Identifier: GPL-3.0-or-later
"""What JLook and the other tools have in common: words, looks, the server, and the link to it.

Whoever builds a program makes one of these, builds a window with its help and hands the
window in (``join``).
"""

import getpass
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from PyQt6.QtWidgets import QApplication

from jlook_client.apps.address import Aim
from jlook_client.apps.first_paint import Opened, readable
from jlook_client.apps.network_flag import NetworkFlag, is_on_this_machine
from jlook_client.apps.programs import Program
from jlook_client.apps.server_choice import ServerChoice
from jlook_client.apps.server_times import ServerTimes
from jlook_client.apps.system_keyring import SystemKeyring
from jlook_client.apps.watched_server import ServerJoints, WatchedServer
from jlook_client.apps.worn_colours import WornColours
from jlook_client.away import Away
from jlook_client.clock import Clock
from jlook_client.connection import Connection, ConnectionWatcher
from jlook_client.lines import Severity
from jlook_client.looks import Looks
from jlook_client.mirror import Mirror
from jlook_client.settings import SettingsFile, Theme
from jlook_client.timeline import Timeline
from jlook_client.views.dress import dress, is_dark, undress
from jlook_client.views.link_calls import LinkCalls
from jlook_client.views.linked_window import LinkedWindow
from jmss.errors import N_
from jmss.link.dial import Target
from jmss.link.view import LinkState, LinkView
from jmss.settings import Site
from jmss.texts import Texts, chosen_language
from jmss.wire.frames import COLUMNS, NO_JOBS


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks for, over what the settings say."""

    language: str | None = None
    theme: Theme | None = None


NOT_SAVED = N_("The settings could not be saved: {why}")


class LinkedProgram(ConnectionWatcher):
    """Dresses the program and builds its end of the link.

    Args:
        app: the Qt application, or with it the window that was painted already; it is dressed here.
        site: where the JMSS server is to be found.
        settings_file: what is remembered from one start to the next, by all programs.
        program: which one it is.
        wishes: what the command line asks for.
        clock: both clocks.
        aim: how the server is remembered once it was live, and what this computer's site file
            says, of whichever server; None: ``site`` is all, and nothing is remembered.
        keyring: the computer's; a test hands in another one.
        site_file: the site that other windows are to be opened with.
    """

    def __init__(
        self,
        app: QApplication | Opened,
        site: Site,
        settings_file: SettingsFile,
        *,
        program: Program = Program.JLOOK,
        wishes: Wishes | None = None,
        clock: Clock | None = None,
        aim: Aim | None = None,
        keyring: SystemKeyring | None = None,
        site_file: Path | None = None,
    ) -> None:
        said = app.tr if isinstance(app, Opened) else None
        app = app.app if isinstance(app, Opened) else app
        self._app = app
        self._settings_file = settings_file
        self._program = program
        self._site_file = site_file
        self._window: LinkedWindow | None = None
        self.aimed: Callable[[], None] = lambda: None
        """Called when another server is watched from now on; of the last one nothing may stay."""
        self.clock = clock or Clock()
        wishes = wishes or Wishes()
        self.loaded = settings_file.load()
        settings = self.loaded.settings
        theme = wishes.theme or settings.theme
        wanted = chosen_language(wishes.language or settings.language or None)
        language = readable(wanted)
        self._speaks_english_for_once = language != wanted
        self.tr = said or Texts(language, program.title)
        self.looks = Looks(dark=is_dark(theme, app))
        dress(app, self.looks, settings.font_points)
        self.colours = WornColours(app, self.looks, theme)
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
                say=self.say_and_tell,
            ),
        )
        self.connection = self._connected()
        self.times = ServerTimes(self.clock, self.connection)
        self._network = NetworkFlag(self._network_is_back)

    @property
    def window(self) -> LinkedWindow:
        """The window, once it is there."""
        assert self._window is not None
        return self._window

    @property
    def users(self) -> set[str]:
        """The names of people that it knows: of the login, at servers."""
        profiles = self.loaded.settings.profiles
        return {getpass.getuser(), self.server.user, *(profile.user for profile in profiles)}

    def profile_of(self, target: Target) -> str:
        """Give the name of the profile that a server is remembered by; empty: it is not."""
        profiles = self._settings_file.load().settings.profiles
        there = (
            one.name
            for one in profiles
            if (one.server.casefold(), one.port) == (target.name.casefold(), target.port)
        )
        return next(there, "")

    def keep_shared(self, **fields: object) -> None:
        """Keep fields of the settings that all programs share.

        Raises:
            OSError: the file cannot be written.
        """
        self._settings_file.save_shared(**fields)

    def choice(self) -> ServerChoice:
        """Build what lets the operator choose a server."""
        return ServerChoice(
            self.server,
            self.connection,
            lambda: self.window,
            program=self._program,
            file=self._settings_file,
            keyring=self._keyring,
            site_file=self._site_file,
            tr=self.tr,
        )

    def link_calls(self) -> LinkCalls:
        """Build what the window may ask about the link."""
        return LinkCalls(
            view=lambda: self.connection.view,
            connect_now=self.connection.connect_now,
            stop_retrying=self.connection.stop_retrying,
            resume_retrying=self.connection.connect_now,
            offline=self._is_offline,
            question=lambda: self.server.question,
            enter_token=self.server.enter_token,
        )

    def use(self, window: LinkedWindow) -> None:
        """Take the window, which may still be bare."""
        self._window = window

    def join(self) -> None:
        """Let the window show what the connection tells from now on."""
        self.connection.watchers.append(self)

    def say_language(self) -> None:
        """Say so when the language that was wanted cannot be shown."""
        if self._speaks_english_for_once:
            text = N_("No Japanese font is installed; {program} speaks English.")
            self.window.tell(self.tr(text, program=self._program.title))

    def close(self) -> None:
        """Take the window and the looks down in order."""
        self._keyring.end()
        undress(self._app, [self.window])

    # What the connection tells.

    def link_changed(self, view: LinkView) -> None:
        """Show the link."""
        try:
            self.server.link_changed(view)
        except OSError as error:
            self.say_not_saved(error)
        self.window.link_changed(view, self.clock.now())

    def came_back(self, away: Away) -> None:
        """Show what happened meanwhile."""
        self.window.show_away(replace(away, knows_jobs=self._program.knows_jobs))

    # What others tell the operator.

    def say_not_saved(self, error: OSError) -> None:
        """Say that the settings could not be kept."""
        self.say(Severity.WARNING, NOT_SAVED, why=error.strerror)

    def say(self, severity: Severity, template: str, **fields: object) -> None:
        """Put a line into the event log."""
        self.timeline.say(self.clock.wall_now(), severity, template, **fields)

    def say_and_tell(self, severity: Severity, template: str, **fields: object) -> None:
        """Put a line into the event log, and say it in the status bar."""
        self.say(severity, template, **fields)
        self.window.tell(self.tr(template, **fields))

    # Inside.

    def _connected(self) -> Connection:
        agent = self._agent()
        return Connection(
            target=self.server.target,
            dialler=self.server.dialler(agent),
            mirror=self.mirror,
            timeline=self.timeline,
            user=self.server.user,
            agent=agent,
            clock=self.clock,
            encodings=(COLUMNS,) if self._program.knows_jobs else (NO_JOBS,),
            keep_ticket=self.server.keep_ticket,
        )

    def _aim(self) -> None:
        """Aim everything at another server; nothing of the last one goes along."""
        server = self.server
        self.aimed()
        self.connection.aim(server.target, server.dialler(self._agent()), server.user)

    def _dial(self) -> None:
        self.connection.connect_now()

    def _look_again(self) -> None:
        self.window.look_again()

    def _agent(self) -> str:
        """Name the program as a server's log and audit log are to know it."""
        return f"{self._program.title}/{version('jlook')}"

    def _is_offline(self) -> bool:
        """Whether the network that the server is on is away, as far as the system knows."""
        return not is_on_this_machine(self.server.site) and self._network.is_offline()

    def _network_is_back(self) -> None:
        if self.connection.view.state is LinkState.WAITING:
            self.connection.connect_now()
