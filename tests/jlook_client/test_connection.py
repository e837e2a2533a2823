# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk's end of the link: what it believes, what it tells, what it never does."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from jlook_client.away import Away
from jlook_client.clock import Clock
from jlook_client.connection import Asked, Connection, ConnectionWatcher, Phase
from jlook_client.mirror import Mirror
from jlook_client.shadow import Shadow
from jlook_client.timeline import Timeline
from jmss.columns.chunk import chunk_of_jobs
from jmss.columns.packed import pack
from jmss.errors import JmssError, NoSuchJob, NotNow, OperationLost, OutputAway, TooOld
from jmss.link.dial import Target
from jmss.link.view import Cause, LinkState
from jmss.model.changes import Change, Fact, Gone, Position
from jmss.model.jobs import Job, JobState, Reason
from jmss.model.operations import Hold
from jmss.wire.frames import COLUMNS, DELTA_COLUMNS, SNAPSHOT_CHUNK, framed
from jmss.wire.messages import (
    Answer,
    Ask,
    AskStatus,
    Delta,
    Heartbeat,
    Hello,
    JobHistory,
    Mode,
    Output,
    ReadJob,
    ReadOutput,
    ReadStatistics,
    ReadWaiting,
    Resync,
    SnapshotBegin,
    SnapshotRows,
    SyncEnd,
)
from tests.fakes.deltas import in_columns
from tests.fakes.fake_line import FakeDialler, FakeLine, in_virtual_time, settle


def job(number: int, state: JobState = JobState.QUEUED, reason: Reason = Reason.NONE) -> Job:
    return Job(
        number=number,
        name=f"job{number}",
        owner="o",
        queue="Q",
        command=":",
        submitted=1.0,
        state=state,
        reason=reason,
    )


class Desk(ConnectionWatcher):
    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.dialler = FakeDialler()
        self.mirror = Mirror()
        self.timeline = Timeline()
        self.away: list[Away] = []
        self.asked: list[Asked] = []
        self.answers: list[str] = []
        self.connection = Connection(
            target=Target("VCOM1", 7340),
            dialler=self.dialler,  # type: ignore[arg-type] # a fake of the same shape
            mirror=self.mirror,
            timeline=self.timeline,
            user="operator",
            agent="test",
            clock=Clock(loop.time, loop.time),
        )
        self.connection.watchers.append(self)

    def came_back(self, away: Away) -> None:
        self.away.append(away)

    @property
    def line(self) -> FakeLine:
        return self.dialler.line

    @property
    def state(self) -> LinkState:
        return self.connection.view.state

    def sent(self, kind: type) -> list[object]:
        return [message for message in self.line.sent if isinstance(message, kind)]

    async def snapshot(self, *jobs: Job, seq: int = 10, epoch: str = "e", inc: int = 1) -> None:
        self.line.welcome(
            epoch=epoch,
            incarnation=inc,
            mode=Mode.SNAPSHOT,
            head=seq,
            answers=self.answers,
        )
        self.line.says(SnapshotBegin(seq=seq, count=len(jobs)))
        self.line.says(SnapshotRows(facts=list(jobs)))
        recent = [Change(seq=seq, inc=inc, at=0.5, fact=one) for one in jobs[:1]]
        self.line.says(SyncEnd(seq=seq, inc=inc, recent=recent))
        await settle()

    def change(self, previous: int, *facts: Job, inc: int = 1) -> None:
        changes = [
            Change(seq=previous + 1 + i, inc=inc, at=2.0, fact=fact) for i, fact in enumerate(facts)
        ]
        self.line.says(
            Delta(previous=previous, seq=previous + len(facts), inc=inc, changes=changes)
        )

    async def lose(self) -> None:
        self.line.cut()
        await settle()

    async def redial(self) -> None:
        lines = len(self.dialler.lines)
        while len(self.dialler.lines) == lines or not self.line.sent:
            await asyncio.sleep(0.05)

    def log(self) -> list[str]:
        return [line.template for line in self.timeline.lines if line.source == "JLook"]


def at_a_desk(story: Callable[[Desk], Awaitable[None]], *, saved: Position | None = None) -> None:
    async def run() -> None:
        desk = Desk()
        if saved is not None:
            shadow = Shadow()
            shadow.add([job(1), job(2)])
            desk.mirror.swap(shadow, saved)
        running = asyncio.create_task(desk.connection.run())
        await settle()
        try:
            await story(desk)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    in_virtual_time(run)


