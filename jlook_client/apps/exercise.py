# SPDX-License-Identifier: GPL-3.0-or-later
"""The failover drill itself: jobs, a kill, a hang, and the account of both.

The node that runs the JMSS server is killed while real jobs run, later one is made to
hang; each time the desk has to be live again by itself.
"""

import asyncio
import time
from pathlib import Path

import click
import msgspec

from jlook_client.apps.accounting import Events, JobAccount, Ledger, account
from jlook_client.apps.cluster_menu import GROUPS
from jlook_client.apps.desk import Desk
from jlook_client.apps.machine_room import CommandFailed, MachineRoom
from jlook_client.apps.waiting import NotInTime, until
from jlook_client.apps.witness import Witness
from jlook_client.away import Away
from jlook_client.connection import Asked, ConnectionWatcher, Phase
from jmss.link.view import UP, LinkState, LinkView
from jmss.model.jobs import ENDED, Job, JobState
from jmss.model.operations import Cancel, Release, Submit

START_TIMEOUT = 60.0
FAILOVER_TIMEOUT = 60.0
END_TIMEOUT = 240.0


class Drill(msgspec.Struct, frozen=True, kw_only=True):
    """One fault and the way back, in seconds."""

    fault: str
    noticed_s: float
    """From the old server's last breath to the desk's notice."""
    listening_s: float
    """From the old server's last breath to the new one's listening."""
    live_after_listening_s: float
    from_node: str
    to_node: str
    missed_events: int
    """Rows of the journal that never reached the desk."""
    replayed_events: int
    gaps: int
    duplicates: int
    resume: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What the drill found; ``--json`` writes this."""

    drills: list[Drill]
    jobs: JobAccount
    pictures: list[str]

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, run twice, missed or told twice."""
        told = all(
            not (drill.missed_events or drill.gaps or drill.duplicates) for drill in self.drills
        )
        return told and not self.jobs.lost and not self.jobs.run_twice


class Stopwatch(ConnectionWatcher):
    """Notes when the link went down and when it was live again."""

    def __init__(self) -> None:
        self.down_at: float | None = None
        self.live_at: float | None = None
        self.away: Away | None = None

    def link_changed(self, view: LinkView) -> None:
        """Note the first of each."""
        if self.down_at is None and view.state not in UP:
            self.down_at = time.monotonic()
        if self.down_at is not None and self.live_at is None and view.state is LinkState.LIVE:
            self.live_at = time.monotonic()

    def came_back(self, away: Away) -> None:
        """Note the summary."""
        self.away = away


