# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that another program wants to be shown wait until there is anything to show."""

import asyncio

from jlook_client.apps.asked_jobs import AskedJobs
from jlook_client.mirror import Mirror
from tests.fakes.fake_line import FakeDialler, in_virtual_time
from tests.fakes.fake_line_connection import connection_over


def test_they_are_shown_once_when_the_link_is_live() -> None:
    async def story() -> list[frozenset[int]]:
        dialler = FakeDialler()
        connection = connection_over(dialler, Mirror())
        shown: list[frozenset[int]] = []
        asked = AskedJobs(connection, shown.append)
        asked.show(frozenset({1}))
        asked.show(frozenset({2, 3}))
        assert shown == []
        running = asyncio.ensure_future(connection.run())
        await asyncio.sleep(0.1)
        dialler.lines[-1].goes_live()
        await asyncio.sleep(0.1)
        assert shown == [frozenset({2, 3})]
        asked.show(frozenset({4}))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return shown

    assert in_virtual_time(story) == [frozenset({2, 3}), frozenset({4})]
