# SPDX-License-Identifier: GPL-3.0-or-later
"""A link, its fake network and its listener, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable

from jmss.link.dial import Target
from jmss.link.link import Link
from jmss.link.view import LinkState, LinkView
from jmss.wire.messages import Hello, Role, ServerMessage
from tests.fakes.fake_line import FakeDialler, in_virtual_time, settle


class Listener:
    def __init__(self) -> None:
        self.views: list[LinkView] = []
        self.messages: list[ServerMessage] = []
        self.complete = True
        """Whether what comes follows on what was there."""

    def changed(self, view: LinkView) -> None:
        self.views.append(view)

    def received(self, message: ServerMessage) -> bool:
        self.messages.append(message)
        return self.complete


class Stage:
    """A link, its fake network and its listener."""

    def __init__(self) -> None:
        self.dialler = FakeDialler()
        self.listener = Listener()
        self.loop = asyncio.get_running_loop()
        self.wall_ahead = 0.0
        """Steps of the wall clock against the monotonic one."""
        self.link = Link(
            target=Target("VCOM1", 7340),
            dialler=self.dialler,  # type: ignore[arg-type] # a fake of the same shape
            hello=lambda: Hello(role=Role.DESK, agent="test", session="s"),
            listener=self.listener,
            clock=self.loop.time,
            wall=lambda: self.loop.time() + self.wall_ahead,
            uniform=lambda low, high: (low + high) / 2,
        )

    async def go_live(self) -> None:
        self.link.connect_now()
        await settle()
        self.dialler.line.goes_live()
        await settle()
        assert self.link.view.state is LinkState.LIVE

    async def beat_for(self, seconds: float) -> None:
        until = self.loop.time() + seconds
        while self.loop.time() < until:
            self.dialler.line.beat()
            await asyncio.sleep(min(1.0, until - self.loop.time()))


def staged(story: Callable[[Stage], Awaitable[None]]) -> None:
    async def run() -> None:
        stage = Stage()
        running = asyncio.create_task(stage.link.run())
        try:
            await story(stage)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    in_virtual_time(run)
