# SPDX-License-Identifier: GPL-3.0-or-later
"""What every operator's command can be told: which site and server, for how long, for whom."""

import functools
import getpass
import gettext
import os
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec

import click

from jmss.commands.endings import EXIT_CODES, OperatorCommand, Speaker
from jmss.errors import BadConfiguration, JmssError
from jmss.link.caller import Caller
from jmss.link.dial import Target
from jmss.link.site_dialler import site_dialler
from jmss.resources import resource_folder
from jmss.settings import Site, default_root, find_site
from jmss.texts import Texts, chosen_language
from jmss.wire.messages import Hello, Role

Options = ParamSpec("Options")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """How a command calls its server, and how it speaks."""

    program: str
    site: Path | None
    server: tuple[str, int | None] | None
    timeout: float
    user: str
    operation: str
    """The UUID of what is asked, made before anything is sent."""
    speaker: Speaker

    @property
    def tr(self) -> Texts:
        """The command's words."""
        return self.speaker.tr

    def caller(self) -> Caller:
        """Give the client end for the server that the options and the site name.

        Raises:
            BadConfiguration: the site file is not there or wrong.
        """
        site = self._site()
        name, port = self.server or (site.server, None)
        return command_caller(
            site,
            Target(name, port or site.port),
            program=self.program,
            user=self.user,
            timeout=self.timeout,
            speaker=self.speaker,
        )

    def _site(self) -> Site:
        asked = self.site or os.environ.get("JMSS_SITE")
        if self.server and not asked and not (default_root() / "site.toml").exists():
            return Site()  # the name is all that is needed
        return find_site(self.site)


def command_caller(
    site: Site, target: Target, *, program: str, user: str, timeout: float, speaker: Speaker
) -> Caller:
    """Give a command's client end for a server; it says when it waits.

    Args:
        site: how the server is reached.
        target: which server.
        program: the command's name.
        user: who asks.
        timeout: seconds to keep trying.
        speaker: says to the person at the terminal what is waited for.
    """

    def tell_waiting(why: str) -> None:
        tr = speaker.tr
        speaker.note(tr("Waiting for the JMSS server: {why} …", why=tr(why)))

    session = str(uuid.uuid4())
    return Caller(
        target=target,
        dialler=site_dialler(site, agent=program),
        hello=Hello(role=Role.COMMAND, agent=program, session=session, user=user),
        timeout=timeout,
        waiting=tell_waiting,
    )


class ServerName(click.ParamType[tuple[str, int | None]]):
    """``NAME`` or ``NAME:PORT``."""

    name = "server"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int | None]:
        """Split name and port."""
        name, colon, port = str(value).rpartition(":")
        if not colon:
            return str(value), None
        if not name or ":" in name or not port.isdecimal() or not 0 < int(port) < 65536:
            self.fail(f"{value!r}", param, ctx)
        return name, int(port)


def command(
    tr: Texts, text: str, *, operation: bool = False, **settings: object
) -> Callable[[Callable[..., int]], click.Command]:
    """Make a function an operator's command; it gets ``calling`` and its own options.

    Args:
        tr: the words.
        text: the help text.
        operation: whether it has ``--operation``.
        settings: of click's parser.
    """
    shared = [*_common(tr), *([_operation_option(tr)] if operation else [])]

    def decorate(function: Callable[..., int]) -> click.Command:
        decorated = function
        for option in reversed(shared):
            decorated = option(decorated)
        made = click.command(
            cls=OperatorCommand, help=text, epilog=tr(EXIT_CODES), context_settings=settings
        )(_called(tr, decorated))
        # The help shows what is the command's own first.
        made.params = made.params[len(shared) :] + made.params[: len(shared)]
        return made

    return decorate


def _called(tr: Texts, function: Callable[..., int]) -> Callable[..., int]:
    """Gather the common options and turn errors into words and an exit code."""

    @functools.wraps(function)
    def called(
        *,
        site: Path | None,
        server: tuple[str, int | None] | None,
        timeout: float,
        as_json: bool,
        user: str | None,
        operation: uuid.UUID | None = None,
        **options: object,
    ) -> int:
        speaker = Speaker(tr, as_json=as_json)
        try:
            calling = Calling(
                program=click.get_current_context().find_root().info_name or "command",
                site=site,
                server=server,
                timeout=timeout,
                user=user or login_name(),
                operation=str(operation or uuid.uuid4()),
                speaker=speaker,
            )
            return function(calling=calling, **options)
        except JmssError as error:
            return speaker.fail(error)

    return called


def login_name() -> str:
    """Give the name under which this person is known to the system.

    Raises:
        BadConfiguration: it knows none.
    """
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise BadConfiguration(where="--user", why="the system knows no name for you") from error


def _operation_option(tr: Texts) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return click.option(
        "--operation",
        type=click.UUID,
        metavar="UUID",
        help=tr("Ask again for the outcome of this operation; it is not done twice."),
    )


def _common(tr: Texts) -> list[Callable[[Callable[..., int]], Callable[..., int]]]:
    return [
        click.option(
            "--site",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help=tr("The site's file; otherwise $JMSS_SITE or the cluster on this machine."),
        ),
        click.option(
            "--server",
            type=ServerName(),
            metavar="NAME[:PORT]",
            help=tr("The JMSS server by its virtual computer name; otherwise the site's."),
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(min=0),
            default=30.0,
            show_default=True,
            metavar="S",
            help=tr("Seconds to keep trying, for instance through a failover."),
        ),
        click.option("--json", "as_json", is_flag=True, help=tr("Write JSON for programs.")),
        click.option("--user", metavar="NAME", help=tr("Who asks; otherwise your login name.")),
    ]


def run(make: Callable[[Texts], click.Command]) -> None:
    """Run a command as the process, in the language of the environment."""
    tr = Texts(chosen_language(None))
    # click says its own few words through the process's catalogue.
    gettext.bindtextdomain("jlook", str(resource_folder() / "locale"))
    gettext.textdomain("jlook")
    make(tr).main(prog_name=Path(sys.argv[0]).stem)
