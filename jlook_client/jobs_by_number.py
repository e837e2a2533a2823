# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a board as objects, for those who need a few of them by their numbers."""

from collections.abc import Iterator, Mapping

import numpy as np

from jmss.columns.jobs import JobColumns
from jmss.columns.number_index import NO_ROW
from jmss.model.jobs import Job


class JobsByNumber(Mapping[int, Job]):
    """Looks like a dictionary, ascending; each access makes the job anew from its columns."""

    def __init__(self, columns: JobColumns) -> None:
        self._columns = columns

    def __getitem__(self, number: int) -> Job:
        """Give a job; ``KeyError``: it is not on the board."""
        row = self._columns.row(number)
        if row == NO_ROW:
            raise KeyError(number)
        return self._columns.job(row)

    def __contains__(self, number: object) -> bool:
        """Whether a job is on the board."""
        return isinstance(number, int) and self._columns.row(number) != NO_ROW

    def __iter__(self) -> Iterator[int]:
        """Give the numbers, ascending."""
        columns = self._columns
        return iter(np.sort(columns.number[columns.all_rows()]).tolist())

    def __len__(self) -> int:
        """Give how many jobs there are."""
        return len(self._columns)
