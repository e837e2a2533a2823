# SPDX-License-Identifier: GPL-3.0-or-later
"""One job of the board, chosen once and for all: what actions ask of a selection. No Qt."""

from collections.abc import Sequence

from jlook_client.mirror import Mirror
from jmss.model.jobs import Job, JobState


class OneJob:
    """A selection of one job, or of none when that has left the board.

    Args:
        number: of the job.
        mirror: has it, as long as it is on the board.
    """

    def __init__(self, number: int, mirror: Mirror) -> None:
        self._number = number
        self._mirror = mirror

    def selected_count(self) -> int:
        """Give how many jobs are selected."""
        return len(self.selected_jobs())

    def selected_jobs(self) -> Sequence[Job]:
        """Give the selected jobs."""
        return self.jobs_of([self._number])

    def selected_numbers(self) -> list[int]:
        """Give their numbers."""
        return [job.number for job in self.selected_jobs()]

    def selected_states(self) -> set[JobState]:
        """Give the states that they are in."""
        return {job.state for job in self.selected_jobs()}

    def jobs_of(self, numbers: list[int]) -> list[Job]:
        """Give jobs by their numbers, those that are still here."""
        found = (self._mirror.jobs.get(number) for number in numbers)
        return [job for job in found if job is not None]

    def states_of(self, numbers: Sequence[int]) -> list[JobState | None]:
        """Give the states of jobs by their numbers; None for one that is not here."""
        jobs = (self._mirror.jobs.get(number) for number in numbers)
        return [None if job is None else job.state for job in jobs]

    @property
    def queue_names(self) -> list[str]:
        """The names of all job queues, sorted."""
        return sorted(self._mirror.queues)
