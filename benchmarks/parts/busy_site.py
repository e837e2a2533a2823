# SPDX-License-Identifier: GPL-3.0-or-later
"""A site's work, made up: jobs are submitted, start, run and end, so many changes a second.

It works inside the server, on its own board: every change is checked, journalled, committed
and told as any other. Only the machines are missing, and with them thousands of processes.
"""

import asyncio
import random
from collections.abc import Iterable, Sequence

from jmss.errors import JmssError
from jmss.model.changes import Fact
from jmss.model.jobs import ENDED, Job, JobState, Reason
from jmss.server.board import Board

QUEUES = ("NIGHT", "ACCOUNT", "STOCK", "REPORT")
AT_WORK = 3000
"""Jobs that have not ended, about."""
STEP = 0.02
"""Seconds between two bursts."""
TOGETHER = 10
"""Changes that one write records: what comes at a time from one machine."""
MOST_BEHIND = 1.0
"""Seconds by which the store may be behind before nothing more is recorded."""

_OWNERS = tuple(f"user{at:02d}" for at in range(40))
_MACHINES = tuple((f"VCOM{5 + at}", f"SV{1 + at % 4}") for at in range(8))
_NAMES = ("nightly", "billing", "夜間集計", "export", "在庫更新")
_S = JobState


class BusySite:
    """Works until told to rest. Lives on the server's loop.

    Args:
        board: the server's.
        rate: rows of the journal in a second; what the server writes by itself counts too.
        waiting: the numbers of the jobs that have not ended.
        seed: of the chance.
    """

    def __init__(self, board: Board, rate: float, waiting: Iterable[int], seed: int) -> None:
        self._board = board
        self._rate = rate
        self._chance = random.Random(seed)
        self._resting = asyncio.Event()
        self._numbers = list(waiting)

    def rest(self) -> None:
        """Record nothing more."""
        self._resting.set()

    async def work(self) -> None:
        """Work until told to rest, or until the server takes nothing any more."""
        loop = asyncio.get_running_loop()
        owed, then = 0.0, loop.time()
        seq = self._board.next_seq()
        while not self._resting.is_set():
            now = loop.time()
            # Who was held up does not make up for more than a second.
            owed = min(owed + (now - then) * self._rate, self._rate)
            owed -= self._board.next_seq() - seq
            then, seq = now, self._board.next_seq()
            try:
                await self._record(int(owed))
            except JmssError:
                return
            await asyncio.sleep(STEP)

    async def _record(self, count: int) -> None:
        board = self._board
        stored: asyncio.Future[None] | None = None
        for begin in range(0, count, TOGETHER):
            stored = board.record(self._facts(min(TOGETHER, count - begin)))
        behind = board.next_seq() - 1 - board.stored.seq
        if stored is not None and behind > self._rate * MOST_BEHIND:
            await stored

    def _facts(self, count: int) -> Sequence[Fact]:
        """Give changes of different jobs, each a legal move."""
        new = min(count, max(0, AT_WORK - len(self._numbers)))
        facts: list[Fact] = [self._new_job() for _ in range(new)]
        places = self._chance.sample(
            range(len(self._numbers)), min(count - new, len(self._numbers))
        )
        for place in sorted(places, reverse=True):
            job = self._next(self._board.facts.jobs[self._numbers[place]])
            facts.append(job)
            if job.state in ENDED:
                self._numbers[place] = self._numbers[-1]
                self._numbers.pop()
        self._numbers += [fact.number for fact in facts[:new] if isinstance(fact, Job)]
        return facts

    def _new_job(self) -> Job:
        chance, number = self._chance, self._board.new_number()
        step = f"/opt/site/bin/step --of {chance.randrange(2000)}"
        return Job(
            number=number,
            name=f"{chance.choice(_NAMES)}-{number}",
            owner=chance.choice(_OWNERS),
            queue=chance.choice(QUEUES),
            command=f"{step} {'x' * chance.randrange(80)}",
            priority=chance.randrange(100),
            restartable=chance.random() < 0.3,
            submitted=self._board.clock(),
        )

    def _next(self, job: Job) -> Job:
        """Give a job as it goes on."""
        luck, now = self._chance.random(), self._board.clock()
        match job.state:
            case _S.QUEUED if luck < 0.05:
                return job.moved(_S.HELD)
            case _S.QUEUED:
                machine, node = self._chance.choice(_MACHINES)
                return job.moved(_S.STARTING, machine=machine, node=node, attempt=job.attempt + 1)
            case _S.HELD if luck < 0.2:
                return job.moved(_S.CANCELLED, reason=Reason.OPERATOR, ended=now)
            case _S.HELD:
                return job.moved(_S.QUEUED)
            case _S.STARTING:
                return job.moved(_S.RUNNING, started=now)
            case _ if luck < 0.05:
                return job.moved(
                    _S.ENDED_ABNORMALLY, reason=Reason.EXIT_CODE, ended=now, exit_code=8
                )
            case _:
                return job.moved(_S.ENDED_NORMALLY, ended=now, exit_code=0)
