# SPDX-License-Identifier: GPL-3.0-or-later
"""``jservice``: JCluster Service, JLook Service and JSchedule Service of nodes (manual S5, S16)."""

import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

import click
import msgspec

from jmss.cluster.fence import NODE, new_marks
from jmss.cluster.local import LocalCluster
from jmss.cluster.services import NodeServices, Service, ServiceState, ServiceStatus, service_named
from jmss.commands.cluster_options import cluster_options
from jmss.commands.columns import table
from jmss.commands.endings import DONE, REFUSED, OperatorCommand, Speaker
from jmss.commands.options import run
from jmss.commands.services_work import Services, working
from jmss.errors import N_, JmssError
from jmss.settings import default_root
from jmss.texts import Texts

STOPPED = 3
"""The exit code of ``status`` when a service is stopped, as service commands have it."""
EXIT_CODES = N_(
    "Exit codes: 0 done, or so already; 1 refused or failed, or there is no such service, node or"
    " cluster; 2 wrong usage; 3 (status) a service is stopped; 130 interrupted."
)
STATES = {
    ServiceState.RUNNING: N_("Running"),
    ServiceState.STANDING_BY: N_("Standing by"),
    ServiceState.SILENT: N_("Silent"),
    ServiceState.STOPPED: N_("Stopped"),
}


class ServiceCommands(OperatorCommand, click.Group):
    """The commands of ``jservice``; their functions return the exit code."""


Action = Callable[[Services, Service], None]


def jservice(tr: Texts) -> click.Group:
    """Make the command."""
    start, stop, restart = (
        tr("Start JCluster Service, which starts JLook Service and JSchedule Service."),
        tr("Stop JCluster Service, which stops JLook Service and JSchedule Service."),
        tr("Stop JCluster Service and both others, and start them again."),
    )
    commands = (
        _command(tr, "start", start, Services.start, [_foreground(tr)]),
        _command(tr, "stop", stop, Services.stop),
        _command(tr, "restart", restart, Services.restart),
        _status(tr),
    )
    return ServiceCommands(
        "jservice",
        {command.name or "": command for command in commands},
        help=tr(
            "The services of a node. JCluster Service watches the cluster and carries failover"
            " groups; it depends on JLook Service (the JMSS server and the execution machines of"
            " the groups that its node carries) and on JSchedule Service (the schedules, beside"
            " the JMSS server). The three start and stop together."
        ),
        epilog=tr(EXIT_CODES),
    )


def _command(
    tr: Texts,
    name: str,
    text: str,
    action: Action,
    own: list[click.Parameter] | None = None,
) -> click.Command:
    def called(
        *, service: str, node: str, root: Path | None, as_json: bool, foreground: bool = False
    ) -> int:
        speaker = Speaker(tr, as_json=as_json)
        try:
            cluster = LocalCluster(root or default_root())
            wanted = service_named(service)
            nodes = _nodes(cluster, node)
            if foreground:
                _become(cluster, wanted, nodes, tr)
            services = Services(cluster, nodes)
            action(services, wanted)
            _tell(services.look(), tuple(Service), speaker)
        except JmssError as error:
            speaker.fail(error)
            return REFUSED
        return DONE

    parameters = [_name(Service.JCLUSTER), *_where(tr), *(own or []), *cluster_options(tr)]
    return click.Command(name, callback=called, help=text, params=parameters, epilog=tr(EXIT_CODES))


def _status(tr: Texts) -> click.Command:
    def called(*, service: str, node: str, root: Path | None, as_json: bool) -> int:
        speaker = Speaker(tr, as_json=as_json)
        try:
            cluster = LocalCluster(root or default_root())
            wanted = (service_named(service),) if service else tuple(Service)
            there = Services(cluster, _nodes(cluster, node)).look()
            _tell(there, wanted, speaker)
        except JmssError as error:
            speaker.fail(error)
            return REFUSED
        return DONE if working(there, wanted) else STOPPED

    return click.Command(
        "status",
        callback=called,
        help=tr("Show the services of nodes, or one of them: what runs and for which group."),
        params=[_name(""), *_where(tr), *cluster_options(tr)],
        epilog=tr(EXIT_CODES),
    )


def _name(default: str) -> click.Parameter:
    return click.Argument(["service"], metavar="[NAME]", required=False, default=default)


def _where(tr: Texts) -> list[click.Parameter]:
    return [
        click.Option(
            ["--node"],
            envvar=NODE,
            default="",
            metavar="NODE",
            help=tr("Of this node; otherwise $JMSS_NODE, the host's name, or all of this machine."),
        )
    ]


def _foreground(tr: Texts) -> click.Parameter:
    return click.Option(
        ["--foreground"],
        is_flag=True,
        help=tr("Stay, as the service itself, until SIGTERM; for systemd. One node only."),
    )


def _nodes(cluster: LocalCluster, node: str) -> tuple[str, ...]:
    """Give the nodes that are meant.

    Raises:
        NoSuchNode: there is none of this name.
        ClusterDown, BadConfiguration: there is no cluster, or its file is wrong.
    """
    layout = cluster.layout
    if node:
        layout.check_node(node)
        return (node,)
    host = platform.node()
    return (host,) if host in layout.nodes else layout.nodes


def _become(cluster: LocalCluster, service: Service, nodes: tuple[str, ...], tr: Texts) -> None:
    """Become the agent of the node; comes back only to refuse."""
    if service is not Service.JCLUSTER or len(nodes) > 1:
        raise click.UsageError(tr("--foreground is for JCluster Service and one --node."))
    root, node = cluster.folders.root, nodes[0]
    cluster.begin(node, spawn=False)
    words = [sys.executable, "-m", "jmss.commands.jnode", "--root", str(root), "--node", node]
    marked = {**os.environ, **new_marks(node, root)}
    os.execve(sys.executable, words, marked)  # noqa: S606 - no shell is wanted


def _tell(nodes: tuple[NodeServices, ...], wanted: tuple[Service, ...], speaker: Speaker) -> None:
    tr = speaker.tr
    shown = [(each.node, each.service(service)) for each in nodes for service in wanted]
    rows = [(node, there.title, tr(STATES[there.state]), _work(there)) for node, there in shown]
    head = (tr("Node"), tr("Service"), tr("State"), tr("Processes"))
    data = [
        {"node": each.node, "services": [each.service(service) for service in wanted]}
        for each in nodes
    ]
    speaker.say(table(head, rows, frozenset()), {"nodes": msgspec.to_builtins(data)})


def _work(there: ServiceStatus) -> str:
    """Name the processes of a service: ``1234 (VCOM1), 1240 (VCOM2)``."""
    named = [f"{p.pid} ({p.group})" if p.group else str(p.pid) for p in there.processes]
    return ", ".join(named) or "-"


def main() -> None:
    """Run ``jservice``."""
    run(jservice)


if __name__ == "__main__":
    main()
