# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs that a table shows, as objects, each made when it is asked for."""

from collections.abc import Callable, Sequence
from typing import overload

from jlook_client.tables.row_order import Rows
from jmss.model.jobs import Job


class ShownJobs(Sequence[Job]):
    """Jobs from top to bottom.

    Args:
        rows: the rows, the first one on top.
        job: gives the job of a row.
    """

    def __init__(self, rows: Rows, job: Callable[[int], Job]) -> None:
        self._rows = rows
        self._job = job

    def __len__(self) -> int:
        """Give how many there are."""
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Job: ...
    @overload
    def __getitem__(self, at: slice) -> "ShownJobs": ...
    def __getitem__(self, at: int | slice) -> "Job | ShownJobs":
        """Give one of them, or some."""
        if isinstance(at, slice):
            return ShownJobs(self._rows[at], self._job)
        return self._job(int(self._rows[at]))
