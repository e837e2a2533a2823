# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault cases of level U: link and desk over fake lines, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from jlook_client.connection import Asked, Phase
from jlook_client.mirror import Mirror
from jmss.link.certificate import Certificate
from jmss.link.core import SLOW_CAUSES
from jmss.link.dial import DialFailed
from jmss.link.view import CERTIFICATES, UP, Cause, LinkState
from jmss.model.operations import Hold
from jmss.wire.close_codes import TRY_LATER
from jmss.wire.messages import (
    Answer,
    Ask,
    AskStatus,
    Delta,
    Goaway,
    Hello,
    Mode,
    Ping,
    Resync,
    SnapshotBegin,
    SyncEnd,
    Timing,
)
from tests.fakes.fake_line import FakeDialler, FakeLine, in_virtual_time, settle
from tests.fakes.fake_line_connection import connection_over
from tests.fakes.link_stage import Stage, staged

Measured = Callable[[int, str], None]
SMALL = Timing(heartbeat=0.5, suspect=1.0, dead=2.5, retry_cap=0.4)
"""What a site below 200 consoles is told (``rules/timing.py``)."""


async def serve(stage: Stage, seconds: float, answer: Callable[[FakeLine], None]) -> int:
    """Answer each new line that way for some time; give the number of dials."""
    served = 0
    before = len(stage.dialler.dialled)
    until = stage.loop.time() + seconds
    while stage.loop.time() < until:
        for line in stage.dialler.lines[served:]:
            answer(line)
        served = len(stage.dialler.lines)
        await asyncio.sleep(0.01)
    return len(stage.dialler.dialled) - before


def test_21_a_server_that_accepts_and_closes_is_not_hammered(measured: Measured) -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        tries = await serve(stage, 10.0, lambda line: line.cut(TRY_LATER))
        assert 3 <= tries + 1 <= 8
        measured(21, f"{tries + 1} attempts in 10 s")

    staged(story)


def test_22_a_link_that_is_closed_as_soon_as_it_is_live_is_not_hammered(
    measured: Measured,
) -> None:
    def live_then_closed(line: FakeLine) -> None:
        line.goes_live(timing=SMALL)
        line.cut()

    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        tries = await serve(stage, 10.0, live_then_closed)
        assert 4 <= tries + 1 <= 8
        measured(22, f"{tries + 1} attempts in 10 s")

    staged(story)


@pytest.mark.parametrize("status", ["503 with Retry-After 3", "429 with Retry-After 3"])
def test_23_a_busy_server_says_when_to_come_back(status: str, measured: Measured) -> None:
    async def story(stage: Stage) -> None:
        stage.dialler.failure = DialFailed(Cause.BUSY, at_least=3.0)
        stage.link.connect_now()
        await asyncio.sleep(30)
        dialled = stage.dialler.dialled
        pauses = [b - a for a, b in pairwise(dialled)]
        assert all(3.0 <= pause <= 4.5 for pause in pauses)
        assert len(pauses) >= 5
        measured(23, f"{status}: after {min(pauses):.1f} to {max(pauses):.1f} s")

    staged(story)


def test_24_rejected_credentials_hold_the_link_after_one_attempt(measured: Measured) -> None:
    async def story(stage: Stage) -> None:
        stage.dialler.refuse(Cause.NOT_ALLOWED)
        stage.link.connect_now()
        await asyncio.sleep(3600)
        assert stage.link.view.state is LinkState.HELD
        assert stage.link.view.cause is Cause.NOT_ALLOWED
        assert len(stage.dialler.dialled) == 1
        measured(24, "held; 1 request in 1 h")

    staged(story)


@pytest.mark.parametrize("detail", ["404", "not HTTP", "TLS"])
def test_25_another_service_on_the_port_is_asked_slowly_and_named(
    detail: str, measured: Measured
) -> None:
    """Which bytes lead to this cause is tested on real sockets in ``tests/jmss/link``."""

    async def story(stage: Stage) -> None:
        stage.dialler.failure = DialFailed(Cause.WRONG_SERVICE, detail)
        stage.link.connect_now()
        await settle()
        assert stage.link.view.state is LinkState.WAITING
        assert (stage.link.view.cause, stage.link.view.detail) == (Cause.WRONG_SERVICE, detail)
        await asyncio.sleep(60)
        dialled = stage.dialler.dialled
        pauses = [b - a for a, b in pairwise(dialled)]
        assert min(pauses) >= SLOW_CAUSES[Cause.WRONG_SERVICE]
        assert len(pauses) >= 60 / 7.5 - 1, "it goes on trying"
        measured(25, f"{detail}: tried each {min(pauses):.1f} s or more")

    staged(story)


