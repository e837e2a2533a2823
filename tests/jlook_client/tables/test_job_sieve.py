# SPDX-License-Identifier: GPL-3.0-or-later
"""The sieve lets through what ``JobFilter`` accepts, job by job."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlook_client.tables.job_arrangement import JobArrangement
from jlook_client.tables.job_filter import STATE_GROUPS, JobFilter
from jlook_client.tables.job_sieve import JobSieve, TextSearch
from jmss.columns.jobs import JobColumns
from jmss.model.jobs import Job
from jmss.texts import Texts
from tests.fakes.desk_board import NOON, STATES, a_job

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
    "-night",
    '-"BATCH 1" 1',
    "state:failed,held -owner:ops",
    "状態：終了 在庫",
    "queue:=night2,在庫",
    "owner:me",
    "-owner:me machine:vcom",
    "machine:VCOM2 name:x,夜間",
    "command:TRUE",
    "node:sv2 exit:>0",
    "-exit:0",
    "exit:..0 number:100..200,7",
    "priority:50 -number:>=9",
    "after:2027-01-13 -command:zip",
    "after:10m,20m before:5m",
    "before:90s state:faild nonsense:1",
]
NOW = NOON + 60


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
    wanted = replace(chosen, text=text, at=NOW, me="ops")
    sieve = JobSieve(columns, wanted)
    rows = np.arange(columns.size)
    passes = sieve.passes(rows)
    assert columns.number[rows[passes]].tolist() == [
        job.number for job in columns.jobs() if wanted.accepts(job)
    ]
    assert sieve.passes_all == wanted.is_empty


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("chosen", FILTERS, ids=range(len(FILTERS)))
def test_a_filter_is_what_its_parts_are_together(chosen: JobFilter, text: str) -> None:
    wanted = replace(chosen, text=text, at=NOW, me="ops")
    parts = wanted.parts()
    for job in JOBS[::7]:
        assert wanted.accepts(job) == all(part.accepts(job) for part in parts)
    for at, part in enumerate(parts):
        others = (*parts[:at], *parts[at + 1 :])
        assert wanted.without(part).parts() == others


def test_some_of_each_are_asked_for() -> None:
    asked = [JobFilter(text=text, at=NOW, me="ops") for text in TEXTS]
    found = {one.text: sum(map(one.accepts, JOBS)) for one in asked}
    assert {text for text, count in found.items() if not count} == {"zzz"}


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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("夜", "夜間"),
        ("night", "night 1"),
        ("-night", "-nightly"),
        ("state:failed", "state:failed,held"),
        ("state:failed", "state:failed night"),
        ("before:200s", "before:100s"),
        ("night", "state:failed"),
        ("", "night"),
    ],
)
def test_a_text_that_was_typed_on_finds_what_it_finds_alone(before: str, after: str) -> None:
    def shown(*texts: str) -> list[int]:
        arrangement = JobArrangement(columns_of(JOBS), lambda: NOW, Texts("en"))
        arrangement.arrange()
        for at, text in enumerate(texts):
            arrangement.sift(JobFilter(text=text, at=NOW + at))
            while arrangement.search is not None:
                arrangement.search_on()
        return arrangement.columns.number[arrangement.shown()].tolist()

    assert shown(before, after) == shown("", after)


COLUMNS = columns_of(JOBS[:60])
KEYS = ["", "state:", "queue:", "owner:=", "machine:", "exit:", "number:", "after:"]
VALUES = ["failed", "失敗,held", "night", "在", "ops", "me", "VCOM2", "0", ">7", "10m", "x"]
SIGNS = st.sampled_from(["", "-"])
TERMS = st.tuples(SIGNS, st.sampled_from(KEYS), st.sampled_from(VALUES)).map("".join)


@given(st.lists(TERMS, max_size=4).map(" ".join))
def test_whatever_is_asked_for_rows_and_jobs_agree(text: str) -> None:
    wanted = JobFilter(text=text, at=NOW, me="ops")
    rows = np.arange(COLUMNS.size)
    passes = JobSieve(COLUMNS, wanted).passes(rows)
    assert COLUMNS.number[rows[passes]].tolist() == [
        job.number for job in COLUMNS.jobs() if wanted.accepts(job)
    ]
