# SPDX-License-Identifier: GPL-3.0-or-later
"""The two kinds of client that a bench compares: the product's link and a stock websocket."""

import asyncio
import json
import time
import uuid
from typing import Any

from websockets.asyncio.client import connect

from jmss.link.dial import Dialler, Target
from jmss.link.link import Link
from jmss.link.lookup import Lookup
from jmss.link.trust import Trust
from jmss.link.view import LinkState, LinkView
from jmss.model.changes import Position
from jmss.wire.codec import MAX_SIZE
from jmss.wire.messages import Delta, Hello, Role, ServerMessage, SyncEnd, Welcome


class Ours:
    """One ``Link`` that notes when it came into which state."""

    def __init__(
        self, address: str, port: int, role: Role = Role.COMMAND, trust: Trust | None = None
    ) -> None:
        self._role = role
        self._session = str(uuid.uuid4())
        self._epoch = ""
        self._position: Position | None = None
        self.states: list[tuple[float, LinkState]] = [(time.monotonic(), LinkState.OFFLINE)]
        self.attempts = 0
        self.welcomes = 0
        self.link = Link(
            target=Target("VCOM1", port),
            dialler=Dialler(Lookup({"VCOM1": address}), agent="bench", trust=trust),
            hello=self._hello,
            listener=self,
        )

    @property
    def live(self) -> bool:
        return self.states[-1][1] is LinkState.LIVE

    async def run(self) -> None:
        self.link.connect_now()
        await self.link.run()

    def first(self, state: LinkState, since: float) -> float | None:
        """Give the seconds from ``since`` until it first came into a state."""
        return next((at - since for at, now in self.states if at >= since and now is state), None)

    def changed(self, view: LinkView) -> None:
        if view.state is not self.states[-1][1]:
            self.attempts += view.state is LinkState.CONNECTING
            self.states.append((time.monotonic(), view.state))

    def received(self, message: ServerMessage) -> bool:
        match message:
            case Welcome():
                self.welcomes += 1
                self._epoch = message.epoch
            case SyncEnd() | Delta():
                self._position = Position(self._epoch, message.seq, message.inc)
            case _:
                pass
        return True

    def _hello(self) -> Hello:
        resume = self._position if self._role is Role.DESK else None
        return Hello(role=self._role, agent="bench", session=self._session, resume=resume)


class Stock:
    """``async for ws in connect(...)``, as the library's own documentation has it."""

    def __init__(self, address: str, port: int, trust: Trust | None = None) -> None:
        self._uri = f"ws{'s' if trust else ''}://{address}:{port}/"
        self._tls: dict[str, Any] = {"ssl": trust.context()} if trust else {}
        self._hello = {
            "t": "hello",
            "role": "command",
            "agent": "stock",
            "session": str(uuid.uuid4()),
        }
        self.live = False
        self.lost: list[float] = []
        self.back: list[float] = []

    async def run(self) -> None:
        async for ws in connect(self._uri, max_size=MAX_SIZE, proxy=None, **self._tls):
            acking: asyncio.Task[None] | None = None
            try:
                await ws.send(json.dumps(self._hello))
                acking = asyncio.create_task(self._ack(ws.send))
                async for text in ws:
                    if not self.live and '"t":"end"' in str(text)[:20]:
                        self.live = True
                        self.back.append(time.monotonic())
            except Exception:  # noqa: BLE001 - whatever ends it, it dials again
                pass
            finally:
                if acking is not None:
                    acking.cancel()
            if self.live:
                self.live = False
                self.lost.append(time.monotonic())

    async def _ack(self, send: object) -> None:
        while True:
            await asyncio.sleep(5.0)
            await send('{"t":"ack"}')  # type: ignore[operator] # the connection's own
