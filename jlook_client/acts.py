# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operator wanted done, to how many jobs or queues, and how far each of them has come.

One act is one thing that the operator chose; each of its parts is one operation on one job or
queue. A part ends as done, refused or not asked, and as nothing else (``NEXT``). No clock and
no link: ``apps/acting.py`` asks the server and moves the parts on.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jmss.access.roles import operation_name
from jmss.errors import JmssError, NotNow
from jmss.model.jobs import JobState
from jmss.model.operations import JobOperation, Operation, QueueOperation

MOST_ACTS = 200
"""Acts that are remembered; of more, the oldest that are settled go."""
MOST_PARTS = 50_000
"""Parts of all of them likewise."""


class Stage(StrEnum):
    """How far a part has come."""

    WAITING = "waiting"
    """Not sent yet: others of the same act go first."""
    SENT = "sent"
    UNKNOWN = "unknown"
    """The link was cut before the answer; the server is asked after the return."""
    ACCEPTED = "accepted"
    """The server has stored it, and what it leads to takes its time: a job is being ended."""
    DONE = "done"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"
    """The server never received it; nothing was done."""


SETTLED = frozenset({Stage.DONE, Stage.REFUSED, Stage.NOT_ASKED})
"""Where a part stays."""

NEXT: dict[Stage, frozenset[Stage]] = {
    Stage.WAITING: frozenset({Stage.SENT, Stage.NOT_ASKED, Stage.REFUSED}),
    Stage.SENT: SETTLED | {Stage.UNKNOWN, Stage.ACCEPTED},
    Stage.UNKNOWN: SETTLED | {Stage.ACCEPTED},
    Stage.ACCEPTED: frozenset({Stage.DONE}),
    Stage.DONE: frozenset(),
    Stage.REFUSED: frozenset(),
    Stage.NOT_ASKED: frozenset(),
}
"""Every move that a part can make."""


@dataclass(slots=True, eq=False)
class Part:
    """One operation of an act; moved by ``Acts.move`` alone."""

    operation: Operation
    stage: Stage = Stage.WAITING
    told: JmssError | None = None
    """Why it was refused or not asked, as far as it was put into words."""
    forbidding: JobState | None = None
    """The state of the job that does not allow it; nobody was asked."""
    became: JobState | None = None
    """The state of a job that was accepted to be ended, once it has ended."""
    made: int | None = None
    """The number of the job that it led to, once it is done; None: it led to none."""
    back: Operation | None = None
    """What undoes it, by how things stood when it was asked; None: nothing does."""
    act: "Act | None" = None
    """What it is a part of."""

    @property
    def error(self) -> JmssError | None:
        """Why it was refused or not asked; of thousands, most are never put into words."""
        if self.told is None and self.forbidding is not None:
            name = operation_name(self.operation)
            self.told = NotNow(job=self.job, state=self.forbidding, operation=name)
        return self.told

    @property
    def job(self) -> int | None:
        """The number of the job that it is about."""
        return self.operation.job if isinstance(self.operation, JobOperation) else None

    @property
    def queue(self) -> str | None:
        """The name of the queue that it is about."""
        return self.operation.queue if isinstance(self.operation, QueueOperation) else None


class Act:
    """One thing that the operator chose.

    Args:
        kind: names it, as ``tables/act_words.py`` knows it: ``hold``, ``force_end``, …
        parts: one for each job or queue.
        at: when, seconds since 1970.
        undoes: whether it takes back an earlier one.
    """

    def __init__(
        self, kind: str, parts: Sequence[Part], *, at: float, undoes: bool = False
    ) -> None:
        self.kind = kind
        self.parts = parts
        self.at = at
        self.undoes = undoes
        stages = [part.stage for part in parts]
        # Counting them one by one would ask each for its hash, and there may be ten thousand.
        self.counts = Counter({stage: stages.count(stage) for stage in Stage})
        for part in parts:
            part.act = self

    @property
    def is_settled(self) -> bool:
        """Whether the outcome of each part is known."""
        return sum(self.counts[stage] for stage in SETTLED) == len(self.parts)

    def takes_back(self, other: "Act") -> bool:
        """Whether this takes back what another one did, wholly or in part."""
        if not self.undoes or self is other or self.kind != other.kind or not self.parts:
            return False
        undone = (self.parts[0].job, self.parts[0].queue)
        return any((part.job, part.queue) == undone for part in other.parts)

    def at_stage(self, *stages: Stage) -> list[Part]:
        """Give the parts that stand there."""
        return [part for part in self.parts if part.stage in stages]


