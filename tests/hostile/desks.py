# SPDX-License-Identifier: GPL-3.0-or-later
"""Desks at which hostile servers are tried, in virtual time over fake lines."""

import asyncio
import uuid
from collections.abc import Iterable

from jlook_client.mirror import Mirror
from jmss.link.view import LinkState
from jmss.wire import codec
from jmss.wire.messages import (
    Heartbeat,
    Message,
    Mode,
    SnapshotBegin,
    SnapshotRows,
    SyncEnd,
    Welcome,
)
from tests.fakes.facts import job
from tests.fakes.fake_line import FakeDialler, FakeLine, in_virtual_time
from tests.fakes.fake_line_connection import connection_over

PER_SECOND = 7.0
"""Dials, at most: the shortest pause that a server may ask for is 0.2 s, less a quarter."""


def sound(epoch: str = "e") -> list[str]:
    """What a server in order says first: the welcome and a board of one job."""
    said: list[Message] = [
        Welcome(
            virtual_computer="VCOM1",
            node="SV1",
            epoch=epoch,
            incarnation=1,
            head=1,
            mode=Mode.SNAPSHOT,
            time=1.0,
        ),
        SnapshotBegin(seq=1, count=1),
        SnapshotRows(facts=[job(1)]),
        SyncEnd(seq=1, inc=1),
    ]
    return [codec.encode(message) for message in said]


WELCOME, *SYNC = sound()
BEAT = codec.encode(Heartbeat(seq=1, inc=1, time=1.0))


class Desk:
    """A desk whose every line says the same things, and then nothing."""

    def __init__(self, script: Iterable[str | bytes]) -> None:
        self.script = list(script)
        self.dialler = FakeDialler()
        self.mirror = Mirror()
        self.connection = connection_over(self.dialler, self.mirror)
        self.fed: list[FakeLine] = []
        self._running: asyncio.Task[None] | None = None

    async def live(self, seconds: float, *, close: int | None = None) -> None:
        """Let the time pass; every new line hears the script and is then closed, if wanted."""
        self._running = self._running or asyncio.create_task(self.connection.run())
        for _ in range(round(seconds / 0.05)):
            for line in self.dialler.lines[len(self.fed) :]:
                self.fed.append(line)
                for text in self.script:
                    line.says_text(text)
                if close is not None:
                    line.cut(close)
            await asyncio.sleep(0.05)
            assert not self._running.done(), "the link must outlive whatever it hears"

    async def meets_a_sound_server(self) -> None:
        """Choose [接続] with a server in order behind it: the desk must be live at once."""
        # An epoch of its own: the hostile one may have called itself the newest of any other.
        self.script = [*sound(str(uuid.uuid4())), BEAT]
        self.fed = list(self.dialler.lines)
        for line in self.fed:
            line.cut()
        await self.live(0.2)
        self.connection.connect_now()
        await self.live(0.5)
        assert self.connection.view.state is LinkState.LIVE, self.connection.view
        assert sorted(self.mirror.jobs) == [1]

    async def leave(self) -> None:
        """End it."""
        assert self._running is not None
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)


def at_a_desk(
    script: Iterable[str | bytes],
    seconds: float,
    *,
    close: int | None = None,
    recovers: bool = False,
) -> Desk:
    """Let a desk hear the script from every server for so long; give the desk."""

    async def story() -> Desk:
        desk = Desk(script)
        try:
            await desk.live(seconds, close=close)
            dialled = len(desk.dialler.dialled)
            assert dialled <= 3 + PER_SECOND * seconds, "it dials in a tight loop"
            if recovers:
                await desk.meets_a_sound_server()
        finally:
            await desk.leave()
        assert len(asyncio.all_tasks()) == 1, "it leaves tasks behind"
        return desk

    return in_virtual_time(story)
