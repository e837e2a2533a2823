# SPDX-License-Identifier: GPL-3.0-or-later
"""The welcome is the first thing that a client hears, however long its place takes to look up."""

import asyncio

import pytest

from jmss.model.changes import Position
from jmss.server.follower import Follower
from jmss.wire.messages import Goaway, Role
from tests.jmss.server.test_sessions import House


def test_no_heartbeat_and_no_goodbye_comes_before_the_welcome(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> None:
        looked_up = asyncio.Event()
        why_snapshot = Follower.why_snapshot

        async def slowly(self: Follower, position: Position | None) -> object:
            await looked_up.wait()
            return await why_snapshot(self, position)

        monkeypatch.setattr(Follower, "why_snapshot", slowly)
        house = House()
        line = await house.enter(Role.DESK, "1")
        house.sessions.beat()
        house.sessions.beat()
        house.sessions.say_goodbye(Goaway(why="stop"))
        assert line.kinds() == []
        looked_up.set()
        for _ in range(20):
            await asyncio.sleep(0)
        assert line.kinds()[0] == "welcome"
        house.sessions.beat()
        house.sessions.beat()
        assert "hb" in line.kinds()
        await house.close()

    asyncio.run(story())
