# SPDX-License-Identifier: GPL-3.0-or-later
"""``jcluster token``: who may come in, and as what (``docs/security.md``)."""

from collections.abc import Callable
from datetime import UTC, datetime

import click

from jmss.access.roles import AccessRole
from jmss.access.token_file import TokenFile, access_folder
from jmss.cluster.local import LocalCluster
from jmss.commands.columns import table
from jmss.commands.endings import Speaker
from jmss.errors import N_
from jmss.texts import Texts

ROLES = {
    AccessRole.VIEWER: N_("Viewer"),
    AccessRole.STARTER: N_("Starter of menu entries"),
    AccessRole.OPERATOR: N_("Operator"),
    AccessRole.ADMINISTRATOR: N_("Administrator"),
    AccessRole.MACHINE: N_("Execution machine"),
    AccessRole.SCHEDULER: N_("Schedule service"),
}


class Doorkeeper:
    """The tokens of one cluster, and how the command speaks of them."""

    def __init__(self, cluster: LocalCluster, speaker: Speaker) -> None:
        drive = cluster.folders.drive(cluster.layout.server.name)
        self._tokens = TokenFile(access_folder(drive))
        self._speaker = speaker

    def add(self, *, name: str, role: str) -> None:
        """Make a token and show it, this once."""
        token = self._tokens.add(name, AccessRole(role))
        self._speaker.note(
            self._speaker.tr(
                "This is the token of {name}. It is not shown again; keep it in a file that"
                " only {name} can read.",
                name=name,
            )
        )
        self._speaker.say(token, {"name": name, "role": role, "token": token})

    def remove(self, *, name: str) -> None:
        """Accept a token no more; whoever came in with it is put out."""
        self._tokens.remove(name)
        self._speaker.say(self._speaker.tr("The token of {name} is gone.", name=name), {})

    def show(self) -> None:
        """List who has a token."""
        tr = self._speaker.tr
        entries = self._tokens.read()
        rows = [(entry.name, tr(ROLES[entry.role]), _day(entry.made)) for entry in entries]
        data = [{"name": e.name, "role": e.role.value, "made": e.made} for e in entries]
        head = (tr("Name"), tr("Role"), tr("Made (UTC)"))
        self._speaker.say(table(head, rows, frozenset()), {"tokens": data})


def token_group(
    tr: Texts, make: Callable[..., click.Command], group: type[click.Group]
) -> click.Group:
    """Make ``jcluster token``; ``make`` builds one command, ``group`` the group of them."""
    name = click.Argument(["name"], metavar="NAME")
    role = click.Option(
        ["--role"],
        type=click.Choice([role.value for role in AccessRole]),
        required=True,
        help=tr("What the bearer may do."),
    )
    commands = [
        make("add", tr("Make a token and show it, this once."), Doorkeeper.add, [name, role]),
        make("list", tr("Show who has a token."), Doorkeeper.show, []),
        make(
            "remove", tr("Accept a token no more, from this second on."), Doorkeeper.remove, [name]
        ),
    ]
    return group(
        "token",
        {command.name or "": command for command in commands},
        help=tr("Who may come in, and as what."),
    )


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M")
