# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys place jobs as the columns' own values would."""

import random

import numpy as np
import pytest

from jlook_client.tables.job_columns import job_columns
from jlook_client.tables.job_keys import RANKED, JobKeys, SortedBy
from jlook_client.tables.row_order import RowOrder
from jmss.columns.jobs import JobColumns
from jmss.model.jobs import Reason
from jmss.texts import Texts
from tests.fakes.desk_board import NOON, STATES, a_job
from tests.fakes.order_key import order_key

DICE = random.Random(5)


def board() -> JobColumns:
    columns = JobColumns()
    numbers = list(range(1, 300))
    DICE.shuffle(numbers)
    for number in numbers:
        columns.put(
            a_job(
                number,
                DICE.choice(STATES),
                queue=DICE.choice(["NIGHT", "STOCK", "billing"]),
                owner=DICE.choice(["ann", "Bob", "carl"]),
                priority=DICE.choice([1, 50, 99]),
            )
        )
    return columns


COLUMNS = [
    column.id for column in job_columns(Texts("en"), lambda: NOON) if column.id not in RANKED
]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("identity", [name for name in COLUMNS if name != "reason"])
def test_a_column_sorts_as_its_values_do(identity: str, descending: bool) -> None:
    columns = board()
    column = next(c for c in job_columns(Texts("en"), lambda: NOON + 60) if c.id == identity)
    rows = columns.all_rows()
    keys = JobKeys(columns, lambda: NOON + 60, Texts("en")).keys(
        rows, SortedBy(identity, descending)
    )
    order = RowOrder()
    list(order.arranging(rows, keys, columns.number))
    wanted = sorted(
        columns.jobs(),
        key=lambda job: order_key(column.value(job), job.number, descending=descending),
    )
    assert columns.number[order.rows].tolist() == [job.number for job in wanted]


def test_equals_stand_as_they_stood_before() -> None:
    columns = board()
    rows = columns.all_rows()
    keys = JobKeys(columns, lambda: NOON, Texts("en"))
    order = RowOrder()
    by, then = SortedBy("owner"), SortedBy("priority", descending=True)
    list(order.arranging(rows, keys.keys(rows, by, then), columns.number))
    jobs = [columns.job(row) for row in order.rows.tolist()]
    assert jobs == sorted(jobs, key=lambda j: (j.owner.casefold(), -j.priority, -j.number))


def test_reasons_sort_as_they_read_and_by_exit_code() -> None:
    columns = JobColumns()
    said = [(Reason.SIGNAL, None), (Reason.EXIT_CODE, 9), (Reason.EXIT_CODE, 2), (Reason.NONE, 0)]
    for number, (reason, exit_code) in enumerate([*said, (Reason.OPERATOR, None)]):
        columns.put(a_job(number, reason=reason, exit_code=exit_code))
    rows = columns.all_rows()
    keys = JobKeys(columns, lambda: NOON, Texts("en")).keys(rows, SortedBy("reason"))
    # Cancelled by an operator, ended by, ended with exit code 2, with 9, nothing.
    assert np.argsort(keys).tolist() == [4, 0, 2, 1, 3]
