# SPDX-License-Identifier: GPL-3.0-or-later
"""Links of execution machines: orders after storing, reports after storing, inventories."""

import asyncio
from collections.abc import Callable
from typing import Any

from jmss.errors import StoreFailed
from jmss.model.jobs import Job, JobState, Reason
from jmss.model.machines import MachineState
from jmss.rules.dispatch import Start
from jmss.server.machines import GRACE, LOST, MachineLink, Machines
from jmss.wire.messages import AttemptState, Inventory, Message, Report, ReportTaken, StopOrder
from tests.fakes.facts import job, machine
from tests.fakes.store import board_with

S = JobState


def on(number: int, state: JobState, **fields: Any) -> Job:
    started = None if state is S.STARTING else 5.0
    usual = {"state": state, "machine": "VCOM2", "node": "SV2", "attempt": 1, "started": started}
    return job(number, **(usual | fields))


class Room:
    """Machines on a board with these jobs."""

    def __init__(self, *jobs: Job) -> None:
        self.board, self.store = board_with(*jobs)
        self.now = 0.0
        self.machines = Machines(self.board, lambda: self.now)
        self.sent: list[Message] = []

    def link(self, incarnation: int = 1, **inventory: Any) -> MachineLink:
        link = MachineLink(name="VCOM2", node="SV2", incarnation=incarnation, send=self.sent.append)
        self.machines.arrived(link)
        lists = {"multiplicity": 2, "running": [], "reported": []} | inventory
        self.machines.take_inventory(link, Inventory(**lists))
        return link

    async def commit(self) -> None:
        self.store.commit()
        await asyncio.sleep(0)

    def state(self, number: int) -> JobState:
        return self.board.facts.jobs[number].state

    def take_sent(self) -> list[str]:
        sent, self.sent[:] = [type(message).__name__ for message in self.sent], []
        return sent


def report(number: int, state: AttemptState, attempt: int = 1, **fields: Any) -> Report:
    return Report(
        id=f"{number}/{state}", job=number, attempt=attempt, state=state, at=7.0, **fields
    )


def test_an_order_goes_out_when_it_is_stored() -> None:
    async def story() -> None:
        room = Room(job(1))
        room.link()
        room.machines.start([Start(number=1, machine="VCOM2")])
        assert (room.state(1), room.sent) == (S.STARTING, [])
        await room.commit()
        assert room.take_sent() == ["StartOrder"]

    asyncio.run(story())


def test_cancelled_before_the_order_it_never_starts() -> None:
    async def story() -> None:
        room = Room(job(1))
        room.link()
        room.machines.start([Start(number=1, machine="VCOM2")])
        room.board.record([room.board.facts.jobs[1].moved(S.STOPPING)])
        await room.commit()
        assert room.sent == []
        assert room.state(1) is S.CANCELLED

    asyncio.run(story())


def test_a_report_is_acknowledged_when_it_is_stored_and_again_when_it_comes_again() -> None:
    async def story() -> None:
        room = Room(on(1, S.STARTING))
        link = room.link(running=[(1, 1)])
        await room.commit()
        room.take_sent()
        for news in (AttemptState.RUNNING, AttemptState.ENDED, AttemptState.ENDED):
            taking = asyncio.create_task(
                room.machines.take_report(link, report(1, news, exit_code=0))
            )
            await asyncio.sleep(0)
            assert room.sent == []
            await room.commit()
            await taking
            assert room.take_sent() == ["ReportTaken"]
        assert room.state(1) is S.ENDED_NORMALLY
        seen = [c.fact.state for c in room.store.published if isinstance(c.fact, Job)]
        assert seen == [S.RUNNING, S.ENDED_NORMALLY]

    asyncio.run(story())


def test_old_news_and_news_of_strangers_are_acknowledged_and_change_nothing() -> None:
    async def story() -> None:
        room = Room(on(1, S.RUNNING, attempt=2), on(2, S.RUNNING, machine="VCOM3"))
        link = room.link(running=[(1, 2)])
        for number in (1, 2, 99):
            taking = asyncio.create_task(
                room.machines.take_report(link, report(number, AttemptState.ENDED, exit_code=0))
            )
            await asyncio.sleep(0)
            await room.commit()
            await taking
        assert [m.id for m in room.sent if isinstance(m, ReportTaken)] == [
            f"{n}/ended" for n in (1, 2, 99)
        ]
        assert (room.state(1), room.state(2)) == (S.RUNNING, S.RUNNING)

    asyncio.run(story())


