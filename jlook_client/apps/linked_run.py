# SPDX-License-Identifier: GPL-3.0-or-later
"""From the command line to the last window: what JLook and the tools do the same way.

The second start of a program for the same server brings the first to the front; faults go to
the log and into a bundle; the exit status is that of the story.
"""

import getpass
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import click
from PyQt6.QtWidgets import QApplication

from jlook_client.apps.address import Aim, chosen_aim
from jlook_client.apps.crash_file import CrashFile
from jlook_client.apps.fault_watch import FaultWatch
from jlook_client.apps.log_bundle import LogBundle, Sources
from jlook_client.apps.program import log_file, run_program, speak
from jlook_client.apps.programs import Program
from jlook_client.apps.single_instance import SingleInstance, Turns, name_of
from jlook_client.apps.until_closed import until_closed
from jlook_client.apps.watched_server import WatchedServer
from jlook_client.connection import Connection
from jlook_client.settings import Settings, SettingsFile, Theme
from jlook_client.views.linked_window import LinkedWindow
from jmss.errors import N_, BadConfiguration
from jmss.texts import Texts, chosen_language

Decorated = Callable[..., Any]


def link_options(command: Decorated) -> Decorated:
    """Give a command the argument and the options that say which server is meant."""
    themes = click.Choice([theme.value for theme in Theme])
    for decorate in (
        click.option("--theme", type=themes),
        click.option(
            "--language", type=click.Choice(["ja", "en"]), help="Over what the settings say."
        ),
        click.option(
            "--site", "site_file", type=click.Path(path_type=Path), help="A site.toml file."
        ),
        click.option("--profile", help="A server that JLook has watched before, by its name."),
        click.argument("server", required=False),
    ):
        command = decorate(command)
    return command


EXIT_CODES = (
    "Exit codes: 0 its window was closed, or it is open already and was brought to the front; 1 it"
    " failed, its log says why; 2 wrong usage."
)


def aim_of(
    server: str | None,
    profile: str | None,
    site_file: Path | None,
    *,
    settings: Settings,
    language: str | None,
) -> Aim:
    """Give the server that the command line means.

    Raises:
        click.UsageError: it means none.
    """
    if server and profile:
        raise click.UsageError("SERVER and --profile exclude each other.")
    try:
        return chosen_aim(server, site_file=site_file, profile=profile, settings=settings)
    except BadConfiguration as error:
        tr = Texts(chosen_language(language or settings.language or None))
        raise click.UsageError(tr.error(error)) from error


class Linked(Protocol):
    """A program on a link: JLook's desk or a tool."""

    tr: Texts
    server: WatchedServer
    connection: Connection

    @property
    def window(self) -> LinkedWindow:
        """The main window."""
        ...

    @property
    def users(self) -> Sequence[str]:
        """The names of people that may be in a log bundle."""
        ...

    async def run(self) -> None:
        """Keep the link up until cancelled."""

    def show(self) -> None:
        """Open the window."""

    def close(self) -> None:
        """Take everything down in order."""

    def offer_bundle(self, save: Callable[[], None]) -> None:
        """Offer to save a log bundle."""

    def show_jobs(self, numbers: frozenset[int]) -> None:
        """Show these jobs, as soon as they are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a start is about."""

    program: Program
    aim: Aim
    settings_file: SettingsFile
    app: QApplication
    crash: CrashFile
    jobs: tuple[int, ...] = ()
    """The jobs that are to be shown at once."""
    is_shown: bool = False
    """Whether the window is on the screen already."""


def run_linked(start: Start, build: Callable[[], Linked]) -> int:
    """Run a program until its window is closed, and give its exit status.

    Args:
        start: what it is started with.
        build: builds it; it is not called when the program runs already for that server.
    """
    instance = SingleInstance()
    aim, program = start.aim, start.program
    user = aim.profile.user or getpass.getuser()
    name = name_of(aim.site.server, aim.site.port, user, program)
    silent = not instance.take(name)
    if silent and instance.ask(name, start.jobs):
        return 0  # the first one is at the front now
    linked = build()
    speak(start.app, linked.tr.language)
    instance.asked.connect(linked.window.bring_up)
    instance.jobs_asked.connect(linked.show_jobs)
    if start.jobs:
        linked.show_jobs(frozenset(start.jobs))
    linked.connection.watchers.append(Turns(instance, linked.server, program))
    if silent:
        text = N_("Another {program} for this server does not answer.")
        linked.window.tell(linked.tr(text, program=program.title))
    faults = watched_faults(linked, start)
    faults.install()
    if left := start.crash.left_behind():
        faults.tell_of_crash(left)

    async def story() -> int:
        if not start.is_shown:
            linked.show()
        if linked.window.isVisible():  # or it was closed while the rest was still being built
            await until_closed(start.app, linked)
        return 0

    try:
        status = run_program(start.app, story, faults.take_of_loop)
    except Exception as error:  # noqa: BLE001 - nobody else can tell of it
        faults.take(type(error), error, error.__traceback__)
        status = 1
    faults.uninstall()
    linked.close()
    instance.end()
    return status


def watched_faults(linked: Linked, start: Start) -> FaultWatch:
    """Give what takes the faults of a program, and offer a log bundle in its menu."""
    log = log_file(start.program.key)
    sources = Sources(
        log=log,
        settings=start.settings_file.path,
        secrets=lambda: linked.server.secrets,
        users=lambda: linked.users,
    )
    faults = FaultWatch(LogBundle(log.parent, sources), linked.tr, lambda: linked.window)
    linked.offer_bundle(faults.save_bundle)
    return faults