class Exercise:
    """Plays the drill on a desk and a machine room.

    Args:
        desk: the window and its connection; it is running.
        room: the cluster.
        folder: for the pictures.
        jobs: how many are submitted.
    """

    def __init__(self, desk: Desk, room: MachineRoom, folder: Path, jobs: int) -> None:
        self._desk = desk
        self._room = room
        self._folder = folder
        self._jobs = jobs
        self._ledger = Ledger(room.root.parent / "ledger")
        self._events = Events()
        self._numbers: list[int] = []
        self._unanswered: set[str] = set()
        self._pictures: list[str] = []
        desk.connection.watchers.append(self._events)

    async def play(self) -> Report:
        """Play it from the first connection to the last job's end."""
        desk = self._desk
        await until(lambda: desk.connection.view.state is LinkState.LIVE, "a server", START_TIMEOUT)
        start = self._position()
        self._submit()
        await self._ended(0.05)
        self._picture("live")
        self._say(f"{self._jobs} jobs submitted; some have ended, some run")
        killed = await self._fail("kill", pictures=True)
        await self._ended(0.45)
        middle = self._position()
        paused = await self._fail("pause", pictures=False)
        self._release_and_cancel()
        await self._ended(1.0)
        await self._caught_up()
        drills = [
            self._settled(killed, start, middle),
            self._settled(paused, middle, self._position()),
        ]
        jobs = account(self._numbers, desk.mirror.jobs, self._ledger)
        return Report(drills=drills, jobs=jobs, pictures=self._pictures)

    def _submit(self) -> None:
        for at in range(self._jobs):
            operation = Submit(
                name=f"drill-{at + 1:03d}",
                command=self._ledger.command(0.4 + (at * 7 % 10) / 5, 8 if at % 13 == 0 else 0),
                queue=("NIGHT", "ACCOUNT", "STOCK", "REPORT")[at % 4],
                owner="drill",
                restartable=at % 3 == 0,
                hold=at % 25 == 0,
            )
            self._ask(operation)

    def _ask(self, operation: Submit | Release | Cancel) -> None:
        def told(asked: Asked) -> None:
            self._unanswered.add(asked.id)
            if asked.phase in {Phase.DONE, Phase.REFUSED}:
                self._unanswered.discard(asked.id)
            if asked.phase is Phase.DONE and isinstance(operation, Submit) and asked.job:
                self._numbers.append(asked.job)

        self._desk.connection.ask(operation, told)

    def _release_and_cancel(self) -> None:
        """Every second held job is released, the others are cancelled."""
        held = [job.number for job in self._mine() if job.state is JobState.HELD]
        for number in held[::2]:
            self._ask(Release(number))
        for number in held[1::2]:
            self._ask(Cancel(number))

    async def _fail(self, fault: str, *, pictures: bool) -> Drill:
        witness = Witness(self._room.root / "drives" / GROUPS[0])
        watch = Stopwatch()
        connection = self._desk.connection
        connection.watchers.append(watch)
        node = witness.before.node
        answers: list[object] = []
        self._room.order(fault, node, done=answers.append)
        try:
            await until(lambda: watch.down_at is not None, "the notice", FAILOVER_TIMEOUT)
            if pictures:
                await asyncio.sleep(0.3)
                self._picture("cut")
            await until(lambda: watch.live_at is not None, "the return", FAILOVER_TIMEOUT)
            await until(lambda: bool(answers), "the end of the order", FAILOVER_TIMEOUT)
        finally:
            witness.end()
            connection.watchers.remove(watch)
        if isinstance(answers[0], CommandFailed):
            raise answers[0]
        if pictures:
            await asyncio.sleep(0.3)
            self._picture("back")
        drill = _drill(fault, witness, watch)
        self._say(
            f"{fault} {drill.from_node}: noticed after {drill.noticed_s:.2f} s,"
            f" {drill.to_node} listens after {drill.listening_s:.2f} s,"
            f" live {drill.live_after_listening_s:.2f} s later by {drill.resume}"
        )
        return drill

    async def _ended(self, part: float) -> None:
        """Wait until this part of the jobs has ended; at the end all of them."""

        def enough() -> bool:
            if len(self._numbers) < self._jobs:
                return False
            ended = sum(1 for job in self._mine() if job.state in ENDED)
            return ended >= part * self._jobs

        await until(enough, f"the end of {part:.0%} of the jobs", END_TIMEOUT)

    async def _caught_up(self) -> None:
        """Wait for the answers and for a heartbeat: the journal's end is known then."""
        await until(lambda: not self._unanswered, "the answers", FAILOVER_TIMEOUT)
        await asyncio.sleep(2.0)

    def _settled(self, drill: Drill, after: int, up_to: int) -> Drill:
        missing = self._events.missing(after, up_to)
        gaps = sum(1 for at, seq in enumerate(missing) if at == 0 or missing[at - 1] != seq - 1)
        return msgspec.structs.replace(
            drill,
            missed_events=len(missing),
            gaps=gaps,
            duplicates=self._events.duplicates(after, up_to),
        )

    def _position(self) -> int:
        position = self._desk.mirror.position
        return position.seq if position else 0

    def _mine(self) -> list[Job]:
        jobs = self._desk.mirror.jobs
        return [jobs[number] for number in self._numbers if number in jobs]

    def _picture(self, name: str) -> None:
        path = self._folder / f"{name}.png"
        self._desk.window.grab().save(str(path))
        self._pictures.append(str(path))

    def _say(self, text: str) -> None:
        click.echo(text)


def _drill(fault: str, witness: Witness, watch: Stopwatch) -> Drill:
    stopped, listening = witness.stopped_at, witness.listening_at
    down, live, away = watch.down_at, watch.live_at, watch.away
    if None in {stopped, listening, down, live} or away is None or witness.after is None:
        raise NotInTime(what="the account of the failover", seconds=FAILOVER_TIMEOUT)
    return Drill(
        fault=fault,
        noticed_s=round((down or 0.0) - (stopped or 0.0), 3),
        listening_s=round((listening or 0.0) - (stopped or 0.0), 3),
        live_after_listening_s=round((live or 0.0) - (listening or 0.0), 3),
        from_node=witness.before.node,
        to_node=witness.after.node,
        missed_events=0,
        replayed_events=away.events,
        gaps=0,
        duplicates=0,
        resume="replay" if away.complete else "snapshot",
    )
