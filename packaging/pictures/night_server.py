# SPDX-License-Identifier: GPL-3.0-or-later
"""A JMSS server that has only the night to tell: real messages over a real link on loopback."""

import asyncio
from contextlib import suppress

from night import EPOCH, NOW, Night
from night_answers import answers
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from jmss.model.changes import Change, Fact
from jmss.wire.codec import encode, from_client
from jmss.wire.messages import (
    LOOKUPS,
    Delta,
    Heartbeat,
    Message,
    Mode,
    SnapshotBegin,
    SnapshotRows,
    SyncEnd,
    Timing,
    Welcome,
)

TIMING = Timing(heartbeat=0.5, suspect=20.0, dead=30.0, retry_cap=8.0)
"""Nobody is suspected because this machine was busy for a while."""


class NightServer:
    """Answers on 127.0.0.1; ``port`` stays the same through a failover.

    Args:
        night: what it tells.
        role: what it lets whoever looks do.
        user: under which name it knows him.
    """

    def __init__(self, night: Night, *, role: str = "operator", user: str = "") -> None:
        self.port = 0
        self._night = night
        self._role, self._user = role, user
        self._ahead = 0.0
        self._missed: list[Change] = []
        self._server: Server | None = None

    async def start(self) -> None:
        """Listen."""
        self._server = await serve(
            self._serve, "127.0.0.1", self.port, compression=None, ping_interval=None
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        """Be gone as after a loss of power: links are cut, nobody listens."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for link in list(server.connections):
            link.transport.abort()
        await server.wait_closed()

    async def fail_over(self, gone: float) -> None:
        """Come back on the other node after ``gone`` seconds of the night."""
        self._ahead = gone
        self._missed = self._night.fail_over(gone)
        await self.start()

    async def tell(self, fact: Fact, *, by: str) -> None:
        """Let a fact hold, and tell whoever is there that somebody wrote it."""
        change = self._night.tell(NOW, fact, by=by)
        delta = Delta(previous=change.seq - 1, seq=change.seq, inc=change.inc, changes=[change])
        if self._server is not None:
            for link in list(self._server.connections):
                await link.send(encode(delta))

    async def _serve(self, link: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            await link.recv()
            for message in self._greeting():
                await link.send(encode(message))
            beating = asyncio.create_task(self._beat(link))
            try:
                async for frame in link:
                    for reply in answers(self._night, from_client(frame)):
                        await link.send(encode(reply))
            finally:
                beating.cancel()

    def _greeting(self) -> list[Message]:
        night = self._night
        welcome = Welcome(
            virtual_computer="VCOM1",
            node=night.node,
            epoch=EPOCH,
            incarnation=night.incarnation,
            head=night.seq,
            mode=Mode.REPLAY if self._missed else Mode.SNAPSHOT,
            why="" if self._missed else "asked",
            timing=TIMING,
            time=NOW + self._ahead,
            role=self._role,
            user=self._user,
            answers=list(LOOKUPS),
        )
        end = SyncEnd(seq=night.seq, inc=night.incarnation)
        if self._missed:
            before = self._missed[0].seq - 1
            delta = Delta(
                previous=before, seq=night.seq, inc=night.incarnation, changes=self._missed
            )
            return [welcome, delta, end]
        facts = night.facts()
        return [
            welcome,
            SnapshotBegin(seq=night.seq, count=len(facts)),
            SnapshotRows(facts=facts),
            SyncEnd(seq=night.seq, inc=night.incarnation, recent=night.changes),
        ]

    async def _beat(self, link: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(TIMING.heartbeat)
                night = self._night
                beat = Heartbeat(seq=night.seq, inc=night.incarnation, time=NOW + self._ahead)
                await link.send(encode(beat))
