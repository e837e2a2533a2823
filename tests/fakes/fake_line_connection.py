# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk's connection at a fake line, timed by the loop of the test."""

import asyncio

from jlook_client.clock import Clock
from jlook_client.connection import Connection
from jlook_client.mirror import Mirror
from jlook_client.timeline import Timeline
from jmss.link.dial import Target
from tests.fakes.fake_line import FakeDialler


def connection_over(dialler: FakeDialler, mirror: Mirror) -> Connection:
    """Give a connection that dials so and keeps that mirror."""
    now = asyncio.get_running_loop().time
    return Connection(
        target=Target("VCOM1", 7340),
        dialler=dialler,  # type: ignore[arg-type] # a fake of the same shape
        mirror=mirror,
        timeline=Timeline(),
        user="operator",
        agent="test",
        clock=Clock(now, now),
    )
