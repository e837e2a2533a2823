# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver carries the table's orders out: in virtual time, over fake lines."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from jmss.link.dial import Target
from jmss.link.link import Link
from jmss.link.view import Cause, LinkState, LinkView
from jmss.wire.close_codes import RESTART, WRONG_VERSION
from jmss.wire.messages import (
    Ack,
    Goaway,
    Hello,
    Ping,
    Resync,
    Role,
    ServerMessage,
    SyncEnd,
    Welcome,
)
from tests.fakes.fake_line import FakeDialler, in_virtual_time, settle


class Listener:
    def __init__(self) -> None:
        self.views: list[LinkView] = []
        self.messages: list[ServerMessage] = []
        self.complete = True

    def changed(self, view: LinkView) -> None:
        self.views.append(view)

    def received(self, message: ServerMessage) -> bool:
        self.messages.append(message)
        return self.complete


class Stage:
    """A link, its fake network and its listener."""

    def __init__(self) -> None:
        self.dialler = FakeDialler()
        self.listener = Listener()
        self.loop = asyncio.get_running_loop()
        self.link = Link(
            target=Target("VCOM1", 7340),
            dialler=self.dialler,  # type: ignore[arg-type] # a fake of the same shape
            hello=lambda: Hello(role=Role.DESK, agent="test", session="s"),
            listener=self.listener,
            clock=self.loop.time,
            wall=self.loop.time,
            uniform=lambda low, high: (low + high) / 2,
        )

    async def go_live(self) -> None:
        self.link.connect_now()
        await settle()
        self.dialler.line.goes_live()
        await settle()
        assert self.link.view.state is LinkState.LIVE

    async def beat_for(self, seconds: float) -> None:
        until = self.loop.time() + seconds
        while self.loop.time() < until:
            self.dialler.line.beat()
            await asyncio.sleep(min(1.0, until - self.loop.time()))


def staged(story: Callable[[Stage], Awaitable[None]]) -> None:
    async def run() -> None:
        stage = Stage()
        running = asyncio.create_task(stage.link.run())
        try:
            await story(stage)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    in_virtual_time(run)


def test_it_greets_first_and_is_live_after_the_end_of_the_synchronisation() -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await settle()
        assert [type(message) for message in stage.dialler.line.sent] == [Hello]
        stage.dialler.line.welcome(node="SV2", incarnation=3)
        await settle()
        assert stage.link.view.state is LinkState.SYNCING
        assert stage.link.view.node == "SV2"
        assert isinstance(stage.listener.messages[0], Welcome)
        stage.dialler.line.says(SyncEnd(seq=0, inc=3))
        await settle()
        assert stage.link.view.state is LinkState.LIVE

    staged(story)


def test_a_cut_is_noticed_at_once_and_dialled_again() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        await stage.beat_for(12)
        before = stage.loop.time()
        stage.dialler.line.cut()
        await settle()
        assert stage.link.view.state is LinkState.WAITING
        assert stage.link.view.cause is Cause.CUT
        assert stage.loop.time() == before
        await asyncio.sleep(0.3)
        stage.dialler.line.goes_live()
        await settle()
        assert stage.link.view.state is LinkState.LIVE
        assert len(stage.dialler.dialled) == 2

    staged(story)


def test_a_silent_server_is_given_up_within_2_9_seconds() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        await stage.beat_for(10)
        line = stage.dialler.line
        silent_from = stage.loop.time()
        while stage.link.view.state is not LinkState.WAITING:
            await asyncio.sleep(0.05)
        assert 1.5 <= stage.loop.time() - silent_from <= 2.9
        assert stage.link.view.cause is Cause.SILENT
        assert line.aborted
        assert any(isinstance(message, Ping) for message in line.sent)

    staged(story)


def test_ten_minutes_of_refusals_end_in_a_link() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        stage.dialler.refuse()
        stage.dialler.line.cut()
        await asyncio.sleep(600)
        assert 1000 <= len(stage.dialler.dialled) <= 1800
        stage.dialler.failure = None
        back = stage.loop.time()
        while stage.link.view.state is not LinkState.SYNCING:
            if len(stage.dialler.lines) > 1:
                stage.dialler.line.welcome()
            await asyncio.sleep(0.02)
        assert stage.loop.time() - back <= 0.7

    staged(story)


