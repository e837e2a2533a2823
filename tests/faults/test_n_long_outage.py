# SPDX-License-Identifier: GPL-3.0-or-later
"""An outage of three days, in virtual time: the real driver and connection, no network."""

import asyncio
import gc
import logging
from collections.abc import Callable

import pytest

from jlook_client.clock import Clock
from jlook_client.connection import Connection
from jlook_client.mirror import Mirror
from jlook_client.timeline import Timeline
from jmss.link.dial import Target
from jmss.link.view import LinkState
from jmss.logs import FORMAT
from jmss.wire.messages import Timing
from tests.fakes.fake_line import FakeDialler, FakeLine, in_virtual_time, settle
from tests.faults.seconds import s
from tests.fixtures.fault_ledger import Measured

OUTAGE = 72 * 3600.0
PLAYED = 2 * 3600.0
"""Seconds that are played; the rest of the three days is more of the same."""


class Forgetful(FakeDialler):
    """Refuses with a new error each time: one that is raised for ever gathers tracebacks."""

    async def dial(self, target: Target, heard: Callable[[], None], more: float = 0.0) -> FakeLine:
        if self.failure is not None:
            self.refuse()
        return await super().dial(target, heard, more)


class Weighed(logging.Handler):
    """Counts the bytes that the log file would get."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter(FORMAT))
        self.bytes = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.bytes += len(self.format(record)) + 1


def things() -> int:
    gc.collect()
    return len(gc.get_objects())


@pytest.mark.slow
def test_case_54_an_outage_of_three_days(measured: Measured) -> None:
    log = Weighed()
    logging.getLogger().setLevel(logging.INFO)
    logging.getLogger().addHandler(log)

    async def story() -> None:
        loop = asyncio.get_running_loop()
        dialler, timeline = Forgetful(), Timeline()
        connection = Connection(
            target=Target("VCOM1", 7340),
            dialler=dialler,  # type: ignore[arg-type] # gives out lines without a network
            mirror=Mirror(),
            timeline=timeline,
            user="ueda",
            agent="faults/1",
            clock=Clock(monotonic=loop.time, wall=loop.time),
        )
        running = asyncio.create_task(connection.run())
        await settle()
        dialler.line.goes_live()
        await settle()
        assert connection.view.state is LinkState.LIVE
        dialler.refuse()
        dialler.line.cut()
        began, dialled, logged = loop.time(), len(dialler.dialled), log.bytes
        await asyncio.sleep(PLAYED / 2)
        half = things()
        await asyncio.sleep(PLAYED / 2)
        grown = things() - half
        attempts = len(dialler.dialled) - dialled
        three_days = (log.bytes - logged) / PLAYED * OUTAGE
        assert attempts <= PLAYED / (0.75 * Timing().retry_cap) + 10
        assert three_days < 1e6
        assert grown < 200
        assert len(timeline.lines) < 10
        assert loop.time() - began >= PLAYED
        # The server is there again.
        dialler.failure = None
        listening, lines = loop.time(), len(dialler.lines)
        while len(dialler.lines) == lines:
            await asyncio.sleep(0.01)
        dialler.line.goes_live()
        await settle()
        back = loop.time() - listening
        assert connection.view.state is LinkState.LIVE
        assert back <= 2.2
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        measured(
            54,
            f"{PLAYED / 3600:.0f} h played: {attempts / PLAYED:.1f} attempts/s,"
            f" {three_days / 1e6:.1f} MB of log in 72 h, {grown:+d} objects in the second half,"
            f" live {s(back)} after",
        )

    in_virtual_time(story)
