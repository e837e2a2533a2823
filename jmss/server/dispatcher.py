# SPDX-License-Identifier: GPL-3.0-or-later
"""Start waiting jobs wherever there is room, as soon as there is."""

import asyncio

from jmss.model.queues import QueueState
from jmss.rules.dispatch import Lane, assign, eligible
from jmss.server.board import Board
from jmss.server.machines import Machines


class Dispatcher:
    """Looks once after each burst of changes; the decision itself is ``jmss.rules.dispatch``."""

    def __init__(self, board: Board, machines: Machines) -> None:
        self._board = board
        self._machines = machines
        self._due = False

    def wake(self) -> None:
        """Something changed: look soon, once however often this is called."""
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        self._due = False
        free = self._machines.free()
        room = sum(slots for slots in free.values() if slots > 0)
        if room:
            starts = assign(self._lanes(room), free, self._limits())
            if starts:
                self._machines.start(starts)

    def _lanes(self, room: int) -> list[Lane]:
        facts = self._board.facts
        execution = [name for name in facts.machines if self._machines.knows(name)]
        lanes = []
        for (queue_name, wanted), waiting in facts.lanes.items():
            queue = facts.queues.get(queue_name)
            if queue is not None and queue.state is QueueState.OPEN and waiting:
                may = eligible(queue, wanted, execution)
                lanes.append(Lane(waiting=waiting.first(room), machines=may, queue=queue_name))
        return lanes

    def _limits(self) -> dict[str, int]:
        facts = self._board.facts
        return {
            name: queue.limit - facts.at_work(name)
            for name, queue in facts.queues.items()
            if queue.limit
        }
