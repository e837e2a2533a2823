# SPDX-License-Identifier: GPL-3.0-or-later
"""The sieve lets through what ``JobFilter`` accepts, job by job."""

import random
from dataclasses import replace

import numpy as np
import pytest

from jlook_client.tables.job_filter import STATE_GROUPS, JobFilter
from jlook_client.tables.job_sieve import JobSieve, TextSearch
from jmss.columns.jobs import JobColumns
from jmss.model.jobs import Job
from tests.fakes.desk_board import STATES, a_job

DICE = random.Random(3)
NAMES = ("Nightly-Billing", "夜間集計", "ﾊﾞｯﾁ処理", "BATCH", "x", "straße", "a b")
JOBS = [
    replace_owner
    for number in range(1, 400)
    for replace_owner in [
        a_job(
            number,
            DICE.choice(STATES),
            name=f"{DICE.choice(NAMES)} {number % 37}",
            queue=DICE.choice(["NIGHT", "在庫", "night2"]),
            owner=DICE.choice(["operator", "田中", "OPS"]),
        )
    ]
]
FILTERS = [
    JobFilter(),
    JobFilter(group=STATE_GROUPS[1]),
    JobFilter(queue="在庫"),
    JobFilter(queue="nowhere"),
    JobFilter(numbers=frozenset({3, 5, 9999})),
    JobFilter(group=STATE_GROUPS[2], queue="NIGHT", numbers=frozenset(range(0, 400, 3))),
]
TEXTS = [
    "",
    "night",
    "NIGHT",
    "夜間",
    "バッチ",
    "12",
    "1 2",
    "ops x",
    "strasse",
    "田中 在庫",
    "zzz",
    "　",
]


def columns_of(jobs: list[Job]) -> JobColumns:
    columns = JobColumns()
    for job in jobs:
        columns.put(job)
    columns.remove(7)
    return columns


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("chosen", FILTERS, ids=range(len(FILTERS)))
def test_it_lets_through_what_the_filter_accepts(chosen: JobFilter, text: str) -> None:
    columns = columns_of(JOBS)
    wanted = replace(chosen, text=text)
    sieve = JobSieve(columns, wanted)
    rows = np.arange(columns.size)
    passes = sieve.coarse(rows) & sieve.has(rows)
    assert columns.number[rows[passes]].tolist() == [
        job.number for job in columns.jobs() if wanted.accepts(job)
    ]
    assert sieve.passes_all == wanted.is_empty or not text.strip()


def test_a_text_is_looked_for_in_slices_from_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TextSearch, "SLICE", 50)
    columns = columns_of(JOBS)
    sieve = JobSieve(columns, JobFilter(text="夜間"))
    rows = columns.all_rows()[::-1].astype(np.uint32)
    search, mask = TextSearch(sieve, rows), np.zeros(columns.size, np.bool_)
    search.go_on(mask)
    assert set(np.flatnonzero(mask).tolist()) <= set(rows[:50].tolist())
    slices = 1
    while not search.is_over:
        search.go_on(mask)
        slices += 1
    assert slices == 8
    assert search.found == np.count_nonzero(mask) == np.count_nonzero(sieve.has(columns.all_rows()))


def test_words_that_come_later_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = columns_of(JOBS)
    sieve = JobSieve(columns, JobFilter(text="special"))
    assert not sieve.has(columns.all_rows()).any()
    row = columns.put(a_job(500, owner="special"))
    assert sieve.has(np.array([row])).tolist() == [True]
