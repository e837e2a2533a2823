# SPDX-License-Identifier: GPL-3.0-or-later
"""The service asks for each due time until it is answered, across cuts, with one UUID."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from jmss.link.view import Cause, LinkState, LinkView
from jmss.model.operations import FireSchedule
from jmss.model.schedules import Missed, Schedule
from jmss.schedule.firing import AT_ONCE, Firing, operation_id
from jmss.wire.messages import (
    Answer,
    Ask,
    Documents,
    Heartbeat,
    Message,
    Mode,
    ReadDocuments,
    Ticket,
    Welcome,
)

DUE = 600.0
TEN = Schedule(name="ten", cron="*/10 * * * *", time_zone="UTC", since=1.0, revision=1)


class Server:
    """The other end of the link, by hand. Its time is ``now``."""

    def __init__(self) -> None:
        self.now = 590.0
        self.linked = False
        self.sent: list[Message] = []
        self.tickets: list[str] = []
        self.ahead = 500.0
        self.firing = Firing(lambda: self.now - self.ahead, keep_ticket=self.tickets.append)
        self.firing.attach(self)

    def send(self, message: Message) -> bool:
        if self.linked:
            self.sent.append(message)
        return self.linked

    @property
    def asks(self) -> list[Ask]:
        return [message for message in self.sent if isinstance(message, Ask)]

    def welcome(self, *schedules: Schedule, began: float = 1.0) -> None:
        """Let it in and tell it the schedules."""
        self.linked = True
        self.firing.received(
            Welcome(
                virtual_computer="VCOM1",
                node="SV1",
                epoch="e",
                incarnation=1,
                head=9,
                mode=Mode.CURRENT,
                time=self.now,
                began=began,
                ticket="jmst_x",
            )
        )
        self.tell(*schedules, whole=True)

    def tell(self, *schedules: Schedule, whole: bool = False) -> None:
        question = [one for one in self.sent if isinstance(one, ReadDocuments)][-1]
        self.firing.received(
            Documents(id=question.id, seq=9, facts=list(schedules), time=self.now, whole=whole)
        )

    def beat(self, now: float) -> None:
        self.now = now
        self.firing.received(Heartbeat(seq=9, inc=1, time=now))

    def set_clock(self, now: float) -> None:
        """Its time of day jumps; no time has passed."""
        self.ahead += now - self.now
        self.beat(now)

    def answer(self, ask: Ask, error: str = "", **fields: str) -> None:
        jobs = [] if error else [1]
        self.firing.received(
            Answer(id=ask.id, error=error, fields=fields, text=error, jobs=jobs, seq=len(jobs))
        )

    def cut(self) -> None:
        self.linked = False
        view = LinkView(state=LinkState.WAITING, server="VCOM1", cause=Cause.CUT)
        self.firing.changed(view)


def tried(story: Callable[[Server], Awaitable[None]]) -> None:
    async def run() -> None:
        server = Server()
        working = asyncio.ensure_future(server.firing.run())
        try:
            async with asyncio.timeout(10):
                await story(server)
        finally:
            working.cancel()
            await asyncio.wait([working])

    asyncio.run(run())


async def eventually(true: Callable[[], bool]) -> None:
    """Wait until it is so; the story has a deadline."""
    while not true():
        await asyncio.sleep(0.005)


async def a_while() -> None:
    """Let everything happen that happens by itself."""
    for _ in range(5):
        await asyncio.sleep(0.01)


def test_it_asks_when_it_is_due_and_once() -> None:
    async def story(server: Server) -> None:
        server.welcome(TEN)
        await a_while()
        assert server.asks == []
        server.beat(DUE)
        await eventually(lambda: len(server.asks) == 1)
        (ask,) = server.asks
        assert ask.operation == FireSchedule(schedule="ten", due=DUE)
        server.answer(ask)
        server.beat(DUE + 1)
        await a_while()
        assert len(server.asks) == 1
        assert server.tickets == ["jmst_x"]

    tried(story)


def test_after_a_cut_the_same_is_asked_with_the_same_id() -> None:
    async def story(server: Server) -> None:
        server.welcome(TEN)
        server.beat(DUE)
        await eventually(lambda: len(server.asks) == 1)
        server.cut()
        server.now = DUE + 5
        await a_while()
        server.welcome(TEN)
        server.beat(DUE + 5.2)
        await eventually(lambda: len(server.asks) == 2)
        first, second = server.asks
        assert first == second
        server.answer(second)
        await a_while()
        assert len(server.asks) == 2

    tried(story)


@pytest.mark.parametrize("error", ["Stopping", "StoreFailed"])
def test_what_the_server_could_not_do_is_asked_again(error: str) -> None:
    async def story(server: Server) -> None:
        server.welcome(TEN)
        server.beat(DUE)
        await eventually(lambda: len(server.asks) == 1)
        server.answer(server.asks[0], error)
        await a_while()
        assert len(server.asks) == 1, "not in a tight loop"
        server.beat(DUE + 1)
        await eventually(lambda: len(server.asks) == 2)
        assert server.asks[0] == server.asks[1]

    tried(story)


def test_what_the_server_refuses_is_not_asked_again(
    expect_log: Callable[[str], None],
) -> None:
    expect_log("NoSuchDocument")

    async def story(server: Server) -> None:
        server.welcome(TEN)
        server.beat(DUE)
        await eventually(lambda: len(server.asks) == 1)
        server.answer(server.asks[0], "NoSuchDocument")
        server.beat(DUE + 1)
        await a_while()
        assert len(server.asks) == 1

    tried(story)


def test_a_token_that_does_not_do_is_tried_again_later(
    expect_log: Callable[[str], None],
) -> None:
    expect_log("RoleForbids")

    async def story(server: Server) -> None:
        server.welcome(TEN)
        server.beat(DUE)
        await eventually(lambda: len(server.asks) == 1)
        server.answer(server.asks[0], "RoleForbids")
        server.beat(DUE + 10)
        await a_while()
        assert len(server.asks) == 1
        server.beat(DUE + 45)
        await eventually(lambda: len(server.asks) == 2)

    tried(story)


def test_nothing_is_asked_by_what_a_former_server_told() -> None:
    async def story(server: Server) -> None:
        server.welcome(TEN)
        server.cut()
        server.now = DUE + 1
        server.welcome()
        server.beat(DUE + 2)
        await a_while()
        assert server.asks == []

    tried(story)


def test_what_passed_before_the_server_began_has_been_missed() -> None:
    async def story(server: Server) -> None:
        skip = Schedule(name="ten", cron="*/10 * * * *", time_zone="UTC", missed=Missed.SKIP)
        server.now = DUE + 3
        server.welcome(skip, began=DUE + 2)
        await eventually(lambda: len(server.asks) == 1)
        assert server.asks[0].operation == FireSchedule(schedule="ten", due=DUE, missed=True)

    tried(story)


def test_news_of_schedules_count_at_once() -> None:
    async def story(server: Server) -> None:
        server.welcome()
        server.firing.received(Ticket(ticket="jmst_y"))
        server.beat(DUE)
        server.tell(TEN)
        await eventually(lambda: len(server.asks) == 1)
        assert server.tickets == ["jmst_x", "jmst_y"]

    tried(story)


def test_a_clock_that_is_set_back_fires_nothing_twice() -> None:
    async def story(server: Server) -> None:
        server.welcome(TEN)
        server.beat(DUE)
        await eventually(lambda: len(server.asks) == 1)
        server.answer(server.asks[0])
        server.set_clock(DUE - 3)
        for now in (DUE - 3, DUE, DUE + 1):
            server.beat(now)
            await a_while()
        assert len(server.asks) == 1

    tried(story)


def test_a_clock_that_is_set_forward_makes_up_once() -> None:
    async def story(server: Server) -> None:
        server.welcome(TEN)
        server.set_clock(10 * DUE + 5)
        await eventually(lambda: len(server.asks) == 1)
        assert server.asks[0].operation == FireSchedule(schedule="ten", due=9 * DUE)
        server.answer(server.asks[0])
        await eventually(lambda: len(server.asks) == 2)
        assert server.asks[1].operation == FireSchedule(schedule="ten", due=10 * DUE)
        server.answer(server.asks[1])
        await a_while()
        assert len(server.asks) == 2

    tried(story)


def test_many_that_are_due_at_once_are_asked_some_at_a_time() -> None:
    async def story(server: Server) -> None:
        many = [
            Schedule(name=f"s{n}", cron="*/10 * * * *", time_zone="UTC", since=1.0)
            for n in range(30)
        ]
        server.welcome(*many)
        server.beat(DUE)
        answered: list[Ask] = []
        while len(answered) < len(many):
            await eventually(lambda: len(server.asks) > len(answered))
            assert len(server.asks) - len(answered) <= AT_ONCE
            answered.append(server.asks[len(answered)])
            server.answer(answered[-1])
        await a_while()
        assert sorted(ask.operation.schedule for ask in server.asks) == sorted(  # type: ignore[union-attr]
            one.name for one in many
        )

    tried(story)


def test_a_due_time_has_one_id_and_another_time_another() -> None:
    fire = FireSchedule(schedule="ten", due=DUE)
    assert operation_id(fire, 1.0) == operation_id(fire, 1.0)
    others = {
        operation_id(FireSchedule(schedule="ten", due=2 * DUE), 1.0),
        operation_id(FireSchedule(schedule="nine", due=DUE), 1.0),
        operation_id(fire, 2.0),
    }
    assert len(others | {operation_id(fire, 1.0)}) == 4
