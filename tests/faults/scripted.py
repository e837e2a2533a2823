# SPDX-License-Identifier: GPL-3.0-or-later
"""A server on loopback that says what a test tells it to, in the words of ``jmss.wire``."""

import asyncio
import ssl
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from jmss.wire.codec import encode, from_client
from jmss.wire.messages import (
    Heartbeat,
    Hello,
    Message,
    Mode,
    SnapshotBegin,
    SyncEnd,
    Timing,
    Welcome,
)

ADDRESS = "127.0.0.101"


class ScriptedServer:
    """Welcomes everybody and beats; a test changes the attributes and speaks beside it."""

    def __init__(
        self,
        *,
        incarnation: int = 1,
        epoch: str = "e",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.tls = tls
        self.incarnation = incarnation
        self.epoch = epoch
        self.node = f"SV{incarnation}"
        self.port = port
        self.hellos: list[Hello] = []
        self.links: list[ServerConnection] = []
        self.after_welcome: list[Message] = [
            SnapshotBegin(seq=0, count=0),
            SyncEnd(seq=0, inc=incarnation),
        ]
        """Said to each who comes, after the welcome."""
        self.mode = Mode.SNAPSHOT
        self.head = 0
        self._server: Server | None = None

    @property
    def hosts(self) -> dict[str, str]:
        return {"VCOM1": ADDRESS}

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._serve,
            ADDRESS,
            self.port,
            ssl=self.tls,
            compression=None,
            ping_interval=None,
            close_timeout=0.2,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Be gone: nobody listens, links are cut."""
        assert self._server is not None
        self._server.close()
        for link in self.links:
            link.transport.abort()
        await self._server.wait_closed()

    async def say(self, *messages: Message) -> None:
        """Say these to the one who came last."""
        for message in messages:
            await self.links[-1].send(encode(message))

    async def close(self, code: int) -> None:
        """Close the link of the one who came last."""
        await self.links[-1].close(code)

    async def _serve(self, link: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            hello = from_client(await link.recv())
            assert isinstance(hello, Hello)
            self.hellos.append(hello)
            self.links.append(link)
            await link.send(encode(self._welcome()))
            for message in self.after_welcome:
                await link.send(encode(message))
            beating = asyncio.create_task(self._beat(link))
            try:
                async for _ in link:
                    pass
            finally:
                beating.cancel()

    def _welcome(self) -> Welcome:
        return Welcome(
            virtual_computer="VCOM1",
            node=self.node,
            epoch=self.epoch,
            incarnation=self.incarnation,
            head=self.head,
            mode=self.mode,
            timing=Timing(),
            time=time.time(),
        )

    async def _beat(self, link: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(0.5)
                beat = Heartbeat(seq=self.head, inc=self.incarnation, time=time.time())
                await link.send(encode(beat))