def test_a_server_that_accepts_and_says_nothing_is_given_up() -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await asyncio.sleep(8.5)
        assert stage.link.view.cause is Cause.NO_HELLO
        assert stage.dialler.lines[0].aborted

    staged(story)


def test_an_older_server_is_refused() -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await settle()
        stage.dialler.line.goes_live(incarnation=5)
        await settle()
        stage.dialler.line.cut()
        await asyncio.sleep(1)
        stage.dialler.line.goes_live(incarnation=4)
        await settle()
        assert stage.link.view.cause is Cause.OLDER
        assert stage.link.view.state is LinkState.WAITING

    staged(story)


@pytest.mark.parametrize(("proto", "code"), [(2, None), (1, WRONG_VERSION)])
def test_another_version_holds_the_link(proto: int, code: int | None) -> None:
    async def story(stage: Stage) -> None:
        stage.link.connect_now()
        await settle()
        if code is None:
            stage.dialler.line.welcome(proto=proto)
        else:
            stage.dialler.line.cut(code)
        await asyncio.sleep(100)
        assert stage.link.view.state is LinkState.HELD
        assert stage.link.view.cause is Cause.WRONG_VERSION
        assert len(stage.dialler.dialled) == 1

    staged(story)


def test_a_goodbye_says_when_to_come_back() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        stage.dialler.line.says(Goaway(why="move", retry_after=2.0))
        stage.dialler.line.cut(RESTART)
        await settle()
        view = stage.link.view
        assert view.cause is Cause.GOODBYE
        assert view.next_at == pytest.approx(stage.loop.time() + 2.5)

    staged(story)


def test_nonsense_drops_the_connection_and_waits(expect_log: Callable[[str], None]) -> None:
    expect_log("could not be understood")

    async def story(stage: Stage) -> None:
        await stage.go_live()
        stage.dialler.line.says_text("{nonsense")
        await settle()
        assert stage.link.view.cause is Cause.BAD_MESSAGE
        assert (stage.link.view.next_at or 0) >= stage.loop.time() + 5

    staged(story)


def test_a_gap_is_mended_on_the_same_connection() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        stage.listener.complete = False
        stage.dialler.line.beat(seq=9)
        await settle()
        assert stage.link.view.state is LinkState.SYNCING
        assert any(isinstance(message, Resync) for message in stage.dialler.line.sent)
        assert len(stage.dialler.dialled) == 1

    staged(story)


def test_stop_and_connect() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        stage.dialler.refuse()
        stage.dialler.line.cut()
        await asyncio.sleep(5)
        stage.link.stop_retrying()
        tries = len(stage.dialler.dialled)
        await asyncio.sleep(60)
        assert len(stage.dialler.dialled) == tries
        assert stage.link.view.state is LinkState.OFFLINE
        assert stage.link.view.lost_at is not None
        stage.dialler.failure = None
        stage.link.connect_now()
        await settle()
        assert len(stage.dialler.dialled) == tries + 1

    staged(story)


def test_a_late_result_of_a_cancelled_attempt_changes_nothing() -> None:
    async def story(stage: Stage) -> None:
        stage.dialler.hang = True
        stage.link.connect_now()
        await settle()
        stage.link.stop_retrying()
        await asyncio.sleep(30)
        assert stage.link.view.state is LinkState.OFFLINE

    staged(story)


def test_disconnect_says_goodbye() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        line = stage.dialler.line
        stage.link.stop_retrying()
        await settle()
        assert line.closed
        assert stage.link.view.state is LinkState.OFFLINE

    staged(story)


def test_signs_of_life_every_five_seconds() -> None:
    async def story(stage: Stage) -> None:
        await stage.go_live()
        await stage.beat_for(21)
        acks = [message for message in stage.dialler.line.sent if isinstance(message, Ack)]
        assert len(acks) == 4

    staged(story)


def test_nothing_is_sent_without_a_link() -> None:
    async def story(stage: Stage) -> None:
        assert not stage.link.send(Ping())
        stage.link.connect_now()
        await settle()
        assert not stage.link.send(Ping())
        stage.dialler.line.welcome()
        await settle()
        assert stage.link.send(Ping())

    staged(story)


def test_quitting_drops_the_line() -> None:
    async def run() -> None:
        stage = Stage()
        running = asyncio.create_task(stage.link.run())
        await stage.go_live()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert stage.dialler.line.aborted

    in_virtual_time(run)