def test_the_first_connection_asks_for_a_snapshot_and_fills_the_event_log() -> None:
    async def story(desk: Desk) -> None:
        [hello] = desk.sent(Hello)
        assert isinstance(hello, Hello)
        assert hello.resume is None
        await desk.snapshot(job(1), job(2))
        assert list(desk.mirror.jobs) == [1, 2]
        assert desk.mirror.position == Position("e", 10, 1)
        assert [line.job for line in desk.timeline.lines] == [1]
        assert desk.away == []

    at_a_desk(story)


def test_nothing_of_a_half_snapshot_is_ever_seen() -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1))
        await desk.lose()
        await desk.redial()
        desk.line.welcome(mode=Mode.SNAPSHOT)
        desk.line.says(SnapshotBegin(seq=50, count=2))
        desk.line.says(SnapshotRows(facts=[job(7)]))
        await settle()
        assert list(desk.mirror.jobs) == [1]
        await desk.lose()
        await desk.redial()
        assert list(desk.mirror.jobs) == [1]
        await desk.snapshot(job(7), job(8), seq=50)
        assert list(desk.mirror.jobs) == [7, 8]

    at_a_desk(story)


def test_a_saved_board_is_continued_by_replay_where_its_position_still_fits() -> None:
    async def story(desk: Desk) -> None:
        [hello] = desk.sent(Hello)
        assert isinstance(hello, Hello)
        assert hello.resume == Position("e", 10, 1)
        desk.line.welcome(head=11, mode=Mode.REPLAY)
        desk.change(10, job(3))
        desk.line.says(SyncEnd(seq=11, inc=1))
        await settle()
        assert desk.state is LinkState.LIVE
        assert list(desk.mirror.jobs) == [1, 2, 3]
        assert desk.mirror.position == Position("e", 11, 1)
        assert desk.away == [], "what happened before the start is no absence of this desk"

    at_a_desk(story, saved=Position("e", 10, 1))


def test_a_saved_board_that_does_not_fit_gives_way_to_a_snapshot() -> None:
    async def story(desk: Desk) -> None:
        assert list(desk.mirror.jobs) == [1, 2]
        await desk.snapshot(job(7), seq=10)
        assert list(desk.mirror.jobs) == [7]
        assert desk.mirror.position == Position("e", 10, 1)
        assert [line.job for line in desk.timeline.lines] == [7]

    at_a_desk(story, saved=Position("another", 99, 4))


def test_after_a_cut_it_resumes_where_it_stood_and_tells_what_happened() -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1, JobState.RUNNING), job(2))
        await asyncio.sleep(0.5)
        desk.line.beat(seq=10)
        await desk.lose()
        assert desk.timeline.outages[-1].ended is None
        await desk.redial()
        [hello] = desk.sent(Hello)
        assert isinstance(hello, Hello)
        assert hello.resume == Position("e", 10, 1)
        desk.line.welcome(node="SV2", incarnation=2, head=12, mode=Mode.REPLAY)
        desk.change(
            10,
            job(1, JobState.ENDED_NORMALLY),
            job(2, JobState.ENDED_ABNORMALLY, Reason.EXIT_CODE),
        )
        desk.line.says(SyncEnd(seq=12, inc=2))
        await settle()
        [away] = desk.away
        assert away.complete
        assert (away.from_node, away.to_node, away.events) == ("SV1", "SV2", 2)
        assert (away.ended_normally, away.ended_abnormally) == ({1}, {2})
        assert away.seconds < 1.0
        outage = desk.timeline.outages[-1]
        assert outage.ended is not None
        assert (outage.to_node, outage.replayed, outage.complete) == ("SV2", 2, True)

    at_a_desk(story)


