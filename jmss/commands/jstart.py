# SPDX-License-Identifier: GPL-3.0-or-later
"""``jstart``: let a failover group work on this node; for the start script (manual S7)."""

import os
import platform
import subprocess
import time
from pathlib import Path

import click

from jmss.cluster.environment import Environments
from jmss.cluster.fence import NODE, new_marks
from jmss.cluster.layout import GroupLayout
from jmss.cluster.local import LocalCluster
from jmss.cluster.ownership import adopt, current_owner, is_owned
from jmss.cluster.schedule_service import ScheduleService, end_silent_schedules, schedule_command
from jmss.cluster.service_command import service_command
from jmss.cluster.stop_mark import forget_stop
from jmss.commands.cluster_options import cluster_options
from jmss.commands.endings import DONE, REFUSED, OperatorCommand, Speaker
from jmss.commands.options import run
from jmss.errors import N_, JmssError, NotCarried, NotInTime, StartFailed
from jmss.model.machines import ServerType
from jmss.settings import default_root
from jmss.texts import Texts

READY_WITHIN = 30.0
"""Seconds for a service to do its work."""
LOOK_EVERY = 0.05
EXIT_CODES = N_(
    "Exit codes: 0 the group works; 1 it does not, or there is no such group or cluster; 2 wrong"
    " usage; 130 interrupted."
)


def jstart(tr: Texts) -> click.Command:
    """Make the command."""
    text = tr(
        "Let a failover group work and wait until it does. Where nodes of the local cluster run,"
        " one of them starts it; otherwise, under a cluster manager, it is started here."
    )

    def called(*, group: str, node: str, adopted: bool, root: Path | None, as_json: bool) -> int:
        speaker = Speaker(tr, as_json=as_json)
        try:
            cluster = LocalCluster(root or default_root())
            plan = cluster.layout.group(group)
            if cluster.is_watched:
                cluster.let_work(group)
            else:
                cluster.layout.check_node(node)
                _start_here(cluster, plan, node, adopted=adopted)
            owner = current_owner(cluster.folders.drive(group))
        except JmssError as error:
            speaker.fail(error)
            return REFUSED
        there = owner.node if owner else node
        said = tr("Group {group} works on node {node}.", group=group, node=there)
        speaker.say(said, {"group": group, "node": there})
        return DONE

    return OperatorCommand(
        "jstart", callback=called, help=text, params=_parameters(tr), epilog=tr(EXIT_CODES)
    )


def _parameters(tr: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["group"], metavar="GROUP"),
        click.Option(
            ["--node"],
            envvar=NODE,
            default=platform.node,
            metavar="NODE",
            help=tr("This node's name in cluster.toml; otherwise $JMSS_NODE or the host name."),
        ),
        click.Option(
            ["--adopt", "adopted"],
            is_flag=True,
            help=tr("Use drives that another machine never gave up; it must not work on them."),
        ),
        *cluster_options(tr),
    ]


def _start_here(cluster: LocalCluster, plan: GroupLayout, node: str, *, adopted: bool) -> None:
    """Start the group's service as a process of its own and wait until it works.

    Raises:
        NotCarried: this node's service environment gives it no server type.
        StartFailed: it ended.
        NotInTime: it did not come so far.
        DriveHeld: somebody else works on the drive.
    """
    folders = cluster.folders
    kind = Environments(folders, cluster.layout).carried_as(node, plan.name)
    if kind is None:
        raise NotCarried(group=plan.name, node=node)
    drive = folders.drive(plan.name)
    marked = {**os.environ, **new_marks(node, folders.root)}
    owner = current_owner(drive)
    if owner is not None and owner.node == node and owner.ready and is_owned(drive):
        if kind is ServerType.JMSS_SERVER:
            _see_to_schedules(cluster, plan, node, marked)
        return
    if adopted:
        adopt(drive)
    forget_stop(drive)
    folders.node(node).mkdir(parents=True, exist_ok=True)
    log = folders.node(node) / f"{plan.name}.log"
    with log.open("ab") as output:
        service = subprocess.Popen(
            service_command(plan, kind, folders.root, node),
            env=marked,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        code = service.poll()
        if code is not None:
            raise StartFailed(group=plan.name, code=code, log=log)
        owner = current_owner(drive)
        if owner is not None and owner.pid == service.pid and owner.ready:
            if kind is ServerType.JMSS_SERVER:
                _see_to_schedules(cluster, plan, node, marked)
            return
        time.sleep(LOOK_EVERY)
    service.kill()
    raise NotInTime(seconds=f"{READY_WITHIN:g}", missing=plan.name, logs=log)


def _see_to_schedules(
    cluster: LocalCluster, plan: GroupLayout, node: str, environment: dict[str, str]
) -> None:
    """Start the schedule service beside the JMSS server that works here, unless it works.

    Without a node's agent nobody else does it when it has died or hangs: a cluster manager's
    monitor may call ``jstart`` again and again.
    """
    folders, ttl = cluster.folders, cluster.layout.ttl
    drive, beat = folders.drive(plan.name), folders.schedule_beat(node, plan.name)
    if end_silent_schedules(drive, beat, ttl):
        return
    beside = ScheduleService(
        schedule_command(plan, folders.root, node),
        folders.node(node) / f"{plan.name}-schedule.log",
        drive,
        beat=beat,
        ttl=ttl,
        node=node,
        environment=environment,
    )
    beside.keep(time.monotonic())


def main() -> None:
    """Run ``jstart``."""
    run(jstart)


if __name__ == "__main__":
    main()
