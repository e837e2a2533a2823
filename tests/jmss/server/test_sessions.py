# SPDX-License-Identifier: GPL-3.0-or-later
"""Heartbeats and the rules for idle links, without a network (the rest: ``test_jmssd``)."""

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest
from websockets.asyncio.server import ServerConnection

from jmss.access.roles import AccessRole
from jmss.access.tickets import GOOD_FOR, TicketOffice
from jmss.access.token_file import TokenFile
from jmss.model.changes import Change
from jmss.model.operations import Submit
from jmss.server.feed import Feed
from jmss.server.gate import Gate, Pass
from jmss.server.machines import Machines
from jmss.server.outputs import Outputs
from jmss.server.published import Published
from jmss.server.requests import Requests
from jmss.server.sessions import IDLE_AFTER, Identity, Rooms, Sessions
from jmss.wire.codec import encode
from jmss.wire.messages import Ask, AskStatus, Goaway, Hello, Message, Ping, Role
from tests.fakes.connection import FakeConnection
from tests.fakes.facts import job, room
from tests.fakes.history import NoHistory
from tests.fakes.lookups import lookups
from tests.fakes.notebook import FakeNotebook
from tests.fakes.store import board_with


class Line(FakeConnection):
    """A connection whose client says what the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.incoming: asyncio.Queue[str] = asyncio.Queue()
        self.remote_address = ("127.0.0.1", 1)

    def get_extra_info(self, name: str) -> Any:
        return self

    def setsockopt(self, *option: int) -> None:
        self.option = option

    async def recv(self) -> str:
        return await self.incoming.get()

    def __aiter__(self) -> "Line":
        return self

    async def __anext__(self) -> str:
        return await self.incoming.get()

    def say(self, message: Message) -> None:
        self.incoming.put_nowait(encode(message))


class House:
    def __init__(self) -> None:
        self.now = 0.0
        board, self.store = board_with()
        self.feed = Feed(Published(room()), epoch="e", head=0, inc=0, history=NoHistory())
        machines = Machines(board, lambda: self.now)
        requests = Requests(
            board, self.feed, self.store, lambda job, force: None, audit=FakeNotebook()
        )
        outputs = Outputs(board, machines)
        rooms = Rooms(
            feed=self.feed,
            requests=requests,
            machines=machines,
            outputs=outputs,
            lookups=lookups(board, self.feed, machines),
        )
        identity = Identity(virtual_computer="VCOM1", node="SV1", incarnation=1)
        self.sessions = Sessions(identity, rooms, Gate(), clock=lambda: self.now, wall=lambda: 1e9)
        self.tasks: list[asyncio.Task[None]] = []

    async def enter(self, role: Role, session: str) -> Line:
        return await self.serve(Line(), role, session)

    async def serve(self, line: Line, role: Role, session: str) -> Line:
        connection = cast(ServerConnection, line)
        self.tasks.append(asyncio.create_task(self.sessions.handle(connection)))
        line.say(Hello(role=role, agent="t", session=session))
        for _ in range(20):
            await asyncio.sleep(0)
        return line

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def test_who_is_live_shares_one_heartbeat_and_who_is_not_gets_its_own() -> None:
    async def story() -> None:
        house = House()
        one = await house.enter(Role.DESK, "1")
        two = await house.enter(Role.COMMAND, "2")
        slow = await house.enter(Role.DESK, "3")
        slow.reads = False
        slow.buffered = 2 * 1024 * 1024
        house.feed.publish([Change(seq=1, inc=1, at=1.0, fact=job(1))])
        for line in (one, two, slow):
            line.messages()
        house.sessions.beat()
        assert one.frames[0] is two.frames[0]
        assert one.messages() == [{"t": "hb", "seq": 1, "inc": 1, "time": 1e9}]
        assert slow.messages()[0]["seq"] == 0, "it never runs ahead of what was sent"
        await house.close()

    asyncio.run(story())


def test_every_role_is_told_when_it_is_up_to_date() -> None:
    async def story() -> None:
        house = House()
        for role, kinds in (
            (Role.DESK, ["welcome", "snap", "rows", "end"]),
            (Role.COMMAND, ["welcome", "end"]),
        ):
            assert (await house.enter(role, role)).kinds() == kinds
        await house.close()

    asyncio.run(story())


def test_who_says_nothing_is_idle_and_a_ping_is_something() -> None:
    async def story() -> None:
        house = House()
        quiet = await house.enter(Role.DESK, "1")
        alive = await house.enter(Role.DESK, "2")
        house.now = IDLE_AFTER
        alive.say(Ping())
        for _ in range(5):
            await asyncio.sleep(0)
        assert alive.kinds()[-1] == "pong"
        house.now = IDLE_AFTER + 1
        house.sessions.look()
        assert quiet.closed == (4004, "idle")
        assert alive.closed is None
        await house.close()

    asyncio.run(story())


def test_what_is_still_unread_on_a_replaced_link_is_not_carried_out() -> None:
    async def story() -> None:
        house = House()
        old = await house.enter(Role.COMMAND, "1")
        new = await house.enter(Role.COMMAND, "1")
        assert old.closed is not None
        new.messages()
        new.say(AskStatus(id="a"))
        for _ in range(5):
            await asyncio.sleep(0)
        assert new.messages()[0]["error"] == "OperationLost"
        old.say(Ask(id="a", operation=Submit(name="n", command="c", queue="NIGHT", owner="o")))
        for _ in range(20):
            await asyncio.sleep(0)
        assert list(house.store.waiting) == [], "the client was told that nothing was done"
        await house.close()

    asyncio.run(story())


def test_a_client_is_told_what_its_token_allows() -> None:
    async def story() -> None:
        house = House()
        line = await house.enter(Role.DESK, "1")
        assert line.messages()[0]["role"] == "administrator", "an open server lets everybody"
        await house.close()

    asyncio.run(story())


def test_goodbye_reaches_everybody() -> None:
    async def story() -> None:
        house = House()
        lines = [await house.enter(Role.COMMAND, str(n)) for n in range(3)]
        house.sessions.say_goodbye(Goaway(why="stop"))
        assert all(line.messages()[-1] == {"t": "goaway", "why": "stop"} for line in lines)
        await house.close()

    asyncio.run(story())


def test_many_consoles_are_asked_to_come_back_more_slowly() -> None:
    async def story() -> None:
        house = House()
        lines = [await house.enter(Role.COMMAND, str(n)) for n in range(600)]
        welcomes = [line.messages()[0] for line in (lines[0], lines[300], lines[-1])]
        timings = [w["timing"] for w in welcomes]
        assert [timing["heartbeat"] for timing in timings] == [0.5, 1.0, 1.0]
        assert [timing["suspect"] for timing in timings] == [1.0, 1.6, 1.6]
        assert [timing["retry_cap"] for timing in timings] == pytest.approx([0.3, 0.336, 0.442])
        assert [w["spread"] for w in welcomes] == [0.0, 0.0, 0.6]
        await house.close()

    asyncio.run(story())


def test_who_was_there_before_the_others_is_told_that_the_site_has_grown() -> None:
    async def story() -> None:
        house = House()
        lines = [await house.enter(Role.COMMAND, str(n)) for n in range(600)]
        for line in lines:
            line.messages()
        house.sessions.look()
        assert [line.kinds() for line in lines[-100:]] == [[]] * 100, "theirs still fit"
        (told,) = lines[0].messages()
        assert told["t"] == "pace"
        assert told["timing"]["heartbeat"] == 1.0
        assert told["spread"] == 0.6
        house.sessions.look()
        assert lines[0].kinds() == [], "once is enough"
        beats = 0
        for _ in range(2):
            house.sessions.beat()
            beats += lines[0].kinds().count("hb")
        assert beats == 1, "and the slower heartbeat begins then"
        await house.close()

    asyncio.run(story())


def test_a_ticket_is_renewed_at_half_its_life(tmp_path: Path) -> None:
    async def story() -> None:
        tokens = TokenFile(tmp_path / "access")
        tokens.add("ueda", AccessRole.VIEWER)
        house = House()
        gate = Gate(tokens, TicketOffice(b"k" * 32), wall=lambda: house.now)
        house.sessions._gate = gate
        line = Line()
        passed = Pass(tokens.read()[0])
        gate._passes[cast(ServerConnection, line)] = passed
        await house.serve(line, Role.COMMAND, "1")
        first = line.messages()[0]["ticket"]
        for house.now in (10.0, GOOD_FOR / 2 - 1):
            house.sessions._sessions["1"].heard = house.now
            house.sessions.look()
        assert "ticket" not in line.kinds()
        house.sessions._sessions["1"].heard = house.now = GOOD_FOR / 2
        house.sessions.look()
        house.sessions.look()
        renewed = [m["ticket"] for m in line.messages() if m["t"] == "ticket"]
        assert len(renewed) == 1
        office = TicketOffice(b"k" * 32)
        assert office.read(first, tokens.read(), GOOD_FOR) is None
        assert office.read(renewed[0], tokens.read(), GOOD_FOR) is not None
        await house.close()

    asyncio.run(story())


def test_each_gets_the_heartbeat_that_its_welcome_promised() -> None:
    async def story() -> None:
        house = House()
        lines = [await house.enter(Role.COMMAND, str(n)) for n in range(220)]
        for line in lines:
            line.messages()
        at_each: list[list[int]] = []
        for _ in range(4):
            house.sessions.beat()
            at_each.append([line.kinds().count("hb") for line in lines])
        assert all(beats[:199] == [1] * 199 for beats in at_each), "each half second"
        slow = [sum(beats[at] for beats in at_each) for at in range(199, 220)]
        assert slow == [2] * 21, "each second"
        assert all(0 < sum(beats[199:]) < 21 for beats in at_each), "and not all at once"
        await house.close()

    asyncio.run(story())
