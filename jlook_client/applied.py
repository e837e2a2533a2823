# SPDX-License-Identifier: GPL-3.0-or-later
"""What a delta did to the mirror: the changes, and what held before each of them."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from jlook_client.turns import Before, Turns, turns_of
from jmss.model.changes import Change
from jmss.model.jobs import Job
from jmss.model.machines import Machine, Placement
from jmss.model.queues import Queue

Held = Before | Queue | Machine | Placement
"""What held before a change."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was applied, with what held before (None: nothing did)."""

    change: Change
    old: Held | None


class AppliedChanges(Sequence[Applied]):
    """All changes of one delta; what is asked for only in part is made only in part."""

    seqs: Sequence[int]
    """The journal rows that are in the mirror now and were not before."""

    @abstractmethod
    def turns(self) -> Turns:
        """Give what became of jobs."""


class AppliedList(AppliedChanges):
    """Changes that came one by one."""

    def __init__(self, changes: Sequence[Applied] = ()) -> None:
        self._changes = changes
        self.seqs = [one.change.seq for one in changes]

    def __len__(self) -> int:
        """Give how many changes there are."""
        return len(self._changes)

    @overload
    def __getitem__(self, at: int) -> Applied: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Applied]: ...
    def __getitem__(self, at: int | slice) -> Applied | Sequence[Applied]:
        """Give one of them, or some."""
        return self._changes[at]

    def turns(self) -> Turns:
        """Give what became of jobs."""
        return turns_of(
            [
                (one.old if isinstance(one.old, Before) else None, one.change.fact)
                for one in self._changes
                if isinstance(one.change.fact, Job)
            ]
        )
