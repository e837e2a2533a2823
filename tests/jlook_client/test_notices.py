# SPDX-License-Identifier: GPL-3.0-or-later
"""When a notice is given and what it says, in virtual time."""

import numpy as np
import pytest

from jlook_client.notice_rules import LocalTime, NoticeRules, QuietHours
from jlook_client.notices import (
    FOREVER,
    GATHER,
    KEPT,
    REST,
    SETTLE,
    SETTLE_AFTER_MOVE,
    Happened,
    Notice,
    Notices,
    Silence,
    happened,
    together,
)
from jlook_client.turns import turns_of
from jmss.model.jobs import Job, JobState
from tests.fakes.turns import before_of

NOON = LocalTime(0, 12 * 60)
NIGHT = LocalTime(0, 23 * 60)
QUIET = NoticeRules(quiet=QuietHours(begin=22 * 60, end=6 * 60))


def news(failed: list[int], taken_over: list[int] | None = None) -> Happened:
    return Happened(np.array(failed, np.int64), np.array(taken_over or [], np.int64))


def given(notices: Notices, now: float, local: LocalTime = NOON) -> Notice:
    notice = notices.next(now, local)
    assert notice is not None
    return notice


def test_nothing_happened() -> None:
    notices = Notices(NoticeRules())
    notices.take(news([]), 0.0)
    assert not notices.is_pending
    assert notices.next(1000.0, NOON) is None


def test_a_burst_is_one_notice() -> None:
    notices = Notices(NoticeRules())
    notices.take(news([3, 1]), 100.0)
    assert notices.next(100.0 + GATHER / 2, NOON) is None
    notices.take(news([7, 8, 9], [4]), 100.0 + GATHER / 2)
    notice = given(notices, 100.0 + GATHER)
    assert (notice.failed, notice.taken_over, notice.count) == (5, 1, 6)
    assert notice.first == (3, 1, 7)
    assert notice.numbers == {1, 3, 4, 7, 8, 9}
    assert notice.digest is Silence.NONE
    assert notices.next(200.0, NOON) is None


def test_failed_jobs_come_first() -> None:
    notices = Notices(NoticeRules())
    notices.take(news([], [1, 2, 3, 4]), 0.0)
    notices.take(news([9]), 0.1)
    assert given(notices, 5.0).first == (9, 1, 2)


def test_a_steady_stream_gives_a_notice_now_and_then() -> None:
    notices = Notices(NoticeRules())
    told = []
    for tenth in range(600):
        notices.take(news([tenth]), tenth / 10)
        notice = notices.next(tenth / 10, NOON)
        if notice is not None:
            told.append((tenth / 10, notice.failed))
    assert [at for at, _ in told] == pytest.approx([1.0, 16.0, 31.0, 46.0], abs=0.3)
    notices.take(news([1]), 60.0)
    assert sum(count for _, count in told) + given(notices, 60.0 + REST).failed == 601


def test_a_storm_is_counted_and_little_of_it_is_kept() -> None:
    notices = Notices(NoticeRules())
    for second in range(100):
        notices.take(news(list(range(second * 1000, second * 1000 + 1000))), second / 200)
    notice = given(notices, 10.0)
    assert notice.failed == 100_000
    assert len(notice.numbers) == KEPT
    assert notice.first == (0, 1, 2)


@pytest.mark.parametrize(
    ("local", "mute", "away", "silence"),
    [
        (NOON, None, False, Silence.NONE),
        (NIGHT, None, False, Silence.QUIET_HOURS),
        (NOON, 50.0, False, Silence.MUTED),
        (NOON, FOREVER, False, Silence.MUTED),
        (NIGHT, 50.0, True, Silence.MUTED),
        (NOON, None, True, Silence.AWAY),
        (NOON, 10.0, False, Silence.NONE),
    ],
)
def test_why_nothing_is_said(
    local: LocalTime, mute: float | None, away: bool, silence: Silence
) -> None:
    notices = Notices(QUIET)
    if mute is not None:
        notices.mute(mute)
    if away:
        notices.went_away()
    assert notices.silence(10.0, local) is silence


def test_quiet_hours_end_with_one_digest() -> None:
    notices = Notices(QUIET)
    for number in range(5):
        notices.take(news([number]), 100.0 * number)
        assert notices.next(100.0 * number + 50.0, NIGHT) is None
    digest = given(notices, 1000.0, NOON)
    assert digest.failed == 5
    assert digest.digest is Silence.QUIET_HOURS


def test_a_mute_ends_by_itself_with_one_digest() -> None:
    notices = Notices(NoticeRules())
    notices.mute(900.0)
    notices.take(news([1, 2]), 10.0)
    assert notices.next(899.0, NOON) is None
    assert notices.mute_ends == 900.0
    digest = given(notices, 900.0)
    assert (digest.failed, digest.digest) == (2, Silence.MUTED)
    assert notices.mute_ends is None
    notices.take(news([3]), 950.0)
    assert given(notices, 960.0).digest is Silence.NONE


def test_a_mute_until_it_is_taken_back() -> None:
    notices = Notices(NoticeRules())
    notices.mute(FOREVER)
    notices.take(news([1]), 10.0)
    assert notices.next(1e9, NOON) is None
    notices.unmute()
    assert given(notices, 1e9).digest is Silence.MUTED


