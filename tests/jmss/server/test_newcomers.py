# SPDX-License-Identifier: GPL-3.0-or-later
"""Those who have not yet said who they are are few, quick and brief, or they are cut off."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus

from jmss.server.newcomers import Newcomer, Newcomers


class Door:
    """A server that welcomes whoever says anything."""

    def __init__(self, newcomers: Newcomers, port: int) -> None:
        self.newcomers = newcomers
        self.port = port
        self.uri = f"ws://127.0.0.1:{port}/"


def at_the_door(story: Callable[[Door], Awaitable[None]], newcomers: Newcomers) -> None:
    async def handle(connection: ServerConnection) -> None:
        assert isinstance(connection, Newcomer)
        try:
            await connection.recv()
            connection.welcome()
            async for _ in connection:
                pass
        except ConnectionClosed:
            pass

    async def run() -> None:
        async with serve(
            handle,
            "127.0.0.1",
            0,
            process_request=newcomers.check,
            create_connection=newcomers.connection,  # type: ignore[arg-type] # makes one
            ping_interval=None,
            compression=None,
        ) as server:
            await story(Door(newcomers, next(iter(server.sockets)).getsockname()[1]))
        assert len(newcomers) == 0

    asyncio.run(run())


async def until(count: int, newcomers: Newcomers) -> None:
    async with asyncio.timeout(5.0):
        while len(newcomers) != count:
            await asyncio.sleep(0.005)


def test_who_has_said_who_he_is_may_stay_and_talk(allow_log: Callable[[str], None]) -> None:
    async def story(door: Door) -> None:
        async with connect(door.uri, proxy=None) as ws:
            assert len(door.newcomers) == 1
            await ws.send("hello")
            await until(0, door.newcomers)
            await ws.send("x" * 100_000)
            await asyncio.sleep(0.3)  # longer than a newcomer may stay
            await ws.ping()

    at_the_door(story, Newcomers(within=0.2))


def test_who_says_nothing_is_cut_off_in_time(expect_log: Callable[[str], None]) -> None:
    expect_log("no hello")

    async def story(door: Door) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        async with connect(door.uri, proxy=None) as ws:
            with pytest.raises(ConnectionClosed) as closed:
                await ws.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4004
        with suppress(ConnectionResetError):
            assert not await reader.read()
        writer.close()

    at_the_door(story, Newcomers(within=0.2))


def test_who_says_too_much_is_cut_off(expect_log: Callable[[str], None]) -> None:
    expect_log("too much before the hello")

    async def story(door: Door) -> None:
        async with connect(door.uri, proxy=None) as ws:
            with suppress(ConnectionClosed):
                await ws.send("x" * 100_000)
            with pytest.raises(ConnectionClosed) as closed:
                await ws.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1009

    at_the_door(story, Newcomers())


def test_when_too_many_wait_others_are_asked_to_come_later(
    expect_log: Callable[[str], None],
) -> None:
    expect_log("too many are waiting")

    async def story(door: Door) -> None:
        silent = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(3)]
        await until(3, door.newcomers)
        with pytest.raises(InvalidStatus) as refused:
            await connect(door.uri, proxy=None)
        assert refused.value.response.status_code == 503
        assert 1 <= int(refused.value.response.headers["Retry-After"]) <= 5
        for _, writer in silent:
            writer.close()
        await until(0, door.newcomers)
        async with connect(door.uri, proxy=None) as ws:
            await ws.send("hello")
            await until(0, door.newcomers)

    at_the_door(story, Newcomers(most=3))


def test_beyond_twice_as_many_nobody_gets_in_at_all(expect_log: Callable[[str], None]) -> None:
    expect_log("too many are waiting")

    async def story(door: Door) -> None:
        silent = [await asyncio.open_connection("127.0.0.1", door.port) for _ in range(5)]
        await until(4, door.newcomers)
        for _, writer in silent:
            writer.close()
        await until(0, door.newcomers)

    at_the_door(story, Newcomers(most=2))