class ActsWatcher:
    """Told of acts; override what is of interest."""

    def act_changed(self, act: Act, parts: Sequence[Part]) -> None:
        """An act is new, or these parts of it have come further."""

    def acts_forgotten(self, jobs: Sequence[int]) -> None:
        """Some acts are over for good, or were seen; these jobs were marked by them."""


class Acts:
    """The acts of one desk, the newest first. Owns the stage of each part."""

    def __init__(self) -> None:
        self.watchers: list[ActsWatcher] = []
        self.newest_first: list[Act] = []
        self._marked: dict[int, Part] = {}

    def begin(self, act: Act) -> None:
        """Remember an act; what was said of its jobs before no longer counts."""
        self.newest_first.insert(0, act)
        self._marked.update(
            (part.operation.job, part)
            for part in act.parts
            if isinstance(part.operation, JobOperation)
        )
        self._forget_oldest()
        self._tell(act, act.parts)

    def move(
        self,
        part: Part,
        stage: Stage,
        *,
        error: JmssError | None = None,
        became: JobState | None = None,
    ) -> None:
        """Let a part of an act come further.

        Raises:
            ValueError: ``NEXT`` has no such move; nothing changes.
        """
        self.move_all([part], stage, error=error, became=became)

    def move_all(
        self,
        parts: Sequence[Part],
        stage: Stage,
        *,
        error: JmssError | None = None,
        became: JobState | None = None,
    ) -> None:
        """Let several parts of one act come further, and tell it once.

        Raises:
            ValueError: ``NEXT`` has no such move for one of them; nothing changes.
        """
        for part in parts:
            if stage not in NEXT[part.stage]:
                raise ValueError(f"{part.operation} is {part.stage} and cannot become {stage}")
        act = parts[0].act
        assert act is not None
        for part in parts:
            act.counts[part.stage] -= 1
            act.counts[stage] += 1
            part.stage, part.told, part.became = stage, error, became
            if stage is Stage.DONE:
                self._unmark(part)
        self._tell(act, parts)

    def marked(self, job: int) -> Part | None:
        """Give the part that the last act on a job has about it; None: that went well."""
        return self._marked.get(job)

    def unmark(self, parts: Sequence[Part]) -> None:
        """Let these parts mark their jobs no longer; they stay in their acts."""
        jobs = [job for job in map(self._unmark, parts) if job is not None]
        if jobs:
            self._tell_forgotten(jobs)

    def unmark_settled(self) -> None:
        """Mark only the jobs of which the outcome is still open: the operator saw the others."""
        self.unmark([part for part in self._marked.values() if part.stage in SETTLED])

    def forget_settled(self) -> None:
        """Remember no more acts but those whose outcome is still open."""
        self._forget([act for act in self.newest_first if act.is_settled])

    def _forget_oldest(self) -> None:
        left = sum(len(act.parts) for act in self.newest_first)
        count, gone = len(self.newest_first), []
        for act in reversed(self.newest_first[1:]):
            if count <= MOST_ACTS and left <= MOST_PARTS:
                break
            if act.is_settled:
                gone.append(act)
                count, left = count - 1, left - len(act.parts)
        if gone:
            self._forget(gone)

    def _forget(self, gone: Sequence[Act]) -> None:
        gone_ones = set(map(id, gone))
        self.newest_first = [act for act in self.newest_first if id(act) not in gone_ones]
        self._tell_forgotten([job for job in map(self._unmark, _parts_of(gone)) if job is not None])

    def _tell_forgotten(self, jobs: Sequence[int]) -> None:
        for watcher in tuple(self.watchers):
            watcher.acts_forgotten(jobs)

    def _unmark(self, part: Part) -> int | None:
        job = part.job
        if job is None or self._marked.get(job) is not part:
            return None
        del self._marked[job]
        return job

    def _tell(self, act: Act, parts: Sequence[Part]) -> None:
        for watcher in tuple(self.watchers):
            watcher.act_changed(act, parts)


def _parts_of(acts: Sequence[Act]) -> Iterable[Part]:
    return (part for act in acts for part in act.parts)
