# SPDX-License-Identifier: GPL-3.0-or-later
"""At once, then so often and no more; nothing is armed while nothing is wanted."""

import asyncio

import looptime

from jmss.server.leading_edge import LeadingEdge


def test_a_delay_is_not_handed_on() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        done: list[float] = []
        began = loop.time()
        act = LeadingEdge(lambda: done.append(round(loop.time() - began, 3)), loop, 1.0)
        for wanted in (0.0, 1.0, 2.7, 3.0, 4.9, 5.0, 6.0, 9.3, 10.0, 11.0, 12.0):
            await asyncio.sleep(began + wanted - loop.time())
            act()
        # The one that is wanted soon after a late one waits for a quarter of the period.
        assert done == [0.0, 1.0, 2.7, 3.0, 4.9, 5.15, 6.0, 9.3, 10.0, 11.0, 12.0]

    with asyncio.Runner(loop_factory=looptime.new_event_loop) as runner:
        runner.run(story())


def test_a_late_first_one_is_not_waited_for_ever_after() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        done: list[float] = []
        began = loop.time()
        act = LeadingEdge(lambda: done.append(round(loop.time() - began, 3)), loop, 1.0)
        wanted = [0.6, 1.0, 2.0, 3.0, 4.0]
        for each in wanted:
            await asyncio.sleep(began + each - loop.time())
            act()
        assert done == wanted

    with asyncio.Runner(loop_factory=looptime.new_event_loop) as runner:
        runner.run(story())


def test_the_first_is_at_once_and_the_last_is_never_lost() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        done: list[float] = []
        began = loop.time()
        act = LeadingEdge(lambda: done.append(round(loop.time() - began, 3)), loop, 1.0)
        act()
        assert done == [0.0]
        for _ in range(5):
            act()
            await asyncio.sleep(0.3)
        # The second one is as early as if the first had been late; those behind are not.
        assert done == [0.0, 0.25, 1.25]
        act()
        await asyncio.sleep(1.0)
        assert done == [0.0, 0.25, 1.25, 2.25]
        await asyncio.sleep(10.0)
        assert done == [0.0, 0.25, 1.25, 2.25]
        act()
        assert len(done) == 5

    with asyncio.Runner(loop_factory=looptime.new_event_loop) as runner:
        runner.run(story())
