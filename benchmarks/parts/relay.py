# SPDX-License-Identifier: GPL-3.0-or-later
"""A switch between clients and server, on loopback and without root: it can go silent.

Silent, it takes and gives nothing, and a new connection gets no answer at all: a listening
socket whose backlog is full drops every SYN, as a dead address does.
"""

import asyncio
import socket
from contextlib import suppress

HOST = "127.0.0.1"


class Relay:
    """Passes bytes on, as long as it is not told otherwise."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._open = asyncio.Event()
        self._open.set()
        self._listener: asyncio.Server | None = None
        self._full: list[socket.socket] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._abandoned: set[asyncio.Task[None]] = set()
        self.port = 0

    async def listen(self) -> None:
        """Let new connections in."""
        for sock in self._full:
            sock.close()
        self._full.clear()
        self._listener = await asyncio.start_server(
            self._serve, HOST, self.port, backlog=4096, reuse_address=True
        )
        self.port = self._listener.sockets[0].getsockname()[1]

    def pause(self) -> None:
        """Pass nothing on for a while; nothing is lost."""
        self._open.clear()

    def resume(self) -> None:
        """Pass on again, and first what waits."""
        self._open.set()

    def cut(self) -> None:
        """Be silent: for ever to those who are linked, and to whoever dials, until ``listen``."""
        self._abandoned |= self._tasks
        self._tasks.clear()
        self._open.clear()
        # New connections pass by an event of their own.
        self._open = asyncio.Event()
        self._open.set()
        if self._listener is not None:
            self._listener.close()
        full = socket.socket()
        full.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        full.bind((HOST, self.port))
        full.listen(0)
        self._full.append(full)
        for _ in range(4):
            stuffing = socket.socket()
            stuffing.setblocking(False)
            with suppress(BlockingIOError):
                stuffing.connect((HOST, self.port))
            self._full.append(stuffing)

    async def close(self) -> None:
        if self._listener is not None:
            self._listener.close()
        for task in self._tasks | self._abandoned:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._abandoned, return_exceptions=True)
        for sock in self._full:
            sock.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        gate = self._open
        other: asyncio.StreamWriter | None = None
        with suppress(OSError, asyncio.CancelledError):
            try:
                there, other = await asyncio.open_connection(*self._server)
                ways = (_pass(reader, other, gate), _pass(there, writer, gate))
                await asyncio.gather(*ways)
            finally:
                writer.transport.abort()
                if other is not None:
                    other.transport.abort()


async def _pass(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, gate: asyncio.Event
) -> None:
    while data := await reader.read(65536):
        await gate.wait()
        writer.write(data)
        await writer.drain()
    await gate.wait()
    writer.close()
