# SPDX-License-Identifier: GPL-3.0-or-later
"""A JMSS server as an execution machine sees it: welcomes, gives orders, takes reports."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from jmss.wire.codec import MAX_SIZE, encode, from_client
from jmss.wire.messages import (
    Answer,
    Heartbeat,
    Hello,
    Inventory,
    Message,
    Mode,
    Output,
    Report,
    ReportTaken,
    SyncEnd,
    Timing,
    Welcome,
)


class FakeOrders:
    """Keeps what a machine says; takes its reports unless ``takes`` is switched off."""

    def __init__(self) -> None:
        self.takes = True
        self.port = 0
        self.hellos: list[Hello] = []
        self.inventories: list[Inventory] = []
        self.reports: list[Report] = []
        self.outputs: list[Output | Answer] = []
        self._link: ServerConnection | None = None
        self._heard = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["FakeOrders"]:
        """Listen on a free port, and on the same one the next time."""
        server = await serve(
            self._serve, "127.0.0.1", self.port, ping_interval=None, max_size=MAX_SIZE
        )
        self.port = next(iter(server.sockets)).getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for link in list(server.connections):
                link.transport.abort()
            await server.wait_closed()

    async def send(self, *messages: Message) -> None:
        """Give orders on the newest link."""
        assert self._link is not None
        for message in messages:
            await self._link.send(encode(message))

    def cut(self) -> None:
        """Cut the newest link."""
        assert self._link is not None
        self._link.transport.abort()

    async def until(self, true: Callable[[], bool], patience: float = 20.0) -> None:
        """Wait until what a machine said makes something true."""
        async with asyncio.timeout(patience):
            while not true():
                self._heard.clear()
                await self._heard.wait()

    def ends(self) -> list[tuple[int, int]]:
        """List the attempts whose end was told, as often as it was told."""
        return [(r.job, r.attempt) for r in self.reports if r.state != "running"]

    async def _serve(self, link: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            hello = from_client(await link.recv())
            assert isinstance(hello, Hello)
            self.hellos.append(hello)
            self._link = link
            await link.send(encode(_welcome()))
            await link.send(encode(SyncEnd(seq=1, inc=1)))
            beating = asyncio.create_task(_beat(link))
            try:
                async for frame in link:
                    await self._take(link, from_client(frame))
            finally:
                beating.cancel()

    async def _take(self, link: ServerConnection, message: Message) -> None:
        match message:
            case Inventory():
                self.inventories.append(message)
            case Report():
                self.reports.append(message)
                if self.takes:
                    await link.send(encode(ReportTaken(id=message.id)))
            case Output() | Answer():
                self.outputs.append(message)
        self._heard.set()


def _welcome() -> Welcome:
    return Welcome(
        virtual_computer="VCOM1",
        node="SV1",
        epoch="e",
        incarnation=1,
        head=1,
        mode=Mode.CURRENT,
        timing=Timing(heartbeat=0.3),
        time=time.time(),
    )


async def _beat(link: ServerConnection) -> None:
    with suppress(ConnectionClosed):
        while True:
            await link.send(encode(Heartbeat(seq=1, inc=1, time=time.time())))
            await asyncio.sleep(0.3)
