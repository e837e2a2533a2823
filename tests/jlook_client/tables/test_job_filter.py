# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from jlook_client.tables.job_filter import ALL, STATE_GROUPS, JobFilter
from jmss.model.jobs import JobState
from tests.fakes.desk_board import a_job


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", True),
        ("close", True),
        ("CLOSE", True),
        ("204", True),
        ("night", True),
        ("vcom3", True),
        ("keiri", True),
        ("close keiri", True),
        ("close zaiko", False),
        ("ｃｌｏｓｅ", True),
    ],
)
def test_every_word_is_found_somewhere(text: str, found: bool) -> None:
    job = a_job(20417, name="daily-close", machine="VCOM3", owner="keiri01")
    assert JobFilter(text=text).accepts(job) is found


def test_half_width_finds_full_width() -> None:
    assert JobFilter(text="ﾃﾞｰﾀ").accepts(a_job(1, name="データ連携"))


def test_every_part_must_fit() -> None:
    job = a_job(7, JobState.RUNNING, queue="STOCK")
    running = next(group for group in STATE_GROUPS if group.id == "running")
    held = next(group for group in STATE_GROUPS if group.id == "held")
    assert JobFilter(group=running, queue="STOCK", numbers=frozenset({7})).accepts(job)
    assert not JobFilter(group=held, queue="STOCK").accepts(job)
    assert not JobFilter(queue="NIGHT").accepts(job)
    assert not JobFilter(numbers=frozenset()).accepts(job)


def test_empty_filter() -> None:
    assert JobFilter().is_empty
    assert not JobFilter(numbers=frozenset()).is_empty
    assert ALL.states == frozenset(JobState)
