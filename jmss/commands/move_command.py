# SPDX-License-Identifier: GPL-3.0-or-later
"""``jcluster move``: waiting until no job runs there, at once, or only asking (manual S12)."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import click
import msgspec

from jmss.cluster.base import GroupState
from jmss.cluster.local import LocalCluster
from jmss.commands.endings import DONE, REFUSED, Speaker
from jmss.commands.options import command_caller, login_name
from jmss.commands.orderly_move import OrderlyMove, named
from jmss.link.caller import Caller
from jmss.link.dial import Target
from jmss.machine.at_work import at_work
from jmss.machine.claims import Claim
from jmss.model.jobs import Job
from jmss.model.machines import ServerType
from jmss.settings import load_site
from jmss.texts import Texts

WAIT = 600.0
"""Seconds that the jobs of a group get to end before its move is given up."""
PATIENCE = 30.0
"""Seconds that the JMSS server gets to answer, through a failover if need be."""
PROGRAM = "jcluster"

T = TypeVar("T")


class Mover:
    """One call of ``jcluster move``."""

    def __init__(self, cluster: LocalCluster, speaker: Speaker) -> None:
        self._cluster = cluster
        self._speaker = speaker
        self._steps = False

    def move(
        self,
        *,
        group: str,
        node: str,
        wait: float | None,
        at_once: bool,
        check: bool,
        progress: bool,
    ) -> int:
        """Do what the options say; give the exit code."""
        tr = self._speaker.tr
        self._steps = progress and self._speaker.as_json
        if at_once + check + (wait is not None) > 1:
            raise click.UsageError(tr("Only one of --wait, --now and --check at a time."))
        layout = self._cluster.layout
        layout.check_node(node)
        layout.group(group)
        now = self._cluster.status().group(group)
        carried = now.server_type is ServerType.EXECUTION_MACHINE and now.node is not None
        stays = now.node == node and now.state is GroupState.UP
        if check:
            return self._check(group, carried=carried)
        if at_once:
            return self._at_once(group, node, stays=stays)
        if not carried or stays:
            # The JMSS server runs no job itself: those on its machines go on meanwhile.
            self._cluster.move(group, node)
            return self._moved(group, node, {})
        self._cluster.check_move(group, node)
        moving = partial(self._cluster.move, group, node)
        seconds = WAIT if wait is None else wait
        queues = self._asked(group, lambda orderly: orderly.run(seconds, moving))
        return self._moved(group, node, {"queues": queues})

    def _check(self, group: str, *, carried: bool) -> int:
        tr = self._speaker.tr
        jobs = self._asked(group, OrderlyMove.jobs) if carried else []
        if jobs:
            text = tr.plural(
                "{n} job runs on {group}: {jobs}.",
                "{n} jobs run on {group}: {jobs}.",
                len(jobs),
                group=group,
                jobs=named(jobs),
            )
        else:
            text = tr("It is safe to move {group}: no job runs there.", group=group)
        data = {"group": group, "safe": not jobs, "jobs": [_as_data(job) for job in jobs]}
        self._speaker.say(text, data)
        return REFUSED if jobs else DONE

    def _at_once(self, group: str, node: str, *, stays: bool) -> int:
        claims = [] if stays else at_work(self._cluster.folders.drive(group))
        self._cluster.check_move(group, node)
        interrupted = [{"number": claim.job, "name": claim.name} for claim in claims]
        if claims:
            text = _interruption(claims, group, self._speaker.tr)
            self._tell_step(text, {"interrupts": interrupted})
        self._cluster.move(group, node)
        return self._moved(group, node, {"interrupted": interrupted})

    def _moved(self, group: str, node: str, facts: dict[str, object]) -> int:
        status: dict[str, object] = msgspec.to_builtins(self._cluster.status())
        text = self._speaker.tr("Group {group} is on node {node}.", group=group, node=node)
        self._speaker.say(text, {"root": str(self._cluster.folders.root), **status, **facts})
        return DONE

    def _asked(self, group: str, ask: Callable[[OrderlyMove], Awaitable[T]]) -> T:
        """Have the JMSS server asked; a SIGTERM ends it in order, queues opened again."""

        async def asked() -> T:
            task = asyncio.current_task()
            assert task is not None
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
            async with self._caller() as caller:
                return await ask(
                    OrderlyMove(
                        caller,
                        group,
                        progress=partial(self._tell_progress, group),
                        stopped=self._tell_stopped,
                    )
                )

        try:
            return asyncio.run(asked())
        except asyncio.CancelledError:
            raise click.Abort from None

    def _caller(self) -> Caller:
        site = load_site(self._cluster.folders.site)
        return command_caller(
            site,
            Target(site.server, site.port),
            program=PROGRAM,
            user=login_name(),
            timeout=PATIENCE,
            speaker=self._speaker,
        )

    def _tell_stopped(self, queues: list[str]) -> None:
        if queues:
            text = self._speaker.tr(
                "Stopped for the move, to be opened again: {queues}.", queues=", ".join(queues)
            )
            self._tell_step(text, {"stopped": queues})

    def _tell_progress(self, group: str, jobs: list[Job], left: float) -> None:
        text = self._speaker.tr.plural(
            "Waiting for {n} job on {group}, for up to {left} s: {jobs}",
            "Waiting for {n} jobs on {group}, for up to {left} s: {jobs}",
            len(jobs),
            group=group,
            left=f"{left:.0f}",
            jobs=named(jobs),
        )
        self._tell_step(text, {"waits_for": [_as_data(job) for job in jobs], "left": left})

    def _tell_step(self, text: str, data: dict[str, object]) -> None:
        """Say how far it is, for a person or, if wanted, for a program."""
        if self._steps:
            self._speaker.say(text, {"step": {**data, "text": text}})
        else:
            self._speaker.note(text)


def move_options(tr: Texts) -> list[click.Parameter]:
    """Give the options of the command, its arguments left out."""
    return [
        click.Option(
            ["--wait"],
            type=click.FloatRange(min=0),
            metavar="SECONDS",
            help=tr("How long its jobs get to end before the move is given up (otherwise 600)."),
        ),
        click.Option(
            ["--now", "at_once"],
            is_flag=True,
            help=tr("Move it at once; names the jobs that this interrupts."),
        ),
        click.Option(
            ["--check"],
            is_flag=True,
            help=tr("Move nothing; say whether it is safe to, or what runs there (exit code 1)."),
        ),
        click.Option(
            ["--progress"],
            is_flag=True,
            help=tr("With --json: a line of JSON for each step too; the last line is the result."),
        ),
    ]


def _interruption(claims: list[Claim], group: str, tr: Texts) -> str:
    return tr.plural(
        "The move interrupts {n} job on {group}: {jobs}.",
        "The move interrupts {n} jobs on {group}: {jobs}.",
        len(claims),
        group=group,
        jobs=", ".join(f"{claim.job} {claim.name}" for claim in claims),
    )


def _as_data(job: Job) -> dict[str, object]:
    return {"number": job.number, "name": job.name, "state": job.state.value}