def test_a_blind_period_is_kept_with_each_attempt_its_reason_and_its_times() -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1), seq=10)
        desk.dialler.refuse(Cause.REFUSED)
        await desk.lose()
        while len(desk.dialler.dialled) < 4:
            await asyncio.sleep(0.05)
        desk.dialler.refuse(Cause.TIMED_OUT)
        while len(desk.dialler.dialled) < 6:
            await asyncio.sleep(0.05)
        desk.dialler.failure = None
        await desk.redial()
        desk.line.welcome(node="SV2", incarnation=2, head=11, mode=Mode.REPLAY)
        await asyncio.sleep(0.3)
        desk.change(10, job(2))
        desk.line.says(SyncEnd(seq=11, inc=2))
        await settle()
        outage = desk.timeline.outages[-1]
        assert outage.attempts == len(outage.failed) == len(desk.dialler.dialled) - 2
        causes = [attempt.cause for attempt in outage.failed]
        assert causes == [Cause.REFUSED] * 3 + [Cause.TIMED_OUT] * (len(causes) - 3)
        assert [one.began for one in outage.failed] == desk.dialler.dialled[1:-1]
        assert all("127.0.0.101" in attempt.detail for attempt in outage.failed)
        assert outage.server == "VCOM1"
        assert outage.accepted is not None
        assert outage.ended is not None
        assert outage.heard <= outage.noticed < outage.failed[-1].ended < outage.accepted
        assert 0.29 < outage.ended - outage.accepted < 0.4
        assert outage.replayed == 1

    at_a_desk(story)


def test_what_machines_report_late_is_still_told_as_of_then() -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1, JobState.RUNNING), job(2, JobState.RUNNING))
        await desk.lose()
        await desk.redial()
        desk.line.goes_live(node="SV2", incarnation=2)
        await settle()
        # The fake server's clock stands at 0 in its welcome.
        ended = job(1, JobState.ENDED_ABNORMALLY, Reason.EXIT_CODE)
        await asyncio.sleep(1.0)
        desk.change(10, msgspec.structs.replace(ended, ended=0.0), inc=2)
        await settle()
        assert [away.ended_abnormally for away in desk.away] == [frozenset(), {1}]
        later = job(2, JobState.ENDED_NORMALLY)
        desk.change(11, msgspec.structs.replace(later, ended=0.5), inc=2)
        await settle()
        assert len(desk.away) == 2, "what ended after the return is no news of the absence"

    at_a_desk(story)


def test_only_the_fate_of_jobs_on_the_lost_node_belongs_to_the_absence() -> None:
    async def story(desk: Desk) -> None:
        there = msgspec.structs.replace(job(1, JobState.RUNNING), node="SV1")
        elsewhere = msgspec.structs.replace(job(2, JobState.RUNNING), node="SV3")
        await desk.snapshot(there, elsewhere)
        await desk.lose()
        await desk.redial()
        desk.line.goes_live(node="SV2", incarnation=2)
        await settle()
        lost = job(1, JobState.ENDED_ABNORMALLY, Reason.INTERRUPTED)
        also = job(2, JobState.ENDED_ABNORMALLY, Reason.INTERRUPTED)
        desk.change(10, lost, also, inc=2)
        await settle()
        assert desk.away[-1].interrupted == {1}

    at_a_desk(story)


def test_a_return_by_snapshot_is_told_as_incomplete() -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1, JobState.RUNNING))
        await desk.lose()
        await desk.redial()
        await desk.snapshot(job(1, JobState.ENDED_NORMALLY), seq=99, epoch="other", inc=1)
        [away] = desk.away
        assert not away.complete
        assert away.ended_normally == {1}
        assert any("Not every change" in line for line in desk.log())

    at_a_desk(story)


def test_a_gap_asks_for_what_is_missing_on_the_same_line(
    expect_log: Callable[[str], None],
) -> None:
    expect_log("the delta follows on")

    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1))
        desk.change(11, job(2))
        await settle()
        [resync] = desk.sent(Resync)
        assert isinstance(resync, Resync)
        assert resync.position == Position("e", 10, 1)
        assert list(desk.mirror.jobs) == [1]
        desk.change(10, job(3), job(2))
        desk.line.says(SyncEnd(seq=12, inc=1))
        await settle()
        assert desk.state is LinkState.LIVE
        assert list(desk.mirror.jobs) == [1, 2, 3]

    at_a_desk(story)


def test_a_heartbeat_that_is_ahead_shows_a_gap() -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1))
        desk.line.beat(seq=11)
        await settle()
        assert desk.sent(Resync)

    at_a_desk(story)


def test_a_heartbeat_before_the_snapshot_is_no_gap() -> None:
    async def story(desk: Desk) -> None:
        desk.line.welcome(mode=Mode.SNAPSHOT, head=10)
        desk.line.beat(seq=0)
        desk.line.says(SnapshotBegin(seq=10, count=0))
        desk.line.beat(seq=10)
        desk.line.says(SyncEnd(seq=10, inc=1))
        await settle()
        assert desk.state is LinkState.LIVE

    at_a_desk(story)


