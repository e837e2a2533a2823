# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be taken back: acts whose jobs nobody has touched since.

The server is asked for the opposite, as for anything else; nothing is turned back in secret.
"""

from collections.abc import Callable, Sequence

from jlook_client.acts import Act, ActsWatcher, Part, Stage
from jlook_client.applied import AppliedChanges
from jmss.columns.jobs import JobColumns
from jmss.columns.number_index import NO_ROW
from jmss.model.changes import Gone
from jmss.model.operations import (
    Hold,
    MoveToQueue,
    OpenQueue,
    Operation,
    Release,
    SetPriority,
    StopQueue,
)
from jmss.model.queues import Queue

MOST = 20
"""Acts that can be taken back, the newest."""


def way_back(operation: Operation, columns: JobColumns) -> Operation | None:
    """Give what undoes an operation, by how things stand before it; None: nothing does.

    Args:
        operation: about to be asked for.
        columns: the jobs.
    """
    match operation:
        case Hold():
            return Release(operation.job)
        case Release():
            return Hold(operation.job)
        case OpenQueue():
            return StopQueue(operation.queue)
        case StopQueue():
            return OpenQueue(operation.queue)
        case SetPriority() | MoveToQueue():
            row = columns.row(operation.job)
            if row == NO_ROW:
                return None
            if isinstance(operation, SetPriority):
                return SetPriority(operation.job, int(columns.priority[row]))
            queue = columns.words.text(int(columns.queue[row])) or ""
            return MoveToQueue(operation.job, queue)
        case _:
            return None


class Undo(ActsWatcher):
    """Knows the newest act that can be taken back."""

    def __init__(self) -> None:
        self.changed: Callable[[], None] = lambda: None
        """Called when ``newest`` may be another one, or be about fewer jobs."""
        self._acts: dict[int, Act] = {}
        """By ``id``, the oldest first."""
        self._open: dict[int, dict[int | str, Part]] = {}
        """By the act's ``id`` and the part's job or queue: what nobody has touched since."""

    @property
    def newest(self) -> Act | None:
        """The act that would be taken back."""
        for key in reversed(self._acts):
            if self._open[key] and self._acts[key].is_settled:
                return self._acts[key]
        return None

    def ways_back(self, act: Act) -> list[Operation]:
        """Give what takes an act back, in the order in which its parts were asked for."""
        parts = self._open.get(id(act), {}).values()
        return [part.back for part in parts if part.back is not None]

    def take(self, act: Act) -> list[Operation]:
        """Give what takes an act back; it cannot be taken back once more."""
        ways = self.ways_back(act)
        self._drop(id(act))
        self.changed()
        return ways

    # What the acts and the connection tell.

    def act_changed(self, act: Act, parts: Sequence[Part]) -> None:
        """Note what was done, and can be undone."""
        done = [part for part in parts if part.stage is Stage.DONE and part.back is not None]
        if done and not act.undoes:
            if id(act) not in self._acts:
                self._acts[id(act)] = act
                self._open[id(act)] = {}
                while len(self._acts) > MOST:
                    self._drop(next(iter(self._acts)))
            self._open[id(act)].update((_target(part), part) for part in done)
        if act.is_settled:
            self.changed()

    def applied(self, changes: AppliedChanges) -> None:
        """Forget what was touched by others: who asks hears of it later than of the change."""
        if not self._acts:
            return
        touched: set[int | str] = set(changes.turns.number.tolist())
        touched |= {_touched(one.change.fact) for one in changes.others}
        self._forget(touched)

    def replaced(self) -> None:
        """The board came whole: what happened meanwhile is not known one by one."""
        self._acts.clear()
        self._open.clear()
        self.changed()

    def _forget(self, touched: set[int | str]) -> None:
        hit = False
        for still in self._open.values():
            for target in touched & still.keys():
                del still[target]
                hit = True
        if hit:
            self.changed()

    def _drop(self, key: int) -> None:
        del self._acts[key]
        del self._open[key]


def _target(part: Part) -> int | str:
    return part.job if part.job is not None else part.queue or ""


def _touched(fact: object) -> int | str:
    if isinstance(fact, Gone):
        return fact.number
    return fact.name if isinstance(fact, Queue) else ""
