# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the server for what the operator wants, and tells how far it has come.

Many jobs are asked about a few at a time: the window stays quick, and at a cut little is
unknown. What was not sent before the cut is not kept for later (``docs/link.md``).
"""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

import numpy as np

from jlook_client.acts import Act, Acts, Part, Stage
from jlook_client.connection import Asked, Connection, Phase
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.undo import way_back
from jmss.columns.jobs import STATES, Ints
from jmss.columns.number_index import NO_ROW
from jmss.errors import NotAsked, OperationLost
from jmss.model.jobs import JobState
from jmss.model.operations import Cancel, Operation

AT_ONCE = 100
"""Operations that are on their way and not answered yet, at most."""


class Acting(MirrorWatcher):
    """Carries out acts, one after the other.

    Args:
        connection: asks the server.
        mirror: tells how things stand, and when a job that is being ended has ended.
        acts: remembers them and tells the views.
        wall: seconds since 1970.
    """

    def __init__(
        self, connection: Connection, mirror: Mirror, acts: Acts, wall: Callable[[], float]
    ) -> None:
        self.acts = acts
        self._connection = connection
        self._mirror = mirror
        self._wall = wall
        self._waiting: deque[Part] = deque()
        self._on_the_way = 0
        self._being_ended: dict[int, list[Part]] = {}
        mirror.watchers.append(self)

    @property
    def role(self) -> str:
        """What the server lets us do; empty: it has not said."""
        return self._connection.role

    def carry_out(
        self,
        kind: str,
        operations: Sequence[Operation],
        *,
        forbidden: Sequence[tuple[Operation, JobState]] = (),
        undoes: bool = False,
    ) -> Act:
        """Ask for operations that belong together; give the act, whose parts tell the outcome.

        Args:
            kind: names the act.
            operations: what to ask for, one for each job or queue.
            forbidden: what need not be asked for: the state of its job does not allow it.
            undoes: whether this takes back an earlier act.
        """
        parts = [Part(operation) for operation in operations]
        hopeless = [Part(op, Stage.REFUSED, forbidding=state) for op, state in forbidden]
        act = Act(kind, [*parts, *hopeless], at=self._wall(), undoes=undoes)
        self.acts.begin(act)
        self._waiting.extend(parts)
        self._ask_on()
        return act

    # What the mirror tells.

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """See whether jobs that are being ended have ended."""
        self._look_at_ends()

    def replaced(self) -> None:
        """See the same on another board."""
        self._look_at_ends()

    def _ask_on(self) -> None:
        while self._waiting and self._on_the_way < AT_ONCE:
            part = self._waiting.popleft()
            part.back = way_back(part.operation, self._mirror.columns)
            if not self._connection.ask(part.operation, partial(self._take, part)):
                self._waiting.appendleft(part)
                self._give_up()

    def _give_up(self) -> None:
        """Keep nothing for later: the operator decides anew when the link is back."""
        waiting, self._waiting = self._waiting, deque()
        for _, parts in groupby(waiting, key=lambda part: id(part.act)):
            self.acts.move_all(list(parts), Stage.NOT_ASKED, error=NotAsked())

    def _take(self, part: Part, asked: Asked) -> None:
        if asked.phase is Phase.SENT:
            self._on_the_way += 1
            self.acts.move(part, Stage.SENT)
            return
        if part.stage is Stage.SENT:
            self._on_the_way -= 1
        match asked.phase:
            case Phase.UNKNOWN:
                if part.stage is not Stage.UNKNOWN:  # it may be cut again before the answer
                    self.acts.move(part, Stage.UNKNOWN)
            case Phase.DONE:
                part.made = asked.job
                if not asked.seq:
                    part.back = None  # it was so already: there is nothing of ours to take back
                self._take_done(part)
            case Phase.REFUSED:
                lost = isinstance(asked.error, OperationLost)
                stage = Stage.NOT_ASKED if lost else Stage.REFUSED
                self.acts.move(part, stage, error=asked.error)
        self._ask_on()

    def _take_done(self, part: Part) -> None:
        job = part.job
        if job is not None and isinstance(part.operation, Cancel):
            columns = self._mirror.columns
            row = columns.row(job)
            if row != NO_ROW and STATES[columns.state[row]] is JobState.STOPPING:
                self._being_ended.setdefault(job, []).append(part)
                self.acts.move(part, Stage.ACCEPTED)
                return
        self.acts.move(part, Stage.DONE)

    def _look_at_ends(self) -> None:
        if not self._being_ended:
            return
        columns, numbers = self._mirror.columns, list(self._being_ended)
        rows = columns.rows(np.array(numbers, np.int64))
        for number, row in zip(numbers, rows.tolist(), strict=True):
            state = None if row == NO_ROW else STATES[columns.state[row]]
            if state is not JobState.STOPPING:
                for part in self._being_ended.pop(number):
                    self.acts.move(part, Stage.DONE, became=state)
