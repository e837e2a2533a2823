# SPDX-License-Identifier: GPL-3.0-or-later
"""Who needs a virtual computer is said while the link is up, and never by what is old."""

import asyncio

from jlook_client.apps.needed_computers import NeededComputers
from jmss.model.schedules import PreparedJob, Schedule
from jmss.texts import Texts
from tests.fakes.desk_board import Desk, two_queues
from tests.fakes.fake_line import FakeDialler, in_virtual_time
from tests.fakes.fake_line_connection import connection_over

JOB = PreparedJob(name="count", command="true", queue="STOCK")


def test_it_is_said_as_long_as_the_link_tells() -> None:
    async def story() -> None:
        desk = Desk(*two_queues(), Schedule(name="close", cron="0 8 * * *", jobs=(JOB,)))
        position = desk.mirror.position
        assert position is not None
        dialler = FakeDialler()
        connection = connection_over(dialler, desk.mirror)
        needed = NeededComputers(desk.mirror, connection, Texts("ja"))
        assert needed.by("VCOM3") is None
        running = asyncio.ensure_future(connection.run())
        await asyncio.sleep(0.1)
        dialler.line.goes_live(epoch=position.epoch)
        await asyncio.sleep(0.1)
        queues, schedules = needed.by("VCOM3") or ("", "")
        assert "ジョブキューがあります: STOCK。" in queues
        assert "スケジュールがあります: close。" in schedules
        assert needed.by("VCOM4") == []
        dialler.line.cut(1006)
        await asyncio.sleep(0.01)
        assert needed.by("VCOM3") is None
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    in_virtual_time(story)
