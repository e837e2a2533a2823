# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting jobs start as soon as there is room, and never more than fit."""

import asyncio

import msgspec

from jmss.model.environment import Distribution, Environment, QueueSetting
from jmss.model.jobs import JobState
from jmss.model.queues import Queue, QueueState
from jmss.server.dispatcher import Dispatcher
from jmss.server.machines import MachineLink, Machines
from jmss.wire.messages import Inventory
from tests.fakes.facts import job
from tests.fakes.store import FakeStore, board_with

NIGHT = QueueSetting(name="NIGHT", virtual_computer="VCOM1")


def room(*jobs: object, machines: tuple[str, ...] = ("VCOM2",)) -> tuple[FakeStore, Machines]:
    board, store = board_with(*jobs)  # type: ignore[arg-type]  # jobs are facts
    linked = Machines(board, lambda: 0.0)
    dispatcher = Dispatcher(board, linked)
    board.touched = linked.changed = dispatcher.wake
    for name in machines:
        link = MachineLink(name=name, node="SV2", incarnation=1, send=lambda message: None)
        linked.arrived(link)
        linked.take_inventory(link, Inventory(multiplicity=2, running=[], reported=[]))
    return store, linked


def started(store: FakeStore) -> dict[int, str | None]:
    jobs = store.board.facts.jobs.values()
    return {j.number: j.machine for j in jobs if j.state is JobState.STARTING}


def test_multiplicity_is_the_distribution() -> None:
    async def story() -> None:
        jobs = [job(n) for n in range(1, 8)]
        store, _ = room(*jobs, machines=("VCOM2", "VCOM3"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert started(store) == {1: "VCOM2", 2: "VCOM3", 3: "VCOM2", 4: "VCOM3"}
        over = store.board.facts.jobs[2].moved(JobState.ENDED_NORMALLY)
        store.board.record([over])
        await asyncio.sleep(0)
        assert started(store)[5] == "VCOM3"

    asyncio.run(story())


def test_cpu_use_and_performance_data_change_nothing_on_a_cluster() -> None:
    """Manual chapter 4 (S13, S14): whatever JEnv says, multiplicity is the distribution."""

    async def starts(environment: Environment) -> tuple[dict[int, str | None], set[str]]:
        jobs = [job(n) for n in range(1, 8)]
        store, _ = room(environment, *jobs, machines=("VCOM2", "VCOM3"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        store.commit()
        return started(store), {type(change.fact).__name__ for change in store.published}

    async def story() -> None:
        usual = Environment(revision=1, queues=(NIGHT,))
        wished = msgspec.structs.replace(
            usual, distribution=Distribution.CPU_USE, performance_data=True
        )
        assert wished.distribution_in_force is Distribution.MULTIPLICITY
        assert not wished.performance_data_in_force
        found, facts = await starts(wished)
        assert (found, facts) == await starts(usual)
        assert found == {1: "VCOM2", 2: "VCOM3", 3: "VCOM2", 4: "VCOM3"}
        assert facts == {"Job"}, "nothing else is noted of a job"

    asyncio.run(story())


def test_stopped_queues_wait_and_tied_queues_go_home() -> None:
    async def story() -> None:
        store, _ = room(
            job(1), job(2, queue="VCOM3"), job(3, queue="VCOM2"), machines=("VCOM2", "VCOM3")
        )
        stop = Queue(name="NIGHT", virtual_computer="VCOM1", state=QueueState.STOPPED)
        store.board.record([stop])
        await asyncio.sleep(0)
        assert started(store) == {2: "VCOM3", 3: "VCOM2"}

    asyncio.run(story())


def test_nobody_is_linked() -> None:
    async def story() -> None:
        store, _ = room(machines=())
        store.board.record([job(1)])
        await asyncio.sleep(0)
        assert started(store) == {}

    asyncio.run(story())


def test_many_changes_are_looked_at_once() -> None:
    async def story() -> None:
        store, _ = room()
        for n in range(1, 101):
            store.board.record([job(n)])
        before = len(store.waiting)
        await asyncio.sleep(0)
        # One more write, with both starts.
        assert len(store.waiting) == before + 1
        assert len(started(store)) == 2

    asyncio.run(story())
