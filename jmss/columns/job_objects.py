# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of many rows as objects, each column read once: a screen of them is wanted at once."""

import numpy as np
import numpy.typing as npt

from jmss.columns.changing import NO_EXIT
from jmss.columns.jobs import REASONS, STATES, Ints, JobColumns
from jmss.model.jobs import Job

Floats = npt.NDArray[np.float64]


def jobs_of_rows(columns: JobColumns, rows: Ints) -> list[Job]:
    """Give the jobs of rows that have one, in the order of the rows."""
    words, details = columns.words.text, columns.details
    records = columns.records.take(rows)
    where = rows.tolist()
    told = zip(
        columns.number[rows].tolist(),
        columns.names.raws(rows),
        columns.owner[rows].tolist(),
        columns.queue[rows].tolist(),
        columns.commands.raws(rows),
        columns.wanted_machine[rows].tolist(),
        columns.priority[rows].tolist(),
        columns.restartable[rows].tolist(),
        records["state"].tolist(),
        records["reason"].tolist(),
        [details.get(row, "") for row in where] if details else [""] * len(where),
        records["machine"].tolist(),
        records["node"].tolist(),
        records["attempt"].tolist(),
        records["takeovers"].tolist(),
        columns.submitted[rows].tolist(),
        _moments(records["started"]),
        _moments(records["ended"]),
        columns.ints("exit_code", rows).tolist(),
        strict=True,
    )
    return [
        Job(
            number=number,
            name=name.decode(),
            owner=words(owner) or "",
            queue=words(queue) or "",
            command=command.decode(),
            wanted_machine=words(wanted),
            priority=priority,
            restartable=restartable,
            state=STATES[state],
            reason=REASONS[reason],
            detail=detail,
            machine=words(machine),
            node=words(node),
            attempt=attempt,
            takeovers=takeovers,
            submitted=submitted,
            started=started,
            ended=ended,
            exit_code=None if code == NO_EXIT else code,
        )
        for (
            number, name, owner, queue, command, wanted, priority, restartable, state, reason,
            detail, machine, node, attempt, takeovers, submitted, started, ended, code,
        ) in told
    ]  # fmt: skip


def _moments(values: Floats) -> list[float | None]:
    # Of all numbers only NaN is not itself.
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124
