# SPDX-License-Identifier: GPL-3.0-or-later
"""When the mark of a refusal is old news: its job has come to another state since."""

from collections.abc import Sequence

import numpy as np

from jlook_client.acts import Act, Acts, ActsWatcher, Part, Stage
from jlook_client.mirror import Mirror, MirrorWatcher
from jmss.columns.jobs import Ints
from jmss.columns.number_index import NO_ROW

_GONE = -1
"""In place of the state of a job that has left the board."""


class MarksSeen(ActsWatcher, MirrorWatcher):
    """Takes the mark of a refusal off a job that went on; the list of acts keeps it.

    Args:
        acts: marks the jobs.
        mirror: tells their states.
    """

    def __init__(self, acts: Acts, mirror: Mirror) -> None:
        self._acts = acts
        self._mirror = mirror
        self._parts: dict[int, Part] = {}
        self._numbers = np.empty(0, np.int64)
        self._states = np.empty(0, np.int64)
        acts.watchers.append(self)
        mirror.watchers.append(self)

    def act_changed(self, act: Act, parts: Sequence[Part]) -> None:
        """Remember in which state jobs were that something was not done to (``ActsWatcher``)."""
        left = {
            part.job: part
            for part in parts
            if part.stage is Stage.REFUSED or part.stage is Stage.NOT_ASKED
        }
        if left:
            self._parts.update((job, part) for job, part in left.items() if job is not None)
            before = dict(zip(self._numbers.tolist(), self._states.tolist(), strict=True))
            self._numbers = np.array(list(self._parts), np.int64)
            self._states = self._states_now()
            for at, number in enumerate(self._parts if before else ()):
                if number in before and number not in left:
                    self._states[at] = before[number]

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """See which of them went on (``MirrorWatcher``)."""
        self._look()

    def replaced(self) -> None:
        """See the same on another board (``MirrorWatcher``)."""
        self._look()

    def _look(self) -> None:
        if not len(self._numbers):
            return
        went_on = self._states_now() != self._states
        if went_on.any():
            numbers = self._numbers[went_on].tolist()
            self._numbers, self._states = self._numbers[~went_on], self._states[~went_on]
            self._acts.unmark([self._parts.pop(number) for number in numbers])

    def _states_now(self) -> Ints:
        columns = self._mirror.columns
        rows = columns.rows(self._numbers)
        here = rows != NO_ROW
        states = np.full(len(rows), _GONE, np.int64)
        states[here] = columns.state[rows[here]]
        return states
