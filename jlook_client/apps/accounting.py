# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounting for every job and every event: nothing is believed that was not counted.

The jobs of a drill write a ledger with their own hands: a line at the start and one at
the end of each run. The desk's connection is counted change by change. Neither asks the
server what it thinks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from jlook_client.applied import AppliedChanges
from jlook_client.connection import ConnectionWatcher
from jmss.model.jobs import ENDED, Job, JobState, Reason


class Events(ConnectionWatcher):
    """Counts the journal rows that reached the desk."""

    def __init__(self) -> None:
        self._seen: Counter[int] = Counter()

    def applied(self, changes: AppliedChanges) -> None:
        """Count these rows."""
        self._seen.update(changes.seqs)

    def duplicates(self, after: int, up_to: int) -> int:
        """Give how many rows of this stretch have come more than once."""
        return sum(
            times - 1 for seq, times in self._seen.items() if after < seq <= up_to and times > 1
        )

    def missing(self, after: int, up_to: int) -> list[int]:
        """Give the rows of this stretch that have not come although they are in the journal."""
        return [seq for seq in range(after + 1, up_to + 1) if not self._seen[seq]]


class Ledger:
    """The file that the drill's jobs write with their own hands.

    Args:
        path: where it lies; the shell appends short lines, which the kernel keeps whole.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def command(self, seconds: float, exit_code: int) -> str:
        """Give a command line that runs for so long, ends like that, and accounts for itself."""
        note = f'echo "{{}} $JMSS_JOB $JMSS_ATTEMPT $$" >> {self.path}'
        return f"{note.format('start')}; sleep {seconds}; {note.format('end')}; exit {exit_code}"

    def starts(self) -> Counter[tuple[int, int]]:
        """Give how often each (job, attempt) was started."""
        return self._noted("start")

    def ends(self) -> Counter[tuple[int, int]]:
        """Give how often each (job, attempt) came to its own end."""
        return self._noted("end")

    def _noted(self, word: str) -> Counter[tuple[int, int]]:
        if not self.path.exists():
            return Counter()
        noted: Counter[tuple[int, int]] = Counter()
        for line in self.path.read_text(encoding="utf-8").splitlines():
            what, job, attempt, _pid = line.split()
            if what == word:
                noted[int(job), int(attempt)] += 1
        return noted


class JobAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the jobs that were submitted."""

    submitted: int
    ended_normally: int
    ended_abnormally: int
    cancelled: int
    interrupted: int
    lost: int
    """Submitted, and not on the board, not ended, or ended otherwise than the ledger says."""
    run_twice: int
    """Attempts that ran more than once, and jobs that ran again without being restartable."""


def account(numbers: Iterable[int], jobs: Mapping[int, Job], ledger: Ledger) -> JobAccount:
    """Settle the account of the jobs ``numbers``, all of which should have ended."""
    starts, ends = ledger.starts(), ledger.ends()
    runs = Counter(number for number, _ in starts)
    wanted = list(numbers)
    states: Counter[str] = Counter()
    lost = 0
    again = 0
    for number in wanted:
        job = jobs.get(number)
        if job is None or job.state not in ENDED or _contradicts(job, ends):
            lost += 1
            continue
        interrupted = job.reason is Reason.INTERRUPTED
        states["interrupted" if interrupted else job.state.value] += 1
        if not job.restartable and runs[number] > 1:
            again += 1
    return JobAccount(
        submitted=len(wanted),
        ended_normally=states[JobState.ENDED_NORMALLY],
        ended_abnormally=states[JobState.ENDED_ABNORMALLY],
        cancelled=states[JobState.CANCELLED],
        interrupted=states["interrupted"],
        lost=lost,
        run_twice=again + sum(times - 1 for times in starts.values()),
    )


def _contradicts(job: Job, ends: Counter[tuple[int, int]]) -> bool:
    """Whether the board says that a job came to its own end and the ledger does not."""
    own_end = job.state is JobState.ENDED_NORMALLY or job.reason is Reason.EXIT_CODE
    return own_end and not ends[job.number, job.attempt]
