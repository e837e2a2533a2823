# SPDX-License-Identifier: GPL-3.0-or-later
"""End jobs that run for longer than their queue allows (JEnv)."""

from collections.abc import Callable, Iterator

from jmss.model.jobs import Job, JobState
from jmss.rules.takeover import too_long
from jmss.server.board import Board


class TimeLimits:
    """Looks once a second at what runs; without a limit anywhere that costs nothing.

    A job that is being ended is told so again by its machine's inventory, so a failover in
    between changes nothing.

    Args:
        board: what holds.
        stop: tells a job's machine to end it; with its second argument, at once.
    """

    def __init__(self, board: Board, stop: Callable[[Job, bool], None]) -> None:
        self._board = board
        self._stop = stop

    async def look(self) -> None:
        """End what has run for too long.

        Raises:
            JmssError: the store has failed, or the server is stopping.
        """
        late = [too_long(job) for job in self._late()]
        if late:
            await self._board.record(late)
            for job in late:
                self._stop(job, False)

    def _late(self) -> Iterator[Job]:
        facts, now = self._board.facts, self._board.clock()
        limits = {
            name: queue.time_limit for name, queue in facts.queues.items() if queue.time_limit
        }
        if not any(facts.at_work(name) for name in limits):
            return
        for machine in tuple(facts.machines):
            for job in facts.jobs_on(machine):
                limit = limits.get(job.queue, 0.0)
                runs = job.state is JobState.RUNNING and job.started is not None
                if limit and runs and now - (job.started or now) >= limit:
                    yield job
