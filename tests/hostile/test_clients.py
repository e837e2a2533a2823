# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile and broken clients of a real jmssd: it serves the others, and does not grow."""

import asyncio
import contextlib
import json
import os
import struct
import time
import uuid
from collections.abc import Iterator

import psutil
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.fakes.jmssd import Jmssd, running_jmssd
from tests.fakes.raw_client import RawClient, RawMachine

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jmssd]:
    with running_jmssd(tmp_path_factory.mktemp("hostile") / "cluster") as jmssd:
        yield jmssd


def rss(server: Jmssd) -> int:
    assert server.process is not None
    return int(psutil.Process(server.process.pid).memory_info().rss)


def hello(role: str = "command") -> str:
    fields = {"t": "hello", "role": role, "agent": "x", "session": str(uuid.uuid4())}
    return json.dumps(fields)


def warnings(server: Jmssd) -> list[str]:
    return [line for line in server.log.splitlines() if " INFO " not in line]


async def link(server: Jmssd) -> ClientConnection:
    return await connect(
        server.uri, ping_interval=None, compression=None, max_size=None, proxy=None
    )


async def still_serves(server: Jmssd) -> float:
    """Have an operation refused by name; give the seconds that it took."""
    began = time.monotonic()
    async with RawClient(server.uri, role="command") as good:
        answer = await good.ask({"k": "hold", "job": 10**6})
        assert answer["error"] == "NoSuchJob"
    return time.monotonic() - began


async def end_of(ws: ClientConnection, within: float = 12.0) -> int:
    """Wait for the end of a link and give its code; 1006 when it was cut without one."""
    try:
        async with asyncio.timeout(within):
            while True:
                await ws.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


def test_each_offender_gets_a_code_and_one_line(server: Jmssd) -> None:
    async def story() -> None:
        for frame, code in (
            ("nonsense", 4005),
            ('{"t":"hello","role":"desk","agent":"a","session":"' + "s" * 300 + '"}', 4005),
            ('{"t":' + "[" * 9000, 4005),
            ('{"t":"unheard\\n2026-01-01 CRITICAL"}', 4005),
        ):
            lines = len(warnings(server))
            ws = await link(server)
            await ws.send(frame)
            assert await end_of(ws) == code
            new = warnings(server)[lines:]
            assert len(new) == 1, new
            assert len(new[0]) < 400
        for raw, code in ((b"\x81\x82\0\0\0\0\xff\xfe", 1007), (b"\xff\x80\0\0\0\0", 1002)):
            async with RawClient(server.uri, role="command") as client:
                lines = len(warnings(server))
                client.ws.transport.write(raw)
                assert await end_of(client.ws) == code
                async with asyncio.timeout(5.0):
                    while len(warnings(server)) == lines:
                        await asyncio.sleep(0.01)
                assert str(code) in warnings(server)[-1]

    asyncio.run(story())


def test_who_is_cut_off_while_he_speaks_is_told_why(server: Jmssd) -> None:
    async def one() -> int:
        ws = await link(server)
        await ws.send(json.dumps(json.loads(hello()) | {"proto": 99}))
        with contextlib.suppress(ConnectionClosed):
            for _ in range(20):
                await ws.send(json.dumps({"t": "ping"}))
                await asyncio.sleep(0)
        return await end_of(ws)

    async def story() -> None:
        assert set(await asyncio.gather(*(one() for _ in range(40)))) == {4500}

    asyncio.run(story())


