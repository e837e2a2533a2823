# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that the desk knows about one job: as it is, its changes, what it waits for. No Qt.

The past comes from the server's journal, a page at a time; the present from the mirror.
"""

from collections.abc import Callable, Iterable, Sequence

from jlook_client.tables.attempts import Attempt, attempts_of
from jmss.errors import JmssError, NoSuchJob
from jmss.model.changes import Change, Gone
from jmss.model.jobs import Job, JobState
from jmss.model.obstacles import Obstacle
from jmss.wire.messages import JobHistory, Waiting

WAITING = frozenset(
    {
        JobState.QUEUED,
        JobState.HELD,
        JobState.STARTING,
        JobState.TAKING_OVER,
        JobState.UNKNOWN,
    }
)
"""States in which it is worth asking what a job waits for."""

MOST_CHANGES = 1_000
"""So many changes are kept, the newest ones; a job that has more is one that never settles."""


class JobRecord:
    """Owned by one job detail subwindow; ``changed`` is called after each news."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.changed: Callable[[], None] = lambda: None
        self.job: Job | None = None
        """As it is, or as it was last."""
        self.on_board = False
        self.obstacles: Sequence[Obstacle] | None = None
        """What it waits for; None: not known."""
        self.since = 0.0
        """When the journal begins, if the job's beginning is no longer in it; else 0."""
        self.complete_to = 0
        """Up to this row of the journal nothing is missing."""
        self.complete = False
        """Whether that is the present."""
        self.asked = ""
        """The id of the question for the journal that is under way."""
        self.trouble: JmssError | None = None
        """Why the journal could not be read."""
        self._changes: dict[int, Change] = {}
        self._anew = False

    @property
    def changes(self) -> list[Change]:
        """Its changes in the order of the journal."""
        return [self._changes[seq] for seq in sorted(self._changes)]

    @property
    def attempts(self) -> list[Attempt]:
        """Its attempts, the first one first."""
        return attempts_of(self.changes, self.job)

    @property
    def held_by(self) -> str:
        """Who holds it; empty when nobody does or nobody knows."""
        if self.job is None or self.job.state is not JobState.HELD:
            return ""
        by, held = "", False
        for change in self.changes:
            now = isinstance(change.fact, Job) and change.fact.state is JobState.HELD
            if now and not held:
                by = change.by
            held = now
        return by if held else ""

    @property
    def gone_at(self) -> float | None:
        """When it left the board, if the journal still says so."""
        left = [change.at for change in self._changes.values() if isinstance(change.fact, Gone)]
        return max(left, default=None)

    def take_job(self, job: Job | None) -> None:
        """The mirror has the job as ``job``, or has it no more."""
        if self.on_board == (job is not None) and job in {None, self.job}:
            return
        self.on_board = job is not None
        if job is not None:
            self.job = job
        if job is None or job.state not in WAITING:
            self.obstacles = []
        self.changed()

    def begin_anew(self) -> None:
        """The journal may be another one: its next page takes the place of everything."""
        self._anew, self.complete, self.complete_to = True, False, 0

    def cut(self) -> None:
        """Nobody tells what comes from here on, and no question is answered any more."""
        self.complete, self.asked = False, ""

    def take_page(self, page: JobHistory) -> None:
        """Take what the journal says."""
        if self._anew:
            self._anew = False
            self._changes.clear()
        self.trouble = None
        self.since = page.since or self.since
        self.complete_to, self.complete = page.seq, not page.more
        if self.job is None and page.fact is not None:
            self.job = page.fact
        self._add(page.changes)
        self.changed()

    def take_live(self, changes: Iterable[Change], seq: int) -> None:
        """Take what a delta up to row ``seq`` says of the job."""
        if self.complete:
            self.complete_to = max(self.complete_to, seq)
        before = len(self._changes)
        self._add(changes)
        if len(self._changes) != before:
            self.changed()

    def take_waiting(self, waiting: Waiting) -> None:
        """Take what the job waits for."""
        if self.obstacles != waiting.obstacles:
            self.obstacles = waiting.obstacles
            self.changed()

    def fail(self, error: JmssError) -> None:
        """The server could not say more."""
        self.trouble, self.complete = error, True
        if isinstance(error, NoSuchJob):
            self.obstacles = []
        self.changed()

    def _add(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self._changes[change.seq] = change
            if self.job is None and isinstance(change.fact, Job):
                self.job = change.fact
        for seq in sorted(self._changes)[: max(0, len(self._changes) - MOST_CHANGES)]:
            self.since = max(self.since, self._changes.pop(seq).at)
