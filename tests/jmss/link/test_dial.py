# SPDX-License-Identifier: GPL-3.0-or-later
"""Dialling real sockets: each way to fail has its cause."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from jmss.link.dial import DialFailed, Dialler, Target
from jmss.link.lookup import Lookup
from jmss.link.view import Cause

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def dialler(hosts: dict[str, str] | None = None, **times: float) -> Dialler:
    def nobody(name: str) -> list[str]:
        raise OSError(name)

    hosts = {"VCOM1": "127.0.0.1"} if hosts is None else hosts
    return Dialler(Lookup(hosts, nobody), agent="test/1", **times)


async def failure(port: int, name: str = "VCOM1", **times: float) -> DialFailed:
    with pytest.raises(DialFailed) as caught:
        await dialler(**times).dial(Target(name, port), lambda: None)
    return caught.value


async def against(handler: Handler, **times: float) -> DialFailed:
    handled = asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await handler(reader, writer)
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
        handled.set()

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        error = await failure(server.sockets[0].getsockname()[1], **times)
        await handled.wait()
        return error


def test_an_open_line_carries_frames_and_notes_each_byte() -> None:
    async def echo(connection: ServerConnection) -> None:
        async for text in connection:
            await connection.send(text)

    async def story() -> None:
        heard: list[None] = []
        async with serve(echo, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            line = await dialler().dial(Target("VCOM1", port), lambda: heard.append(None))
            before = len(heard)
            await line.send("あ")
            assert await line.receive() == "あ"
            assert len(heard) > before
            assert line.address == f"127.0.0.1:{port}"
            await line.close()

    asyncio.run(story())


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    error = asyncio.run(failure(port))
    assert error.cause is Cause.REFUSED
    assert error.detail == f"127.0.0.1:{port}"


def test_the_name_is_unknown() -> None:
    error = asyncio.run(failure(1, "VCOM9"))
    assert (error.cause, error.detail) == (Cause.NAME_UNKNOWN, "VCOM9")


def test_tcp_gets_its_own_short_time() -> None:
    """A listener whose queue is full lets further connections hang, as a dead address does."""

    async def story() -> DialFailed:
        with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
            port = full.getsockname()[1]
            waiting = [socket.socket() for _ in range(4)]
            try:
                for sock in waiting:
                    sock.setblocking(False)
                    sock.connect_ex(("127.0.0.1", port))
                return await failure(port, tcp_timeout=0.2)
            finally:
                for sock in waiting:
                    sock.close()

    assert asyncio.run(story()).cause is Cause.TIMED_OUT


def test_it_accepts_and_says_nothing() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    assert asyncio.run(against(silent, upgrade_timeout=0.2)).cause is Cause.NO_HELLO


def test_something_else_answers() -> None:
    async def ssh(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        await reader.read()

    assert asyncio.run(against(ssh)).cause is Cause.WRONG_SERVICE


def test_it_accepts_and_hangs_up() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()

    assert asyncio.run(against(hang_up)).cause is Cause.CUT


@pytest.mark.parametrize(
    ("status", "headers", "cause", "at_least"),
    [
        (503, [("Retry-After", "3")], Cause.BUSY, 3.0),
        (503, [], Cause.BUSY, 2.0),
        (429, [("Retry-After", "900")], Cause.BUSY, 60.0),
        (401, [], Cause.NOT_ALLOWED, 0.0),
        (404, [], Cause.WRONG_SERVICE, 0.0),
    ],
)
def test_http_refusals(
    status: int, headers: list[tuple[str, str]], cause: Cause, at_least: float
) -> None:
    def refuse(connection: ServerConnection, request: Request) -> Response:
        response = connection.respond(status, "no")
        for name, value in headers:
            response.headers[name] = value
        return response

    async def nothing(connection: ServerConnection) -> None:
        raise AssertionError

    async def story() -> DialFailed:
        async with serve(nothing, "127.0.0.1", 0, process_request=refuse) as server:
            return await failure(server.sockets[0].getsockname()[1])

    error = asyncio.run(story())
    assert (error.cause, error.at_least) == (cause, at_least)


def test_of_two_addresses_the_living_one_answers() -> None:
    async def quiet(connection: ServerConnection) -> None:
        await connection.wait_closed()

    async def story() -> None:
        async with serve(quiet, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            lookup = Lookup({}, lambda name: ["127.0.0.77", "127.0.0.1"])
            line = await Dialler(lookup, agent="t").dial(Target("VCOM1", port), lambda: None)
            assert line.address == f"127.0.0.1:{port}"
            line.abort()

    asyncio.run(story())


def test_proxies_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    async def quiet(connection: ServerConnection) -> None:
        await connection.wait_closed()

    async def story() -> None:
        async with serve(quiet, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            line = await dialler().dial(Target("VCOM1", port), lambda: None)
            line.abort()

    asyncio.run(story())
