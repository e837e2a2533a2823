# SPDX-License-Identifier: GPL-3.0-or-later
"""A network without a network: lines that tests hold the other end of, in virtual time."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TypeVar

import looptime
from websockets.exceptions import ConnectionClosedError
from websockets.frames import Close

from jmss.link.dial import DialFailed, Target
from jmss.link.view import Cause
from jmss.wire import codec
from jmss.wire.messages import (
    ClientMessage,
    Heartbeat,
    Message,
    Mode,
    SyncEnd,
    Timing,
    Welcome,
)

T = TypeVar("T")

TCP_TIMEOUT = 1.5
"""Seconds after which a dial that nobody answers is given up, as by the real dialler."""


def in_virtual_time(story: Callable[[], Coroutine[object, object, T]]) -> T:
    """Run a story on a loop whose clock jumps from one timer to the next."""
    with asyncio.Runner(loop_factory=looptime.new_event_loop) as runner:
        return runner.run(story())


class FakeLine:
    """Both ends of one line: the link's end, and the server's for the test."""

    def __init__(self, heard: Callable[[], None]) -> None:
        self.address = "127.0.0.101:7340"
        self.encryption = ""
        self.sent: list[ClientMessage] = []
        self.aborted = False
        self.closed = False
        self._heard = heard
        self._incoming: asyncio.Queue[str | bytes | ConnectionClosedError] = asyncio.Queue()

    async def send(self, text: str) -> None:
        self.sent.append(codec.from_client(text))

    async def receive(self) -> str | bytes:
        item = await self._incoming.get()
        if isinstance(item, ConnectionClosedError):
            raise item
        return item

    def abort(self) -> None:
        self.aborted = True

    async def close(self) -> None:
        self.closed = True

    # The server's end.

    def says(self, message: Message) -> None:
        self.says_text(codec.encode(message))

    def says_text(self, text: str | bytes) -> None:
        self._heard()
        self._incoming.put_nowait(text)

    def beat(self, seq: int = 0, inc: int = 1) -> None:
        self.says(Heartbeat(seq=seq, inc=inc, time=0.0))

    def cut(self, code: int = 1006, why: str = "") -> None:
        rcvd = None if code == 1006 else Close(code, why)
        self._incoming.put_nowait(ConnectionClosedError(rcvd, None))

    def welcome(
        self,
        *,
        node: str = "SV1",
        incarnation: int = 1,
        epoch: str = "e",
        head: int = 0,
        mode: Mode = Mode.CURRENT,
        timing: Timing | None = None,
        proto: int = 1,
        answers: Sequence[str] = (),
        role: str = "",
    ) -> None:
        self.says(
            Welcome(
                proto=proto,
                virtual_computer="VCOM1",
                node=node,
                epoch=epoch,
                incarnation=incarnation,
                head=head,
                mode=mode,
                timing=timing or Timing(),
                time=0.0,
                answers=list(answers),
                role=role,
            )
        )

    def goes_live(self, **welcome: object) -> None:
        self.welcome(**welcome)  # type: ignore[arg-type] # passed through as they are
        self.says(SyncEnd(seq=0, inc=1))


class FakeDialler:
    """Gives out lines while ``failure`` is None, else fails that way."""

    def __init__(self) -> None:
        self.failure: DialFailed | None = None
        self.dialled: list[float] = []
        self.lines: list[FakeLine] = []
        self.hang = False
        """Whether nothing answers at the address."""
        self.hanging = 0

    @property
    def line(self) -> FakeLine:
        return self.lines[-1]

    def refuse(self, cause: Cause = Cause.REFUSED) -> None:
        self.failure = DialFailed(cause, "127.0.0.101:7340")

    async def dial(self, target: Target, heard: Callable[[], None], more: float = 0.0) -> FakeLine:
        self.dialled.append(asyncio.get_running_loop().time())
        if self.hang:
            self.hanging += 1
            try:
                await asyncio.sleep(TCP_TIMEOUT)
                raise DialFailed(Cause.TIMED_OUT, "127.0.0.101:7340")
            finally:
                self.hanging -= 1
        if self.failure is not None:
            raise self.failure
        self.lines.append(FakeLine(heard))
        return self.lines[-1]


async def settle() -> None:
    """Let everything run that can run without time passing."""
    for _ in range(10):
        await asyncio.sleep(0)
