# SPDX-License-Identifier: GPL-3.0-or-later
"""Which jobs a command is asked to list."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from jmss.model.jobs import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which jobs to list; an empty field lets all pass."""

    queue: str | None
    states: tuple[str, ...]
    machine: str | None
    numbers: tuple[int, ...]
    name: str | None
    """A pattern: ``*`` and ``?`` stand for any characters."""

    def wants(self, job: Job) -> bool:
        """Whether the job is to be listed."""
        return (
            (not self.numbers or job.number in self.numbers)
            and (not self.queue or job.queue == self.queue)
            and (not self.states or job.state in self.states)
            and (not self.machine or job.machine == self.machine)
            and (not self.name or fnmatchcase(job.name, self.name))
        )