def test_an_operation_is_sent_told_and_answered() -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1))
        assert desk.connection.ask(Hold(1), desk.asked.append)
        await settle()
        [ask] = desk.sent(Ask)
        assert isinstance(ask, Ask)
        desk.line.says(Answer(id=ask.id, job=1, seq=11))
        await settle()
        assert [asked.phase for asked in desk.asked] == [Phase.SENT, Phase.DONE]

    at_a_desk(story)


def test_a_refusal_carries_its_reason() -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1))
        desk.connection.ask(Hold(1), desk.asked.append)
        await settle()
        fields = {"job": "1", "state": "running", "operation": "hold"}
        desk.line.says(Answer(id=desk.asked[0].id, error="NotNow", fields=fields))
        await settle()
        assert desk.asked[-1].phase is Phase.REFUSED
        assert isinstance(desk.asked[-1].error, NotNow)

    at_a_desk(story)


@pytest.mark.parametrize("received", [True, False])
def test_an_operation_under_way_at_a_cut_is_unknown_then_settled_and_never_resent(
    received: bool,
) -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1))
        desk.connection.ask(Hold(1), desk.asked.append)
        await settle()
        await desk.lose()
        assert desk.asked[-1].phase is Phase.UNKNOWN
        assert not desk.connection.ask(Hold(2), desk.asked.append)
        await desk.redial()
        desk.line.goes_live()
        await settle()
        assert desk.sent(Ask) == []
        [status] = desk.sent(AskStatus)
        assert isinstance(status, AskStatus)
        assert status.id == desk.asked[0].id
        if received:
            desk.line.says(Answer(id=status.id, job=1, seq=11))
        else:
            desk.line.says(Answer(id=status.id, error="OperationLost", fields={"id": status.id}))
        await settle()
        assert desk.asked[-1].phase is (Phase.DONE if received else Phase.REFUSED)
        assert isinstance(desk.asked[-1].error, OperationLost) is not received
        lost = [line for line in desk.timeline.lines if "was lost with the link" in line.template]
        assert [line.job for line in lost] == ([] if received else [1])

    at_a_desk(story)


def test_output_is_read_by_offset_and_errors_are_told() -> None:
    async def story(desk: Desk) -> None:
        pieces: list[Output | JmssError] = []
        assert not desk.connection.read_output(1, pieces.append)
        await desk.snapshot(job(1))
        assert desk.connection.read_output(1, pieces.append, offset=3, wait=1.0)
        assert desk.connection.read_output(2, pieces.append)
        await settle()
        first, second = desk.sent(ReadOutput)
        assert isinstance(first, ReadOutput)
        assert isinstance(second, ReadOutput)
        assert first.offset == 3
        desk.line.says(Output(id=first.id, job=1, attempt=1, offset=3, data=b"abc"))
        desk.line.says(Answer(id=second.id, error="OutputAway", fields={"job": "2"}))
        await settle()
        assert isinstance(pieces[0], Output)
        assert isinstance(pieces[1], OutputAway)

    at_a_desk(story)


def test_questions_find_who_asked_and_a_cut_forgets_them() -> None:
    async def story(desk: Desk) -> None:
        told: list[object] = []
        assert not desk.connection.look_up(ReadJob(id="a", job=1), told.append)
        desk.answers = ["read_job", "read_waiting"]
        await desk.snapshot(job(1))
        assert desk.connection.look_up(ReadJob(id="a", job=1), told.append)
        assert desk.connection.look_up(ReadWaiting(id="b", job=2), told.append)
        await settle()
        found = JobHistory(id="a", job=1, seq=10)
        desk.line.says(found)
        desk.line.says(found)
        desk.line.says(Answer(id="b", error="NoSuchJob", fields={"job": "2"}))
        await settle()
        assert told[0] == found
        assert isinstance(told[1], NoSuchJob)
        assert len(told) == 2
        assert desk.connection.look_up(ReadJob(id="c", job=1), told.append)
        desk.line.cut()
        await settle()
        await asyncio.sleep(1.0)
        desk.line.welcome(incarnation=2, mode=Mode.CURRENT, head=10, answers=desk.answers)
        desk.line.says(SyncEnd(seq=10, inc=1))
        await settle()
        assert desk.sent(ReadJob) == []

    at_a_desk(story)


