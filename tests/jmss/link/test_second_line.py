# SPDX-License-Identifier: GPL-3.0-or-later
"""A second line beside a silent one, to a real server: only the connection was bad."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

from jmss.link.view import UP
from tests.faults.desk_end import DeskEnd, until
from tests.faults.server_end import ServerEnd, free_port

ADDRESS = "127.0.0.105"


class Relay:
    """A piece of network between a desk and the server, which can lose single connections."""

    def __init__(self, server: ServerEnd) -> None:
        self.port = free_port(ADDRESS)
        self.lost: set[int] = set()
        """Connections, by their order, on which nothing arrives any more."""
        self.came = 0
        self._to = (server.address, server.port)
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._carry, ADDRESS, self.port)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # the transports say goodbye to the loop

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number, self.came = self.came, self.came + 1
        far_reader, far_writer = await asyncio.open_connection(*self._to)
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._pump(number, source, sink))
            self._tasks.add(task)

    async def _pump(
        self, number: int, source: asyncio.StreamReader, sink: asyncio.StreamWriter
    ) -> None:
        try:
            with suppress(OSError):
                while data := await source.read(65536):
                    if number not in self.lost:
                        sink.write(data)
            if number in self.lost:
                await asyncio.get_running_loop().create_future()  # nor does its end arrive
        finally:
            sink.transport.abort()


def test_the_same_server_takes_over_on_the_second_line_and_nothing_is_lost(tmp_path: Path) -> None:
    server = ServerEnd(tmp_path)

    async def story() -> None:
        await server.start()
        relay = Relay(server)
        async with await relay.listen():
            async with DeskEnd({"VCOM1": ADDRESS}, relay.port) as desk:
                await desk.live(10)
                await desk.submit("before")
                relay.lost.add(0)
                cut = time.monotonic()
                async with DeskEnd(server.hosts, server.port) as other:
                    await other.live(10)
                    await other.submit("meanwhile")
                await until(lambda: "meanwhile" in desk.names(), 3.0, "told on the second line")
                took = time.monotonic() - cut
                assert took <= 2.0, "no verdict was waited for"
                assert relay.came == 2
                assert desk.losses(since=cut) == []
                assert {view.state for at, view in desk.views if at >= cut} <= UP
                await desk.submit("after")
                desk.assert_whole()
                assert desk.aways == []
            await relay.close()

    try:
        asyncio.run(story())
    finally:
        server.end()
