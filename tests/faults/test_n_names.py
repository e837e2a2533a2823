# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that do not resolve, proxies that are set, and strangers on the port."""

import asyncio
import threading
import time

import pytest

from jmss.link.view import Cause, LinkState
from tests.faults.desk_end import DeskEnd, until
from tests.faults.scripted import ADDRESS, ScriptedServer
from tests.faults.seconds import s
from tests.faults.server_end import ServerEnd
from tests.fixtures.fault_ledger import Measured


class NameServer:
    """Answers from its table; says nothing at all while ``silent``, like a dead one."""

    def __init__(self) -> None:
        self.table: dict[str, list[str]] = {}
        self.answering = threading.Event()
        self.answering.set()
        self.asked = 0

    def resolve(self, name: str) -> list[str]:
        self.asked += 1
        # Bounded, so that the thread ends whatever the test does.
        self.answering.wait(20.0)
        if name not in self.table:
            raise OSError("no such name")
        return self.table[name]


def lookups() -> int:
    return sum(thread.name == "lookup" for thread in threading.enumerate())


def test_case_18_name_server_silent_address_known(measured: Measured) -> None:
    names = NameServer()
    names.table["VCOM1"] = [ADDRESS]
    ended = [0.0]

    async def story() -> None:
        async with (
            ScriptedServer() as server,
            DeskEnd({}, server.port, resolve=names.resolve) as desk,
        ):
            await desk.live(5)
            names.answering.clear()
            began = time.monotonic()
            server.links[-1].transport.abort()
            back = await desk.live(5, since=began) - began
            assert back <= 2.2
            assert lookups() == 1
            measured(18, f"live again {s(back)}")
            server.links[-1].transport.abort()
            await desk.given_up(5, time.monotonic() - 0.1)
            ended[0] = time.monotonic()

    asyncio.run(story())
    quitted = time.monotonic() - ended[0]
    names.answering.set()
    assert quitted < 0.2
    measured(18, f"quit {s(quitted)}")


@pytest.mark.slow
def test_case_19_name_server_silent_nothing_known(measured: Measured) -> None:
    names = NameServer()
    names.answering.clear()
    ended = [0.0]

    async def story() -> None:
        async with DeskEnd({}, 7340, resolve=names.resolve) as desk:
            await until(lambda: desk.view.cause is Cause.NAME_SILENT, 8, "silent")
            for _ in range(5):
                desk.connection.connect_now()
                await asyncio.sleep(0.05)
            assert lookups() == 1
            assert desk.stall < 0.5
            assert desk.view.state in {LinkState.WAITING, LinkState.CONNECTING}
            measured(19, f"one thread, loop held up {s(desk.stall)} at most")
            ended[0] = time.monotonic()

    asyncio.run(story())
    quitted = time.monotonic() - ended[0]
    names.answering.set()
    assert quitted < 0.2
    measured(19, f"quit {s(quitted)}")


def test_case_20_a_name_that_appears_later(measured: Measured) -> None:
    names = NameServer()

    async def story() -> None:
        async with (
            ScriptedServer() as server,
            DeskEnd({}, server.port, resolve=names.resolve) as desk,
        ):
            await until(lambda: desk.view.cause is Cause.NAME_UNKNOWN, 2, "unknown")
            await asyncio.sleep(2.0)
            assert names.asked < 20
            names.table["VCOM1"] = [ADDRESS]
            began = time.monotonic()
            back = await desk.live(10) - began
            assert back <= 2.5
            measured(20, f"live {s(back)} after it appears, {names.asked} questions")

    asyncio.run(story())


def test_case_51_proxies_are_not_asked(
    server: ServerEnd, monkeypatch: pytest.MonkeyPatch, measured: Measured
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)

    async def story() -> None:
        await server.start()
        began = time.monotonic()
        async with DeskEnd(server.hosts, server.port) as desk:
            measured(51, f"direct, live {s(await desk.live(5) - began)}")

    asyncio.run(story())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "banner"),
    [
        ("a web server", b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        ("a mail server", b"220 mail.example ESMTP\r\n"),
    ],
)
def test_case_52_another_service_during_a_take_over(
    server: ServerEnd, who: str, banner: bytes, measured: Measured
) -> None:
    callers = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.append(time.monotonic())
        await reader.read(100)
        writer.write(banner)
        await writer.drain()
        writer.close()

    async def story() -> None:
        stranger = await asyncio.start_server(answer, server.address, server.port)
        async with DeskEnd(server.hosts, server.port) as desk:
            await until(lambda: desk.view.cause is Cause.WRONG_SERVICE, 5, "told")
            stranger.close()
            await stranger.wait_closed()
            await server.start()
            back = await desk.live(12) - callers[0]
            assert len(callers) == 1
            # The next attempt comes after 5 s to 7.5 s: somebody else may have the port.
            assert 4.5 <= back <= 8.0 + desk.stall
            measured(52, f"{who}: told, live {s(back)} later at the next attempt")

    asyncio.run(story())