@pytest.mark.parametrize("cause", sorted(CERTIFICATES))
def test_26_a_certificate_that_is_not_believed_holds_the_link_until_it_is_renewed(
    cause: Cause, measured: Measured
) -> None:
    """Which certificate leads to which cause is tested on real sockets in ``tests/jmss/link``."""

    async def story(stage: Stage) -> None:
        await stage.go_live()
        shown = Certificate(names=("SV1",), issuer="site", since=0.0, until=1.0)
        stage.dialler.failure = DialFailed(cause, shown.short, certificate=shown)
        stage.dialler.line.cut()
        await asyncio.sleep(1)
        assert stage.link.view.state is LinkState.HELD
        assert (stage.link.view.cause, stage.link.view.certificate) == (cause, shown)
        tried = len(stage.dialler.dialled)
        await asyncio.sleep(300)
        pauses = [b - a for a, b in pairwise(stage.dialler.dialled[tried - 1 :])]
        assert len(pauses) >= 300 / 33 - 1
        assert all(27.0 <= pause <= 33.5 for pause in pauses), "each half minute, by itself"
        stage.dialler.failure = None
        served = len(stage.dialler.lines)
        renewed = stage.loop.time()
        while len(stage.dialler.lines) == served:
            await asyncio.sleep(0.1)
        stage.dialler.line.goes_live(node="SV2", incarnation=2)
        await settle()
        assert stage.link.view.state is LinkState.LIVE, "nobody had to do anything here"
        assert stage.link.view.certificate is None
        took = stage.loop.time() - renewed
        assert took <= 33.5
        measured(26, f"{cause}: held, looked at each {min(pauses):.0f} to {max(pauses):.0f} s")

    staged(story)


def test_26_connect_while_held_looks_at_once(measured: Measured) -> None:
    async def story(stage: Stage) -> None:
        stage.dialler.refuse(Cause.CERTIFICATE_NAME)
        stage.link.connect_now()
        await settle()
        assert stage.link.view.state is LinkState.HELD
        stage.link.connect_now()
        await settle()
        assert len(stage.dialler.dialled) == 2
        stage.link.stop_retrying()
        await asyncio.sleep(100)
        assert len(stage.dialler.dialled) == 2, "whoever has stopped it is not asked for more"
        measured(26, "[接続] while held: looked at once")

    staged(story)


def test_27_connect_while_waiting_dials_at_once(measured: Measured) -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        stage.dialler.line.says(Goaway(why="stop", retry_after=30.0))
        stage.dialler.line.cut(1012)
        await settle()
        pressed = stage.loop.time()
        assert (stage.link.view.next_at or 0.0) - pressed >= 30.0
        stage.link.connect_now()
        await settle()
        took = stage.dialler.dialled[-1] - pressed
        assert len(stage.dialler.dialled) == 2
        assert took == 0.0
        measured(27, f"dialled after {took:.1f} s with 30 s left")

    staged(story)


def test_28_connect_pressed_twenty_times_while_dialling(measured: Measured) -> None:
    async def story(stage: Stage) -> None:
        stage.dialler.hang = True
        stage.link.connect_now()
        await settle()
        for _ in range(20):
            stage.link.connect_now()
            await asyncio.sleep(0.01)
        assert stage.dialler.hanging == 1
        stage.dialler.hang = False
        stage.dialler.refuse()
        while stage.dialler.hanging:
            await asyncio.sleep(0.01)
        failed = stage.loop.time()
        await asyncio.sleep(0.05)
        assert len(stage.dialler.dialled) == 2, "one more after the failure"
        assert stage.dialler.dialled[1] - failed <= 0.02
        assert stage.link.view.state is LinkState.WAITING
        measured(28, "1 dial under way, 1 more after its failure")

    staged(story)


async def _connecting(stage: Stage) -> None:
    stage.dialler.hang = True
    stage.link.connect_now()
    await settle()


async def _syncing(stage: Stage) -> None:
    stage.link.connect_now()
    await settle()
    stage.dialler.line.welcome()
    await settle()