def test_a_mute_in_which_nothing_happened_says_nothing() -> None:
    notices = Notices(NoticeRules())
    notices.mute(100.0)
    assert notices.next(200.0, NOON) is None


def test_a_replay_is_one_digest() -> None:
    notices = Notices(NoticeRules())
    notices.went_away()
    for number in range(500):
        notices.take(news([number]), 10.0)  # the same changes, as they are replayed
    notices.came_back(news([1, 2], [3]), 20.0, orderly=False, complete=True)
    assert notices.next(20.0 + SETTLE / 2, NOON) is None
    notices.take(news([4]), 20.0 + SETTLE / 2)
    digest = given(notices, 20.0 + SETTLE)
    assert (digest.failed, digest.taken_over, digest.digest) == (3, 1, Silence.AWAY)
    assert digest.complete


def test_after_an_orderly_move_the_machines_are_waited_for() -> None:
    notices = Notices(NoticeRules())
    notices.went_away()
    notices.came_back(news([], [1]), 20.0, orderly=True, complete=False)
    notices.take(news([], [2]), 25.0)
    assert notices.next(20.0 + SETTLE_AFTER_MOVE - 0.1, NOON) is None
    digest = given(notices, 20.0 + SETTLE_AFTER_MOVE)
    assert digest.taken_over == 2
    assert not digest.complete


def test_a_return_without_news_says_nothing() -> None:
    notices = Notices(NoticeRules())
    notices.went_away()
    notices.came_back(news([]), 20.0, orderly=False, complete=True)
    assert not notices.is_pending
    notices.take(news([5]), 30.0)
    assert given(notices, 40.0).digest is Silence.NONE


def test_what_was_to_be_told_before_the_loss_is_told_after_it() -> None:
    notices = Notices(NoticeRules())
    notices.take(news([1]), 10.0)
    notices.went_away()
    assert notices.next(15.0, NOON) is None
    notices.came_back(news([2]), 20.0, orderly=False, complete=True)
    assert given(notices, 30.0).failed == 2


def test_a_link_that_was_never_lost_is_back_without_a_word() -> None:
    notices = Notices(NoticeRules())
    notices.went_away()
    notices.is_back()
    notices.take(news([1]), 0.0)
    assert given(notices, 5.0).failed == 1


def test_only_the_kinds_that_are_wished() -> None:
    both = news([1], [2])
    assert both.as_wished(NoticeRules(failed=False)).failed.tolist() == []
    assert both.as_wished(NoticeRules(taken_over=False)).taken_over.tolist() == []
    assert both.as_wished(NoticeRules()).taken_over.tolist() == [2]


def test_only_the_jobs_that_are_of_interest() -> None:
    even = news([1, 2], [3, 4]).only(lambda numbers: numbers % 2 == 0)
    assert (even.failed.tolist(), even.taken_over.tolist()) == ([2], [4])


@pytest.mark.parametrize(
    ("was", "state", "counted"),
    [
        (JobState.RUNNING, JobState.ENDED_ABNORMALLY, "failed"),
        (None, JobState.ENDED_ABNORMALLY, "failed"),
        (JobState.ENDED_ABNORMALLY, JobState.ENDED_ABNORMALLY, ""),
        (JobState.RUNNING, JobState.ENDED_NORMALLY, ""),
        (JobState.RUNNING, JobState.CANCELLED, ""),
        (JobState.RUNNING, JobState.TAKING_OVER, "taken_over"),
        (JobState.TAKING_OVER, JobState.TAKING_OVER, ""),
        (JobState.TAKING_OVER, JobState.RUNNING, ""),
        (JobState.TAKING_OVER, JobState.ENDED_ABNORMALLY, "failed"),
    ],
)
def test_what_counts(was: JobState | None, state: JobState, counted: str) -> None:
    def job(state: JobState) -> Job:
        return Job(
            number=7, name="n", owner="o", queue="Q", command=":", submitted=1.0, state=state
        )

    found = happened(turns_of([(None if was is None else before_of(job(was)), job(state))]))
    assert found.failed.tolist() == ([7] if counted == "failed" else [])
    assert found.taken_over.tolist() == ([7] if counted == "taken_over" else [])


def test_two_notices_that_nobody_has_seen_are_one_the_newer_first() -> None:
    def told(
        *numbers: int, digest: Silence = Silence.NONE, complete: bool = True, lost: int = 0
    ) -> Notice:
        return Notice(
            failed=len(numbers),
            taken_over=lost,
            first=numbers[:3],
            numbers=frozenset(numbers),
            digest=digest,
            complete=complete,
        )

    both = together(told(1, 2, 3, 4, digest=Silence.AWAY, complete=False), told(4, 9, lost=1))
    assert (both.failed, both.taken_over) == (6, 1)
    assert both.first == (4, 9, 1)
    assert both.numbers == {1, 2, 3, 4, 9}
    assert both.digest is Silence.NONE, "not all of it happened while the link was down"
    assert not both.complete
    muted = told(1, digest=Silence.MUTED)
    assert together(muted, told(2, digest=Silence.MUTED)).digest is Silence.MUTED
    many = together(told(*range(KEPT)), told(*range(KEPT, KEPT + 5)))
    assert (many.failed, len(many.numbers)) == (KEPT + 5, KEPT)
    assert many.numbers >= set(range(KEPT, KEPT + 5))