def test_out_of_order_and_replayed_messages_end_a_link_and_no_more(server: Jmssd) -> None:
    async def story() -> None:
        submit = {"k": "submit", "name": "j", "command": "true", "queue": "NIGHT", "owner": "o"}
        ask = json.dumps(
            {"t": "ask", "id": str(uuid.uuid4()), "operation": submit | {"hold": True}}
        )
        for frames in (
            [ask, hello()],
            [hello(), hello()],
            [hello(), json.dumps({"t": "inventory", "multiplicity": 1})],
            [hello(), json.dumps({"t": "resync"})],
        ):
            ws = await link(server)
            for frame in frames:
                await ws.send(frame)
            assert await end_of(ws) == 4005
        numbers = set()
        for _ in range(3):
            async with RawClient(server.uri, role="command") as client:
                for _ in range(3):
                    await client.ws.send(ask)
                for _ in range(3):
                    numbers.add((await client.until("answer"))["job"])
        assert len(numbers) == 1, "however often it is sent, it is done once"
        async with RawClient(server.uri) as desk:
            await desk.until("end")
            await desk.say(t="resync", position={"epoch": "e", "seq": 2**53, "inc": 2**53})
            assert (await desk.until("snap"))["count"] > 0

    asyncio.run(story())


def test_a_flood_is_held_to_a_rate_and_starves_nobody(server: Jmssd) -> None:
    async def flood(ws: ClientConnection, text: str) -> None:
        try:
            while True:
                await ws.send(text)
        except ConnectionClosed:
            pass

    async def read(ws: ClientConnection, heard: list[int]) -> None:
        try:
            async for _ in ws:
                heard[0] += 1
        except ConnectionClosed:
            pass

    async def story() -> None:
        ask = json.dumps({"t": "ask_status", "id": "never"})
        heard = [0]
        async with RawClient(server.uri, role="command") as bad:
            tasks = [asyncio.create_task(flood(bad.ws, ask))]
            tasks.append(asyncio.create_task(read(bad.ws, heard)))
            await asyncio.sleep(0.5)
            took = [await still_serves(server) for _ in range(8)]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        assert sorted(took)[len(took) // 2] < 0.5, took
        assert heard[0] > 100, "it is served too, at its rate"

    asyncio.run(story())


def test_who_asks_and_does_not_read_costs_little_and_is_cut(server: Jmssd) -> None:
    async def story() -> None:
        before = rss(server)
        ws = await link(server)
        await ws.send(hello())
        ws.transport.pause_reading()
        ping = json.dumps({"t": "ping"})
        pings = b"\x89\xfd\0\0\0\0" + b"x" * 125
        try:
            async with asyncio.timeout(2.0):
                while True:
                    await ws.send(ping)
                    ws.transport.write(pings * 50)
                    await asyncio.sleep(0)
        except (TimeoutError, ConnectionClosed):
            pass
        assert rss(server) - before < 12 * MIB
        ws.transport.abort()
        await still_serves(server)

    asyncio.run(story())


@pytest.mark.slow
def test_twenty_stuck_desks_cost_a_mebibyte_each_at_most(server: Jmssd) -> None:
    async def story() -> None:
        stuck = []
        async with RawMachine(server.uri) as machine, RawClient(server.uri, role="command") as good:
            await machine.inventory()
            before = rss(server)
            for _ in range(20):
                desk = await link(server)
                await desk.send(hello("desk"))
                desk.transport.pause_reading()
                for _ in range(20):
                    await desk.send(json.dumps({"t": "list", "id": "l"}))
                stuck.append(desk)
            peak = before
            for _ in range(400):
                await good.submit(command="x" * 10_000, hold=True)
                peak = max(peak, rss(server))
            assert peak - before < (20 + 20) * MIB, (peak - before) / MIB
            assert await still_serves(server) < 1.0
        for desk in stuck:
            desk.transport.abort()

    asyncio.run(story())


@pytest.mark.slow
def test_http_nonsense_is_cut_and_does_no_harm(server: Jmssd) -> None:
    async def story() -> None:
        for words in (
            os.urandom(2000),
            b"GET / HTTP/1.1\r\n" + b"A: " + b"x" * 20_000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\n" * 3000,
            b"\x16\x03\x01" + struct.pack("!H", 512) + os.urandom(512),
            b"\r\n" * 20_000,
        ):
            host, port = server.uri.removeprefix("ws://").rstrip("/").split(":")
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(words)
            try:
                async with asyncio.timeout(12.0):
                    while await reader.read(4096):
                        pass
            except OSError:
                pass
            writer.close()
        await still_serves(server)

    asyncio.run(story())
