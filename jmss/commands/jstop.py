# SPDX-License-Identifier: GPL-3.0-or-later
"""``jstop``: stop a failover group's work in order; for the stop script (manual S7)."""

import os
from pathlib import Path

import click

from jmss.cluster.fence import NODE
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout
from jmss.cluster.local import LocalCluster
from jmss.cluster.stop_mark import ENDING
from jmss.commands.cluster_options import cluster_options
from jmss.commands.endings import DONE, REFUSED, USAGE, OperatorCommand, Speaker
from jmss.commands.group_stop import GroupStop, Stopped
from jmss.commands.options import run
from jmss.errors import N_, GraceTooLong, JmssError
from jmss.machine.claims import Claim
from jmss.settings import default_root
from jmss.texts import Texts

PACEMAKER_TIMEOUT = "OCF_RESKEY_CRM_meta_timeout"
"""The stop timeout in milliseconds, as Pacemaker tells it to what it calls."""
EXIT_CODES = N_(
    "Exit codes: 0 nothing of the group's work is left on this node, or it was not here; 1"
    " something is left, or there is no such group or cluster; 2 wrong usage, or a grace period"
    " that is too long; 130 interrupted."
)


def jstop(tr: Texts) -> click.Command:
    """Make the command."""
    text = tr(
        "Stop a failover group's work on this node in order: no new jobs are taken, clients are"
        " told, running jobs get a grace period to end, and the rest is ended as interrupted. The"
        " group stays stopped until `jstart`. A service that does not answer gets no grace."
    )

    def called(
        *,
        group: str,
        grace: float | None,
        stop_timeout: float | None,
        node: str,
        root: Path | None,
        as_json: bool,
    ) -> int:
        speaker = Speaker(tr, as_json=as_json)
        try:
            cluster = LocalCluster(root or default_root())
            layout = cluster.layout
            layout.group(group)
            if node:
                layout.check_node(node)
            seconds = _checked(layout, grace, stop_timeout)
            stopped = _stopping(cluster.folders, layout, group, node, speaker).run(seconds)
        except GraceTooLong as error:
            speaker.fail(error)
            return USAGE
        except JmssError as error:
            speaker.fail(error)
            return REFUSED
        _tell(stopped, group, speaker)
        return DONE

    return OperatorCommand(
        "jstop", callback=called, help=text, params=_parameters(tr), epilog=tr(EXIT_CODES)
    )


def _parameters(tr: Texts) -> list[click.Parameter]:
    return [
        click.Argument(["group"], metavar="GROUP"),
        click.Option(
            ["--grace"],
            type=click.FloatRange(0, 86400),
            metavar="SECONDS",
            help=tr("How long running jobs may go on; otherwise stop_grace of cluster.toml."),
        ),
        click.Option(
            ["--stop-timeout"],
            type=click.FloatRange(0, 86400, min_open=True),
            metavar="SECONDS",
            help=tr(
                "When the cluster manager gives up its stop script; otherwise what Pacemaker says,"
                " or stop_timeout of cluster.toml. The grace period must fit into it."
            ),
        ),
        click.Option(
            ["--node"],
            envvar=NODE,
            default="",
            metavar="NODE",
            help=tr("Only if this node carries it; otherwise $JMSS_NODE or all of this machine."),
        ),
        *cluster_options(tr),
    ]


def _checked(layout: ClusterLayout, grace: float | None, stop_timeout: float | None) -> float:
    """Give the grace period.

    Raises:
        GraceTooLong: it does not fit into the cluster manager's patience.
    """
    seconds = layout.stop_grace if grace is None else grace
    timeout = stop_timeout or _pacemaker_timeout() or layout.stop_timeout
    if timeout and seconds + ENDING >= timeout:
        raise GraceTooLong(grace=f"{seconds:g}", ending=f"{ENDING:g}", timeout=f"{timeout:g}")
    return seconds


def _pacemaker_timeout() -> float:
    """Give the seconds that Pacemaker waits for us; 0.0 when it is not it that calls."""
    told = os.environ.get(PACEMAKER_TIMEOUT, "")
    return int(told) / 1000 if told.isdecimal() else 0.0


def _stopping(
    folders: ClusterFolders, layout: ClusterLayout, group: str, node: str, speaker: Speaker
) -> GroupStop:
    def progress(jobs: list[Claim], left: float) -> None:
        if jobs:
            text = speaker.tr.plural(
                "{n} job still runs on {group}; it is ended in {left} s: {jobs}",
                "{n} jobs still run on {group}; they are ended in {left} s: {jobs}",
                len(jobs),
                group=group,
                left=f"{left:.0f}",
                jobs=_named(jobs),
            )
            speaker.note(text)

    drive = folders.drive(group)
    return GroupStop(group, drive, node=node, ttl=layout.ttl, progress=progress)


def _tell(stopped: Stopped, group: str, speaker: Speaker) -> None:
    tr = speaker.tr
    if not stopped.here:
        text = tr(
            "Group {group} does not work on this node; there was nothing to stop.", group=group
        )
    elif stopped.interrupted:
        text = tr.plural(
            "Group {group} is stopped; {n} job was interrupted: {jobs}.",
            "Group {group} is stopped; {n} jobs were interrupted: {jobs}.",
            len(stopped.interrupted),
            group=group,
            jobs=_named(stopped.interrupted),
        )
    else:
        text = tr("Group {group} is stopped; no job was interrupted.", group=group)
    data = {
        "group": group,
        "here": stopped.here,
        "ended": _as_data(stopped.ended),
        "interrupted": _as_data(stopped.interrupted),
    }
    speaker.say(text, data)


def _named(jobs: list[Claim]) -> str:
    return ", ".join(f"{job.job} {job.name}" for job in jobs)


def _as_data(jobs: list[Claim]) -> list[dict[str, object]]:
    return [{"number": job.job, "attempt": job.attempt, "name": job.name} for job in jobs]


def main() -> None:
    """Run ``jstop``."""
    run(jstop)


if __name__ == "__main__":
    main()