def test_the_inventory_settles_what_was_being_taken_over(
    expect_log: Callable[[str], None],
) -> None:
    expect_log(r"job 50\.1 runs on VCOM2 unasked")

    async def story() -> None:
        room = Room(
            on(1, S.TAKING_OVER),
            on(2, S.TAKING_OVER),
            on(3, S.TAKING_OVER, started=None),
            on(4, S.TAKING_OVER, restartable=True),
            on(5, S.TAKING_OVER),
            on(6, S.STARTING),
            on(7, S.STOPPING),
            on(8, S.STOPPING),
        )
        room.link(running=[(1, 1), (7, 1), (50, 1)], reported=[(2, 1)])
        assert {n: room.state(n) for n in range(1, 9)} == {
            1: S.RUNNING,
            2: S.TAKING_OVER,
            3: S.STARTING,
            4: S.QUEUED,
            5: S.ENDED_ABNORMALLY,
            6: S.STARTING,
            7: S.STOPPING,
            8: S.CANCELLED,
        }
        assert room.board.facts.jobs[5].reason is Reason.INTERRUPTED
        # What runs unasked is ended at once; the other orders wait for the store.
        assert room.sent == [StopOrder(job=50, attempt=1, force=True)]
        room.take_sent()
        await room.commit()
        assert room.take_sent() == ["StartOrder", "StartOrder", "StopOrder"]

    asyncio.run(story())


def test_silence_for_too_long() -> None:
    async def story() -> None:
        room = Room(on(1, S.RUNNING))
        link = room.link(running=[(1, 1)])
        room.machines.left(link)
        room.machines.look()
        room.now = GRACE
        room.machines.look()
        assert room.state(1) is S.RUNNING
        room.now = GRACE + 0.1
        room.machines.look()
        assert room.state(1) is S.TAKING_OVER
        room.now = LOST + 0.1
        room.machines.look()
        assert room.state(1) is S.UNKNOWN
        room.link(running=[(1, 1)])
        after = room.board.facts.jobs[1]
        assert (after.state, after.takeovers) == (S.RUNNING, 1)

    asyncio.run(story())


def test_the_cluster_says_that_it_is_down() -> None:
    async def story() -> None:
        room = Room(on(1, S.RUNNING))
        room.board.record([machine("VCOM2", state=MachineState.DOWN)])
        room.machines.look()
        assert room.state(1) is S.TAKING_OVER

    asyncio.run(story())


def test_a_new_incarnation_takes_over_and_the_old_one_is_refused() -> None:
    async def story() -> None:
        room = Room(on(1, S.RUNNING))
        old = room.link(running=[(1, 1)])
        room.link(incarnation=2, running=[(1, 1)])
        after = room.board.facts.jobs[1]
        assert (after.state, after.takeovers) == (S.RUNNING, 1)
        assert room.machines.is_older("VCOM2", 1)
        assert not room.machines.is_older("VCOM2", 2)
        # The end of the old link does not take the new one away.
        room.machines.left(old)
        assert room.machines.link("VCOM2") is not None
        # The cluster tells of the move that we have seen already.
        room.board.record([machine("VCOM2", incarnation=2, node="SV3")])
        room.machines.moved("VCOM2")
        assert room.state(1) is S.RUNNING
        room.board.record([machine("VCOM2", incarnation=3, node="SV4")])
        room.machines.moved("VCOM2")
        assert room.state(1) is S.TAKING_OVER

    asyncio.run(story())


def test_room_is_what_the_multiplicity_leaves_and_only_for_who_is_linked() -> None:
    async def story() -> None:
        room = Room(on(1, S.RUNNING))
        assert room.machines.free() == {}
        link = room.link(running=[(1, 1)], multiplicity=5)
        assert room.machines.free() == {"VCOM2": 4}
        assert room.board.facts.machines["VCOM2"].multiplicity == 5
        room.machines.left(link)
        assert room.machines.free() == {}
        assert room.machines.knows("VCOM3")
        assert not room.machines.knows("VCOM1")
        assert not room.machines.knows("VCOM9")

    asyncio.run(story())


def test_after_the_store_has_failed_nothing_is_acknowledged_or_ordered(
    expect_log: Callable[[str], None],
) -> None:
    expect_log("report of job 1 not taken")
    expect_log("1 jobs not started")

    async def story() -> None:
        room = Room(on(1, S.RUNNING), job(2))
        link = room.link(running=[(1, 1)])
        room.board.failed(StoreFailed(file="j", why="full"))
        await room.machines.take_report(link, report(1, AttemptState.ENDED, exit_code=0))
        room.machines.start([Start(number=2, machine="VCOM2")])
        assert room.sent == []

    asyncio.run(story())
