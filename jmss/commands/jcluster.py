# SPDX-License-Identifier: GPL-3.0-or-later
"""``jcluster``: the cluster of this machine: start it, look at it, break it, end it."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
import msgspec

from jmss.cluster.base import ClusterStatus, GroupState, NodeState
from jmss.cluster.local import LocalCluster
from jmss.commands.cluster_options import cluster_options
from jmss.commands.columns import table
from jmss.commands.endings import DONE, REFUSED, OperatorCommand, Speaker
from jmss.commands.move_command import Mover, move_options
from jmss.commands.options import run
from jmss.commands.token_commands import Doorkeeper, token_group
from jmss.errors import N_, JmssError, NotInTime
from jmss.settings import default_root
from jmss.texts import Texts

NODE_STATES = {
    NodeState.UP: N_("Up"),
    NodeState.SILENT: N_("Silent"),
    NodeState.DOWN: N_("Down"),
}
GROUP_STATES = {
    GroupState.UP: N_("Up"),
    GroupState.STARTING: N_("Starting"),
    GroupState.DOWN: N_("Down"),
}
EXIT_CODES = N_("Exit codes: 0 done; 1 refused or failed; 2 wrong usage; 130 interrupted.")


class Steering:
    """One call of ``jcluster``: the cluster it is about, and how it speaks."""

    def __init__(self, cluster: LocalCluster, speaker: Speaker) -> None:
        self.cluster = cluster
        self._speaker = speaker

    def done(self, template: str, **fields: object) -> None:
        """Say what was done; with ``--json``, how the cluster is now."""
        self._say(self._speaker.tr(template, **fields))

    def show(self) -> None:
        """Say how the cluster is now."""
        self._say(status_text(self.cluster.status(), self._speaker.tr))

    def _say(self, text: str) -> None:
        status: dict[str, object] = msgspec.to_builtins(self.cluster.status())
        self._speaker.say(text, {"root": str(self.cluster.folders.root), **status})


Action = Callable[..., int | None]
"""Gets the subject, mostly the ``Steering``, and its command's own options.

Gives an exit code other than 0, if any; raises a ``JmssError`` if it fails.
"""


class ClusterCommands(OperatorCommand, click.Group):
    """The commands of ``jcluster``; their functions return the exit code."""


def jcluster(tr: Texts) -> click.Group:
    """Make the command."""
    node = click.Argument(["node"], metavar="NODE")
    group = click.Argument(["group"], metavar="GROUP")
    commands: list[click.Command] = [
        _command(tr, "up", tr("Start the cluster and wait until it works."), up, _up_options(tr)),
        _command(tr, "status", tr("Show the nodes and failover groups."), Steering.show),
        _command(tr, "kill", tr("Kill all processes of a node."), kill, [node]),
        _command(tr, "pause", tr("Make a node hang."), pause, [node]),
        _command(tr, "resume", tr("Let a node that hangs go on."), resume, [node]),
        _command(tr, "start", tr("Start a node that is down."), start, [node]),
        _command(
            tr,
            "move",
            tr(
                "Move a failover group to a node. An execution machine is moved when no job runs"
                " there any more: until then the job queues that feed it are stopped. The JMSS"
                " server runs no jobs itself and is moved at once; jobs go on meanwhile."
            ),
            Mover.move,
            [group, node, *move_options(tr)],
            subject=Mover,
        ),
        _command(tr, "cert", tr("Encrypt the link: make certificates for this site."), cert),
        token_group(tr, partial(_command, tr, subject=Doorkeeper), ClusterCommands),
        _command(tr, "down", tr("Stop the cluster; nothing of it is left."), down),
    ]
    return ClusterCommands(
        "jcluster",
        {command.name or "": command for command in commands},
        help=tr("The failover cluster of this machine: nodes are processes, drives are folders."),
        epilog=tr(EXIT_CODES),
    )


def up(steering: Steering, *, port: int | None, adopt: bool, lifeline: bool) -> None:
    """Start the cluster; with a lifeline, stay until standard input ends, then end it."""
    cluster = steering.cluster
    try:
        cluster.up(port=port, adopted=adopt, tied=lifeline)
    except NotInTime:
        if lifeline:
            cluster.down()
        raise
    if not lifeline:
        steering.show()
        return
    try:
        steering.show()
        while sys.stdin.buffer.read(1):
            pass
    finally:
        cluster.down()


def cert(steering: Steering) -> None:
    """Make certificates; clients need the authority's file."""
    # What makes certificates is slow to load, and no other command needs it.
    from jmss.cluster.encryption import encrypt  # noqa: PLC0415

    authority, certificate, key = encrypt(steering.cluster)
    steering.done(
        N_(
            "The link will be encrypted from the next `jcluster up` on. Certificate {certificate},"
            " key {key}. Give {authority} to clients on other machines, as ca_file of their site."
        ),
        certificate=certificate,
        key=key,
        authority=authority,
    )