def test_a_server_of_before_is_not_asked_what_it_does_not_know() -> None:
    async def story(desk: Desk) -> None:
        told: list[object] = []
        await desk.snapshot(job(1))
        assert desk.connection.look_up(ReadStatistics(id="a"), told.append)
        await settle()
        assert desk.sent(ReadStatistics) == []
        assert isinstance(told[0], TooOld)

    at_a_desk(story)


def test_a_long_outage_writes_one_line_for_each_change_of_reason() -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1))
        desk.dialler.refuse()
        await desk.lose()
        await asyncio.sleep(120)
        desk.dialler.refuse(Cause.TIMED_OUT)
        await asyncio.sleep(120)
        assert len(desk.log()) == 3
        assert desk.connection.view.attempt > 100

    at_a_desk(story)


def test_the_server_s_clock_is_followed() -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1))
        now = asyncio.get_running_loop().time()
        desk.line.says(Heartbeat(seq=10, inc=1, time=now + 30.0))
        await settle()
        assert desk.connection.server_time_ahead == pytest.approx(30.0)

    at_a_desk(story)


def test_a_second_line_beside_a_silent_one_loses_no_question() -> None:
    async def story(desk: Desk) -> None:
        await desk.snapshot(job(1))
        told: list[Output | JmssError] = []
        desk.connection.ask(Hold(1), desk.asked.append)
        desk.connection.read_output(1, told.append)
        await asyncio.sleep(1.7)
        assert desk.state is LinkState.SUSPECT
        desk.line.welcome(head=10)
        await settle()
        assert desk.state is LinkState.LIVE
        assert [asked.phase for asked in desk.asked] == [Phase.SENT], "nobody was told of a loss"
        assert desk.away == []
        assert desk.sent(Ask) == [], "what was asked is asked about, and not sent again"
        assert len(desk.sent(AskStatus)) == 1
        [read] = desk.sent(ReadOutput)
        assert isinstance(read, ReadOutput)
        desk.line.says(Output(id=read.id, job=1, attempt=1, offset=0, data=b"a", ended=True))
        await settle()
        assert len(told) == 1

    at_a_desk(story)


# Jobs in columns.


def chunk(*jobs: Job) -> bytes:
    return framed(SNAPSHOT_CHUNK, pack(chunk_of_jobs(jobs)))


def columns(previous: int, *facts: Fact) -> bytes:
    changes = [Change(seq=previous + 1 + i, inc=1, at=2.0, fact=f) for i, f in enumerate(facts)]
    return framed(DELTA_COLUMNS, in_columns(previous, changes))


async def live_in_columns(desk: Desk) -> None:
    desk.line.welcome(mode=Mode.SNAPSHOT, head=10)
    desk.line.says(SnapshotBegin(seq=10, count=2))
    desk.line.says_text(chunk(job(1)))
    desk.line.says_text(chunk(job(2)))
    desk.line.says(SyncEnd(seq=10, inc=1))
    await settle()


def test_a_desk_offers_to_read_columns() -> None:
    async def story(desk: Desk) -> None:
        [hello] = desk.sent(Hello)
        assert isinstance(hello, Hello)
        assert hello.encodings == [COLUMNS]

    at_a_desk(story)


def test_the_first_jobs_are_there_before_the_snapshot_is_complete() -> None:
    async def story(desk: Desk) -> None:
        desk.line.welcome(mode=Mode.SNAPSHOT, head=10)
        desk.line.says(SnapshotBegin(seq=10, count=2))
        desk.line.says_text(chunk(job(1)))
        await settle()
        assert list(desk.mirror.jobs) == [1]
        assert desk.mirror.position is None
        assert desk.state is LinkState.SYNCING

    at_a_desk(story)


def test_a_first_snapshot_that_breaks_off_is_taken_away_again() -> None:
    async def story(desk: Desk) -> None:
        desk.line.welcome(mode=Mode.SNAPSHOT, head=10)
        desk.line.says(SnapshotBegin(seq=10, count=2))
        desk.line.says_text(chunk(job(1)))
        await settle()
        await desk.lose()
        assert not desk.mirror.jobs
        await desk.redial()
        await live_in_columns(desk)
        assert list(desk.mirror.jobs) == [1, 2]
        assert desk.state is LinkState.LIVE

    at_a_desk(story)