async def _suspect(stage: Stage) -> None:
    await stage.go_live()
    await asyncio.sleep(1.7)


async def _suspect_with_a_hanging_dial(stage: Stage) -> None:
    await stage.go_live()
    stage.dialler.hang = True
    await asyncio.sleep(1.7)


async def _waiting(stage: Stage) -> None:
    await stage.go_live()
    stage.dialler.refuse()
    stage.dialler.line.cut()
    await settle()


async def _held(stage: Stage) -> None:
    stage.dialler.refuse(Cause.NOT_ALLOWED)
    stage.link.connect_now()
    await settle()


async def _nothing(stage: Stage) -> None:
    pass


@pytest.mark.parametrize(
    ("lead", "state"),
    [
        (_nothing, LinkState.OFFLINE),
        (_connecting, LinkState.CONNECTING),
        (_syncing, LinkState.SYNCING),
        (Stage.go_live, LinkState.LIVE),
        (_suspect, LinkState.SUSPECT),
        (_suspect_with_a_hanging_dial, LinkState.SUSPECT),
        (_waiting, LinkState.WAITING),
        (_held, LinkState.HELD),
    ],
)
def test_29_cancel_in_every_state(
    lead: Callable[[Stage], Awaitable[None]], state: LinkState, measured: Measured
) -> None:
    async def story(stage: Stage) -> None:
        await lead(stage)
        assert stage.link.view.state is state
        stage.link.stop_retrying()
        assert stage.link.view.state is LinkState.OFFLINE
        tries = len(stage.dialler.dialled)
        stage.dialler.hang, stage.dialler.failure = False, None
        for line in stage.dialler.lines:
            line.goes_live(incarnation=9)
        await asyncio.sleep(600)
        assert stage.link.view.state is LinkState.OFFLINE
        assert stage.link.view.incarnation != 9, "late results are ignored"
        assert len(stage.dialler.dialled) == tries
        assert stage.dialler.hanging == 0
        measured(29, "from each of 8 states: offline, no later dial in 10 min")

    staged(story)


@pytest.mark.parametrize("mode", [Mode.REPLAY, Mode.SNAPSHOT])
def test_33_suspended_for_an_hour(mode: Mode, measured: Measured) -> None:
    """The monotonic clock stands still in sleep; only the time of day tells."""
    failed_over = mode is Mode.SNAPSHOT

    async def story(stage: Stage) -> None:
        await stage.go_live()
        for _ in range(24):
            stage.dialler.line.beat()
            await asyncio.sleep(0.5)
        old = stage.dialler.line
        stage.wall_ahead += 3600.0
        woken = stage.loop.time()
        if not failed_over:
            await asyncio.sleep(0.3)
            assert stage.link.view.state is LinkState.LIVE
            assert any(isinstance(message, Ping) for message in old.sent)
            old.beat()
            await asyncio.sleep(2.0)
            assert stage.link.view.lost_at is None
            measured(33, "same server: probed, still live")
            return
        while len(stage.dialler.lines) == 1:
            await asyncio.sleep(0.01)
        new = stage.dialler.line
        new.welcome(node="SV2", incarnation=2, mode=mode)
        await settle()
        verdict = stage.loop.time() - woken
        assert stage.link.view.state is LinkState.SYNCING
        assert verdict <= 1.3
        new.says(SyncEnd(seq=0, inc=2))
        await settle()
        assert stage.link.view.state is LinkState.LIVE
        measured(33, f"failed over meanwhile: {verdict:.1f} s until the new server has it")

    staged(story)


def test_33_the_verdict_after_a_suspension_comes_soon(measured: Measured) -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        for _ in range(24):
            stage.dialler.line.beat()
            await asyncio.sleep(0.5)
        stage.dialler.hang = True
        stage.wall_ahead += 3600.0
        woken = stage.loop.time()
        while stage.link.view.state in UP:
            await asyncio.sleep(0.01)
        verdict = stage.loop.time() - woken
        assert verdict <= 1.3
        assert any(isinstance(message, Ping) for message in stage.dialler.line.sent)
        measured(33, f"nobody there: given up after {verdict:.1f} s")

    staged(story)


