# SPDX-License-Identifier: GPL-3.0-or-later
"""Emptying a group before it is moved (manual S12), against a server that obeys the test."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from jmss.commands.orderly_move import OrderlyMove, feeding, named
from jmss.errors import NodeDown, QueuesStopped, RoleForbids, ServerAway, StillBusy
from jmss.link.caller import Caller
from jmss.link.dial import Target
from jmss.link.site_dialler import site_dialler
from jmss.model.jobs import Job, JobState
from jmss.model.operations import OpenQueue, StopQueue
from jmss.model.queues import Queue, QueueState
from jmss.settings import Site
from jmss.wire.messages import Hello, Role
from tests.fakes.fake_server import FakeServer

T = TypeVar("T")

QUEUES = (
    Queue(name="NIGHT", virtual_computer="VCOM1"),
    Queue(name="VCOM2", virtual_computer="VCOM2"),
    Queue(name="SHUT", virtual_computer="VCOM2", state=QueueState.STOPPED),
)


class Told:
    """What the person at the terminal was told."""

    def __init__(self) -> None:
        self.stopped: list[list[str]] = []
        self.waiting: list[list[int]] = []

    def progress(self, jobs: list[Job], left: float) -> None:
        assert left > 0
        self.waiting.append([job.number for job in jobs])


def asked(
    server: FakeServer, what: Callable[[OrderlyMove], Awaitable[T]], told: Told | None = None
) -> T:
    said = told or Told()

    async def story() -> T:
        caller = Caller(
            target=Target("127.0.0.1", server.port),
            dialler=site_dialler(Site(), agent="test"),
            hello=Hello(role=Role.COMMAND, agent="test", session=str(uuid.uuid4())),
            timeout=2.0,
        )
        async with caller:
            return await what(
                OrderlyMove(caller, "VCOM2", progress=said.progress, stopped=said.stopped.append)
            )

    return asyncio.run(story())


def states(server: FakeServer) -> dict[str, str]:
    return {queue.name: queue.state.value for queue in server.queues}


OPEN = {"NIGHT": "open", "VCOM2": "open", "SHUT": "stopped"}
STOPPED = dict.fromkeys(OPEN, "stopped")


@pytest.fixture(autouse=True)
def queues(server: FakeServer) -> None:
    server.queues = list(QUEUES)


def test_the_machines_own_queues_and_those_of_the_server_feed_it(server: FakeServer) -> None:
    facts = [*server.machines, *QUEUES, Queue(name="VCOM3", virtual_computer="VCOM3")]
    other = server.machines[0]
    facts.append(
        type(other)(**{f: getattr(other, f) for f in other.__struct_fields__} | {"name": "VCOM3"})
    )
    assert feeding("VCOM2", facts) == ["NIGHT", "VCOM2"]


def test_it_moves_when_the_last_job_has_ended_and_opens_what_it_stopped(
    server: FakeServer,
) -> None:
    server.add_job(1, state="running", machine="VCOM2")
    server.add_job(2, state="running", machine="VCOM3")
    server.add_job(3, state="queued")
    seen: list[dict[str, str]] = []
    told = Told()

    def progress(jobs: list[Job], left: float) -> None:
        seen.append(states(server))
        Told.progress(told, jobs, left)
        server.add_job(1, state="ended_normally", machine="VCOM2")

    told.progress = progress  # type: ignore[method-assign]  # the job ends while it is waited for
    moves: list[dict[str, str]] = []
    opened = asked(
        server, lambda orderly: orderly.run(30.0, lambda: moves.append(states(server))), told
    )
    assert told.stopped == [["NIGHT", "VCOM2"]]
    assert told.waiting == [[1]]
    assert seen == moves == [STOPPED]
    assert opened == ["NIGHT", "VCOM2"]
    assert states(server) == OPEN


@pytest.mark.parametrize("state", [JobState.STARTING, JobState.TAKING_OVER, JobState.UNKNOWN])
def test_at_the_deadline_nothing_is_moved_and_the_queues_are_open_again(
    server: FakeServer, state: JobState
) -> None:
    server.add_job(7, state=state.value, machine="VCOM2")
    moves: list[int] = []
    with pytest.raises(StillBusy, match=r"After 0 s jobs still run on VCOM2: 7 job7\."):
        asked(server, lambda orderly: orderly.run(0.0, lambda: moves.append(1)))
    assert moves == []
    assert states(server) == OPEN


def test_a_move_that_fails_leaves_the_queues_open(server: FakeServer) -> None:
    def fails() -> None:
        raise NodeDown(node="SV3")

    with pytest.raises(NodeDown):
        asked(server, lambda orderly: orderly.run(5.0, fails))
    assert states(server) == OPEN


def test_who_may_not_stop_queues_moves_nothing(server: FakeServer) -> None:
    server.refuse = RoleForbids(server="VCOM1", role="viewer", operation="x", needed="operator")
    with pytest.raises(RoleForbids):
        asked(server, lambda orderly: orderly.run(5.0, lambda: pytest.fail("moved")))
    assert [type(ask.operation) for ask in server.asked] == [StopQueue]


def test_without_a_server_nobody_knows_what_runs(server: FakeServer) -> None:
    server.stop()
    with pytest.raises(ServerAway):
        asked(server, lambda orderly: orderly.run(5.0, lambda: pytest.fail("moved")))


def test_queues_that_stay_stopped_are_named(server: FakeServer) -> None:
    with pytest.raises(QueuesStopped, match="NIGHT, VCOM2") as failed:
        asked(server, lambda orderly: orderly.run(5.0, server.stop))
    assert "No JMSS server answers" in str(failed.value)


def test_who_breaks_off_leaves_the_queues_open(server: FakeServer) -> None:
    server.add_job(1, state="running", machine="VCOM2")

    async def broken_off(orderly: OrderlyMove) -> None:
        waiting = asyncio.create_task(orderly.run(60.0, lambda: pytest.fail("moved")))
        while states(server) != STOPPED:
            await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asked(server, broken_off)
    assert states(server) == OPEN
    assert isinstance(server.asked[-1].operation, OpenQueue)


def test_many_jobs_are_counted(server: FakeServer) -> None:
    jobs = [server.add_job(number) for number in range(1, 14)]
    assert named(jobs[:2]) == "1 job1, 2 job2"
    assert named(jobs).endswith("10 job10, … (+3)")
