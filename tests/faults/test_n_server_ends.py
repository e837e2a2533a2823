# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's process ends, closes, hangs or is not there yet: the real link on loopback."""

import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable

import pytest

from jmss.link.view import Cause, LinkState
from jmss.wire.messages import Goaway
from tests.faults.desk_end import DeskEnd, until
from tests.faults.network import connections
from tests.faults.scripted import ScriptedServer
from tests.faults.seconds import s
from tests.faults.server_end import CHECKOUT, ServerEnd
from tests.fixtures.fault_ledger import Measured

Story = Callable[[DeskEnd], Awaitable[None]]


@pytest.fixture
def play(server: ServerEnd) -> Callable[[Story], None]:
    """Plays a story with a desk that is live on a real server."""

    def play(story: Story) -> None:
        async def run() -> None:
            await server.start("SV1")
            async with DeskEnd(server.hosts, server.port) as desk:
                await desk.live(10)
                await desk.submit("before")
                await story(desk)
                desk.assert_whole()

        asyncio.run(run())

    return play


@pytest.mark.slow
def test_case_01_killed_and_started_again(
    play: Callable[[Story], None], server: ServerEnd, measured: Measured
) -> None:
    async def story(desk: DeskEnd) -> None:
        desk.stall = 0.0
        began = time.monotonic()
        server.kill()
        noticed = await desk.given_up(5, began) - began
        assert noticed <= 0.1 + desk.stall
        await asyncio.sleep(began + 3.0 - time.monotonic())
        listening = await server.start("SV1")
        back = await desk.live(10, since=began) - listening
        assert back <= 2.2
        await until(lambda: bool(desk.aways), 5, "the summary")
        assert desk.aways[-1].complete
        assert desk.aways[-1].events > 0
        measured(
            1,
            f"noticed {s(noticed)}, live {s(back)} after,"
            f" {desk.aways[-1].events} changes replayed, no gap",
        )

    play(story)


def test_case_02_orderly_stop(
    play: Callable[[Story], None], server: ServerEnd, measured: Measured
) -> None:
    async def story(desk: DeskEnd) -> None:
        desk.stall = 0.0
        began = time.monotonic()
        server.signal(signal.SIGTERM)
        noticed = await desk.given_up(5, began) - began
        assert noticed <= 0.1 + desk.stall
        assert desk.losses(began)[0].cause is Cause.GOODBYE
        await until(lambda: server.process is None or server.process.poll() == 0, 5, "its end")
        measured(2, f"noticed {s(noticed)} after the stop was asked for")

    play(story)


def test_case_02_the_servers_wish_when_to_come_back_is_honoured(measured: Measured) -> None:
    async def story() -> None:
        async with ScriptedServer() as server, DeskEnd(server.hosts, server.port) as desk:
            await desk.live(5)
            began = time.monotonic()
            await server.say(Goaway(why="restart", retry_after=1.5))
            await server.close(1012)
            await until(lambda: len(server.hellos) == 2, 10, "the second hello")
            waited = time.monotonic() - began
            assert 1.5 <= waited <= 1.5 * 1.5 + 0.3 + desk.stall
            measured(2, f"asked to wait 1.5 s, came after {s(waited)}")

    asyncio.run(story())


@pytest.mark.parametrize("code", [1000, 1001])
def test_case_03_closed_by_the_server(code: int, measured: Measured) -> None:
    async def story() -> None:
        async with ScriptedServer() as server, DeskEnd(server.hosts, server.port) as desk:
            await desk.live(5)
            began = time.monotonic()
            await server.close(code)
            noticed = await desk.given_up(5, began) - began
            assert noticed <= 0.1 + desk.stall
            assert desk.losses(began)[0].state is LinkState.WAITING
            back = await desk.live(5, since=began) - began
            assert back <= 2.2
            measured(3, f"{code}: noticed {s(noticed)}, live again {s(back)}")

    asyncio.run(story())


@pytest.mark.slow
def test_case_09_the_server_hangs(
    play: Callable[[Story], None], server: ServerEnd, measured: Measured
) -> None:
    async def story(desk: DeskEnd) -> None:
        desk.stall = 0.0
        began = time.monotonic()
        server.signal(signal.SIGSTOP)
        given_up = await desk.given_up(5, began) - began
        assert desk.suspected(began) - began <= 1.9 + desk.stall
        assert given_up <= 2.9 + desk.stall
        # TCP is answered by the kernel: only the missing hello gives the attempt away.
        await until(lambda: desk.view.cause is Cause.NO_HELLO, 15, "no hello")
        assert time.monotonic() - began <= 2.9 + 0.7 + 8.5 + desk.stall
        await asyncio.sleep(began + 20.0 - time.monotonic())
        woken = time.monotonic()
        server.signal(signal.SIGCONT)
        back = await desk.live(15, since=woken) - woken
        await desk.submit("after")
        assert sorted(desk.names()) == ["after", "before"]
        measured(9, f"given up {s(given_up)}, live {s(back)} after it goes on")

    play(story)


@pytest.mark.slow
def test_case_15_the_port_is_not_open_yet(server: ServerEnd, measured: Measured) -> None:
    async def story() -> None:
        async with DeskEnd(server.hosts, server.port) as desk:
            await until(lambda: desk.view.cause is Cause.REFUSED, 1.0, "refused")
            await asyncio.sleep(10.0)
            attempts = desk.view.attempt
            # The cap of a small site, ± a quarter, allows this many.
            assert 5 <= attempts <= 10.0 / 0.3 + 5
            listening = await server.start("SV1")
            back = await desk.live(10) - listening
            assert back <= 2.2
            measured(15, f"{attempts} attempts in 10 s, live {s(back)} after")

    asyncio.run(story())


def test_case_48_a_killed_client_is_freed(server: ServerEnd, measured: Measured) -> None:
    async def story() -> None:
        await server.start("SV1")
        words = [sys.executable, "-m", "tests.faults.lone_desk", server.address, str(server.port)]
        other = await asyncio.create_subprocess_exec(
            *words, cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE
        )
        assert other.stdout is not None
        assert await other.stdout.readline() == b"live\n"
        async with DeskEnd(server.hosts, server.port) as desk:
            await desk.live(5)
            assert connections(server.pid, server.port) == 2
            began = time.monotonic()
            other.kill()
            await until(lambda: connections(server.pid, server.port) == 1, 15, "freed")
            freed = time.monotonic() - began
            await other.wait()
            assert not desk.losses(began)
            measured(48, f"killed: freed {s(freed)}")

    asyncio.run(story())