@pytest.mark.parametrize("step", [3600.0, -3600.0])
def test_34_the_time_of_day_is_stepped(step: float, measured: Measured) -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        seen = len(stage.listener.views)
        for beats in range(40):
            if beats == 10:
                stage.wall_ahead += step
            stage.dialler.line.beat()
            await asyncio.sleep(0.5)
        assert all(view.state is LinkState.LIVE for view in stage.listener.views[seen:])
        assert len(stage.dialler.dialled) == 1
        measured(34, f"{step:+.0f} s: live throughout, 1 dial")

    staged(story)


class AtTheDesk:
    """The desk's own connection over fake lines: who decides what a gap is."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.dialler = FakeDialler()
        self.mirror = Mirror()
        self.connection = connection_over(self.dialler, self.mirror)

    @property
    def state(self) -> LinkState:
        return self.connection.view.state

    def sent(self, kind: type) -> list[object]:
        return [
            message
            for line in self.dialler.lines
            for message in line.sent
            if isinstance(message, kind)
        ]

    async def go_live(self, seq: int = 10) -> None:
        line = self.dialler.line
        line.welcome(mode=Mode.SNAPSHOT, head=seq)
        line.says(SnapshotBegin(seq=seq, count=0))
        line.says(SyncEnd(seq=seq, inc=1))
        await settle()
        assert self.state is LinkState.LIVE


def at_the_desk(story: Callable[[AtTheDesk], Awaitable[None]]) -> None:
    async def run() -> None:
        desk = AtTheDesk()
        running = asyncio.create_task(desk.connection.run())
        await settle()
        try:
            await story(desk)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    in_virtual_time(run)


def test_35_a_gap_is_mended_on_the_line_and_a_second_one_by_a_new_line(
    measured: Measured, allow_log: Callable[[str], None]
) -> None:
    allow_log("the delta follows on")

    async def story(desk: AtTheDesk) -> None:
        await desk.go_live(10)
        desk.dialler.line.says(Delta(previous=12, seq=13, inc=1, changes=[]))
        await settle()
        assert desk.state is LinkState.SYNCING
        assert len(desk.sent(Resync)) == 1
        assert len(desk.dialler.dialled) == 1
        desk.dialler.line.says(Delta(previous=10, seq=13, inc=1, changes=[]))
        desk.dialler.line.says(SyncEnd(seq=13, inc=1))
        await settle()
        assert desk.state is LinkState.LIVE
        await asyncio.sleep(1.0)
        desk.dialler.line.says(Delta(previous=20, seq=21, inc=1, changes=[]))
        await settle()
        assert desk.state is LinkState.WAITING
        assert desk.dialler.lines[0].aborted
        measured(35, "1st: resync on the same line; 2nd after 1 s: a new line")

    at_the_desk(story)


def test_36_a_heartbeat_that_is_ahead_asks_for_what_is_missing(measured: Measured) -> None:
    async def story(desk: AtTheDesk) -> None:
        await desk.go_live(10)
        desk.dialler.line.beat(seq=12)
        await settle()
        [resync] = desk.sent(Resync)
        assert isinstance(resync, Resync)
        assert resync.position is not None
        assert resync.position.seq == 10
        assert len(desk.dialler.dialled) == 1
        measured(36, "resync from where it stands, on the same line")

    at_the_desk(story)


@pytest.mark.parametrize("outcome", ["done", "lost"])
def test_50_an_operation_under_way_at_a_loss_is_never_sent_again(
    outcome: str, measured: Measured
) -> None:
    async def story(desk: AtTheDesk) -> None:
        told: list[Asked] = []
        await desk.go_live(10)
        desk.connection.ask(Hold(1), told.append)
        await settle()
        desk.dialler.line.cut()
        await settle()
        assert told[-1].phase is Phase.UNKNOWN
        while len(desk.sent(Hello)) < 2:
            await asyncio.sleep(0.01)
        desk.dialler.line.goes_live()
        await settle()
        assert desk.state in UP
        assert len(desk.sent(Ask)) == 1
        [status] = desk.sent(AskStatus)
        assert isinstance(status, AskStatus)
        error = "" if outcome == "done" else "OperationLost"
        desk.dialler.line.says(Answer(id=status.id, job=1, error=error, fields={"id": status.id}))
        await settle()
        phases = [one.phase for one in told]
        last = Phase.DONE if outcome == "done" else Phase.REFUSED
        assert phases == [Phase.SENT, Phase.UNKNOWN, last]
        assert len(desk.sent(Ask)) == 1
        measured(50, f"unknown, then {outcome}; sent once")

    at_the_desk(story)
