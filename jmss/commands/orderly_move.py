# SPDX-License-Identifier: GPL-3.0-or-later
"""Moving a failover group only when no job runs there (manual S12, chapter 4).

The queues that feed the group are stopped, its jobs are waited for, it is moved, and the
queues that were stopped here are opened again, whatever came of it.
"""

import asyncio
import uuid
from collections.abc import Callable, Iterable

from jmss.errors import (
    N_,
    JmssError,
    OutcomeUnknown,
    QueuesStopped,
    Refused,
    ServerAway,
    StillBusy,
)
from jmss.link.caller import Caller
from jmss.model.changes import Fact
from jmss.model.jobs import ON_MACHINE, Job
from jmss.model.machines import Machine, ServerType
from jmss.model.operations import OpenQueue, StopQueue
from jmss.model.queues import Queue, QueueState, fed

LOOK_EVERY = 1.0
"""Seconds between two looks at the board, at least."""
SHARE = 10.0
"""So many times as long as the server took for a look, nothing is asked of it again."""
NAMED = 10
"""Jobs that are named one by one; the others are counted."""

Progress = Callable[[list[Job], float], None]
"""Gets the jobs that still run there and the seconds until the deadline."""


class OrderlyMove:
    """Empties an execution machine's group and has it moved.

    Args:
        caller: asks the JMSS server.
        group: the virtual computer to be emptied.
        progress: is told whenever other jobs run there than before.
        stopped: is told which queues were stopped.
    """

    def __init__(
        self,
        caller: Caller,
        group: str,
        *,
        progress: Progress,
        stopped: Callable[[list[str]], None],
    ) -> None:
        self._caller = caller
        self._group = group
        self._progress = progress
        self._tell_stopped = stopped

    async def jobs(self) -> list[Job]:
        """List the jobs that are on the group's machine now, by number.

        Raises:
            ServerAway: nobody can say it.
        """
        return jobs_on(self._group, (await self._caller.listing()).facts)

    async def run(self, wait: float, move: Callable[[], None]) -> list[str]:
        """Empty the group, call ``move`` in a thread, and give the queues opened again.

        Args:
            wait: seconds that the jobs get to end.
            move: moves the group; its errors come out of here.

        Raises:
            StillBusy: jobs ran at the deadline; nothing was moved.
            QueuesStopped: the queues could not be opened again.
            Refused, ServerAway, OutcomeUnknown: the server would not stop the queues.
        """
        asked: list[str] = []
        try:
            for queue in feeding(self._group, (await self._caller.listing()).facts):
                asked.append(queue)
                await self._stop(queue, asked)
            self._tell_stopped(asked)
            await self._until_quiet(wait)
            await asyncio.to_thread(move)
        finally:
            await self._open_again(asked)
        return asked

    async def _stop(self, queue: str, asked: list[str]) -> None:
        try:
            await self._caller.ask(StopQueue(queue), str(uuid.uuid4()))
        except Refused:
            asked.remove(queue)
            raise

    async def _until_quiet(self, wait: float) -> None:
        clock = asyncio.get_running_loop().time
        deadline = clock() + wait
        before: set[int] = set()
        while True:
            began = clock()
            jobs = await self.jobs()
            if not jobs:
                return
            left = deadline - clock()
            if left <= 0:
                raise StillBusy(seconds=f"{wait:g}", group=self._group, jobs=named(jobs))
            numbers = {job.number for job in jobs}
            if numbers != before:
                self._progress(jobs, left)
                before = numbers
            # A board of a million jobs is not asked for every second.
            pause = max(LOOK_EVERY, SHARE * (clock() - began))
            await asyncio.sleep(min(pause, left))

    async def _open_again(self, queues: list[str]) -> None:
        left: list[str] = []
        why: JmssError | None = None
        for queue in queues:
            if why is None or isinstance(why, Refused):
                try:
                    await self._caller.ask(OpenQueue(queue), str(uuid.uuid4()))
                    continue
                except OutcomeUnknown:
                    why = ServerAway(server=self._caller.server, why=N_("the link was cut"))
                except JmssError as error:
                    why = error
            left.append(queue)
        if why is not None:
            raise QueuesStopped(queues=", ".join(left), why=why) from why


def jobs_on(group: str, facts: Iterable[Fact]) -> list[Job]:
    """List the jobs that take up one of the machine's places, by number."""
    jobs = (fact for fact in facts if isinstance(fact, Job))
    on = [job for job in jobs if job.machine == group and job.state in ON_MACHINE]
    return sorted(on, key=lambda job: job.number)


def feeding(group: str, facts: Iterable[Fact]) -> list[str]:
    """List the open queues from which jobs may come to the machine."""
    known = list(facts)
    machines = {group} | {
        fact.name
        for fact in known
        if isinstance(fact, Machine) and fact.server_type is ServerType.EXECUTION_MACHINE
    }
    return [
        fact.name
        for fact in known
        if isinstance(fact, Queue)
        and fact.state is QueueState.OPEN
        and group in (fed(fact, machines) or {group})
    ]


def named(jobs: Iterable[Job]) -> str:
    """Name jobs in one line: ``12 BACKUP, 14 SLEEP``."""
    words = [f"{job.number} {job.name}" for job in jobs]
    return ", ".join(words[:NAMED]) + (f", … (+{len(words) - NAMED})" if words[NAMED:] else "")