def test_changes_in_columns_are_applied_told_and_accounted_for() -> None:
    async def story(desk: Desk) -> None:
        await live_in_columns(desk)
        desk.line.says_text(columns(10, job(1, JobState.RUNNING), job(3), Gone(number=2)))
        await settle()
        assert list(desk.mirror.jobs) == [1, 3]
        assert desk.mirror.position == Position("e", 13, 1)
        assert [line.job for line in desk.timeline.lines][-2:] == [1, 3]

        await desk.lose()
        await desk.redial()
        desk.line.welcome(mode=Mode.REPLAY, head=15)
        failed = job(3, JobState.ENDED_ABNORMALLY, Reason.EXIT_CODE)
        desk.line.says_text(columns(13, job(3, JobState.RUNNING), failed))
        desk.line.says(SyncEnd(seq=15, inc=1))
        await settle()
        [away] = desk.away
        assert away.ended_abnormally == {3}
        assert away.events == 2

    at_a_desk(story)


def test_a_gap_in_columns_is_a_gap(expect_log: Callable[[str], None]) -> None:
    expect_log("the delta follows on 12")

    async def story(desk: Desk) -> None:
        await live_in_columns(desk)
        desk.line.says_text(columns(12, job(3)))
        await settle()
        [resync] = desk.sent(Resync)
        assert isinstance(resync, Resync)
        assert resync.position == Position("e", 10, 1)

    at_a_desk(story)


def test_a_snapshot_after_a_loss_is_told_by_what_differs() -> None:
    async def story(desk: Desk) -> None:
        await live_in_columns(desk)
        await desk.lose()
        await desk.redial()
        desk.line.welcome(mode=Mode.SNAPSHOT, head=20)
        desk.line.says(SnapshotBegin(seq=20, count=2))
        desk.line.says_text(chunk(job(2, JobState.CANCELLED)))
        await settle()
        assert list(desk.mirror.jobs) == [1, 2]
        desk.line.says_text(chunk(job(7)))
        desk.line.says(SyncEnd(seq=20, inc=1))
        await settle()
        assert list(desk.mirror.jobs) == [2, 7]
        [away] = desk.away
        assert (away.cancelled, away.submitted, away.complete) == ({2}, {7}, False)

    at_a_desk(story)


def test_only_the_changing_side_of_a_job_comes_once_it_is_known() -> None:
    async def story(desk: Desk) -> None:
        await live_in_columns(desk)
        change = Change(seq=11, inc=1, at=2.0, fact=job(2, JobState.RUNNING))
        desk.line.says_text(framed(DELTA_COLUMNS, in_columns(10, [change], {11})))
        await settle()
        assert desk.mirror.jobs[2] == job(2, JobState.RUNNING)
        assert desk.timeline.lines[-1].fields["name"] == "job2"

    at_a_desk(story)


def test_a_job_that_nobody_knows_and_that_has_no_name_ends_the_link(
    expect_log: Callable[[str], None],
) -> None:
    expect_log("a job came without its name")

    async def story(desk: Desk) -> None:
        await live_in_columns(desk)
        change = Change(seq=11, inc=1, at=2.0, fact=job(3))
        desk.line.says_text(framed(DELTA_COLUMNS, in_columns(10, [change], {11})))
        await settle()
        assert desk.connection.view.cause is Cause.BAD_MESSAGE
        assert list(desk.mirror.jobs) == [1, 2]
        assert desk.mirror.position == Position("e", 10, 1)

    at_a_desk(story)


def test_the_last_change_of_a_job_that_leaves_at_once_is_told_with_its_name() -> None:
    async def story(desk: Desk) -> None:
        await live_in_columns(desk)
        facts: list[Fact] = [job(2, JobState.ENDED_NORMALLY), Gone(number=2)]
        changes = [Change(seq=11 + n, inc=1, at=2.0, fact=fact) for n, fact in enumerate(facts)]
        desk.line.says_text(framed(DELTA_COLUMNS, in_columns(10, changes, {11})))
        await settle()
        assert desk.timeline.lines[-1].fields["name"] == "job2"
        assert list(desk.mirror.jobs) == [1]

    at_a_desk(story)


def test_what_reads_the_first_jobs_is_loaded_before_the_server_is_dialled() -> None:
    story = """
import asyncio, sys
from tests.fakes.fake_line import FakeDialler
from tests.fakes.fake_line_connection import Mirror, connection_over

async def dial():
    assert "jmss.wire.packed_delta" not in sys.modules
    connection_over(FakeDialler(), Mirror())
    assert "jmss.wire.packed_delta" in sys.modules

asyncio.run(dial())
"""
    subprocess.run([sys.executable, "-c", story], check=True, timeout=60)
