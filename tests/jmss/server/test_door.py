# SPDX-License-Identifier: GPL-3.0-or-later
"""The listening socket, with a real loop."""

import asyncio
import socket
import time

import pytest

from jmss.server.door import AT_ONCE, open_door


def test_many_may_queue_while_few_are_let_in_at_a_time() -> None:
    async def story() -> list[int]:
        door = open_door("127.0.0.1", 0)
        loop = asyncio.get_running_loop()
        came = 0
        at_each_turn: list[int] = []

        class Guest(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                nonlocal came
                came += 1

        server = await loop.create_server(Guest, sock=door, backlog=AT_ONCE)
        guests = []
        for _ in range(8 * AT_ONCE):
            guest = socket.socket()
            guest.settimeout(1.0)  # a full queue would let it hang
            guest.connect(door.getsockname())
            guests.append(guest)
        before = 0
        while came < len(guests):
            await asyncio.sleep(0)
            if came > before:
                at_each_turn.append(came - before)
                before = came
        for guest in guests:
            guest.close()
        server.close()
        await server.wait_closed()
        return at_each_turn

    began = time.monotonic()
    at_each_turn = asyncio.run(story())
    assert time.monotonic() - began < 10.0
    assert max(at_each_turn) <= AT_ONCE + 1
    assert len(at_each_turn) >= 7


def test_an_address_that_is_not_here_is_said() -> None:
    with pytest.raises(OSError, match="assign"):
        open_door("192.0.2.1", 0)