def kill(steering: Steering, *, node: str) -> None:
    """Take the power from a node."""
    steering.cluster.kill(node)
    steering.done(N_("Node {node} is dead."), node=node)


def pause(steering: Steering, *, node: str) -> None:
    """Make a node hang."""
    steering.cluster.pause(node)
    steering.done(N_("Node {node} hangs; the others will kill it before long."), node=node)


def resume(steering: Steering, *, node: str) -> None:
    """Let a node go on that hangs."""
    steering.cluster.resume(node)
    steering.done(N_("Node {node} goes on."), node=node)


def start(steering: Steering, *, node: str) -> None:
    """Start a node."""
    steering.cluster.start(node)
    steering.done(N_("Node {node} is up."), node=node)


def down(steering: Steering) -> None:
    """End the cluster."""
    steering.cluster.down()
    steering.done(N_("The cluster is down."))


def status_text(status: ClusterStatus, tr: Texts) -> str:
    """Give the cluster's status as two tables."""
    nodes = [(node.name, tr(NODE_STATES[node.state])) for node in status.nodes]
    groups = [
        (
            group.name,
            tr(GROUP_STATES[group.state]),
            group.node or "-",
            group.home_node,
            group.drive,
            group.address,
            str(group.incarnation),
        )
        for group in status.groups
    ]
    node, state = tr("Node"), tr("State")
    head = (tr("Group"), state, node, tr("Home"), tr("Drive"), tr("Address"), tr("Incarnation"))
    return "\n\n".join(
        (table((node, state), nodes, frozenset()), table(head, groups, frozenset({6})))
    )


def _command(
    tr: Texts,
    name: str,
    text: str,
    action: Action,
    parameters: list[click.Parameter] | None = None,
    *,
    subject: Callable[[LocalCluster, Speaker], object] = Steering,
) -> click.Command:
    """Make one command; every one knows ``--root`` and ``--json``."""

    def called(*, root: Path | None, as_json: bool, **options: object) -> int:
        speaker = Speaker(tr, as_json=as_json)
        try:
            return action(subject(LocalCluster(root or default_root()), speaker), **options) or DONE
        except JmssError as error:
            speaker.fail(error)
            return REFUSED

    parameters = [*(parameters or []), *cluster_options(tr)]
    return click.Command(name, callback=called, help=text, params=parameters, epilog=tr(EXIT_CODES))


def _up_options(tr: Texts) -> list[click.Parameter]:
    return [
        click.Option(
            ["--port"],
            type=click.IntRange(1, 65535),
            help=tr("The port of the JMSS server; otherwise that of the last time."),
        ),
        click.Option(
            ["--adopt"],
            is_flag=True,
            help=tr("Use drives that another machine never gave up; it must not work on them."),
        ),
        click.Option(
            ["--lifeline"],
            is_flag=True,
            help=tr("Stay; end the cluster when standard input ends or this command dies."),
        ),
    ]


def main() -> None:
    """Run ``jcluster``."""
    run(jcluster)


if __name__ == "__main__":
    main()
