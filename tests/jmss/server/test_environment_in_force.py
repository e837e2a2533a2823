# SPDX-License-Identifier: GPL-3.0-or-later
"""A real jmssd holds to its environment, and so does the one that takes over."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes.jmssd import Jmssd, running_jmssd
from tests.fakes.raw_client import Fields, RawClient, RawMachine

DOCUMENT = ("environment", "environment")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Jmssd]:
    with running_jmssd(tmp_path / "cluster") as jmssd:
        yield jmssd


def night(**fields: object) -> list[Fields]:
    return [{"name": "NIGHT", "virtual_computer": "VCOM1"} | fields]


async def put(desk: RawClient, **fields: object) -> Fields:
    """Apply an environment on top of the one on the board."""
    held = desk.board[DOCUMENT]
    document = {"queues": held["queues"], "revision": held.get("revision", 0)} | fields
    answer = await desk.ask({"k": "put_document", "document": {"k": "environment"} | document})
    while not answer.get("error") and desk.board[DOCUMENT].get("revision", 0) == held.get(
        "revision", 0
    ):
        await desk.hear()
    return answer


async def why(desk: RawClient, number: int) -> list[Fields]:
    await desk.say(t="read_waiting", id=f"w{number}", job=number)
    found: list[Fields] = (await desk.until("waiting", id=f"w{number}"))["obstacles"]
    return found


async def gets_no_order(machine: RawMachine) -> None:
    """See that a machine is told nothing before its next heartbeat, which comes each second."""
    before = len(machine.kinds)
    await machine.until("hb")
    assert "start" not in machine.kinds[before:]


async def becomes(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10.0):
        while not condition():
            await asyncio.sleep(0.01)


def take_over(server: Jmssd) -> None:
    server.kill()
    server.start("SV2")


def test_a_limit_holds_across_a_failover(server: Jmssd) -> None:
    async def begin() -> None:
        async with RawClient(server.uri) as desk, RawMachine(server.uri) as machine:
            await desk.until("end")
            assert desk.board[DOCUMENT].get("revision", 0) == 0
            names = [queue["name"] for queue in desk.board[DOCUMENT]["queues"]]
            assert names[:2] == ["NIGHT", "ACCOUNT"]
            assert not (await put(desk, queues=night(limit=1))).get("error")
            assert ("queue_gone", "ACCOUNT") in desk.board
            await machine.inventory()
            first, second = [(await desk.submit())["job"] for _ in range(2)]
            await machine.until("start", job=first)
            await machine.report(first, 1, "running")
            await desk.job(first, "running")
            full = {"why": "queue_full", "queue": "NIGHT", "busy": 1, "most": 1}
            assert full in await why(desk, second)

    async def go_on() -> None:
        async with RawClient(server.uri) as desk, RawMachine(server.uri) as machine:
            await desk.until("end")
            assert desk.board[DOCUMENT]["revision"] == 1
            assert [key for key in desk.board if key[0] == "queue"] == [("queue", "NIGHT")]
            await machine.inventory(running=[[1, 1]])
            await desk.job(1, "running")
            assert (await why(desk, 2))[0]["why"] == "queue_full"
            await machine.report(1, 1, "ended", exit_code=0)
            await machine.until("start", job=2)
            assert not [order for order in machine.kinds if order == "stop"]

    asyncio.run(begin())
    take_over(server)
    asyncio.run(go_on())


def test_draining_and_multiplicity_hold_across_a_failover_and_are_given_back(
    server: Jmssd,
) -> None:
    drains = [{"name": "VCOM2", "draining": True, "multiplicity": 2}]

    async def begin() -> None:
        async with RawClient(server.uri) as desk, RawMachine(server.uri) as machine:
            await desk.until("end")
            await machine.inventory()
            assert not (await put(desk, machines=drains)).get("error")
            job = (await desk.submit(wanted_machine="VCOM2"))["job"]
            await gets_no_order(machine)
            assert desk.board["job", job].get("state", "queued") == "queued"

    async def go_on() -> None:
        async with RawClient(server.uri) as desk, RawMachine(server.uri) as machine:
            await desk.until("end")
            await machine.inventory()
            vcom2 = desk.board["machine", "VCOM2"]
            assert (vcom2["multiplicity"], vcom2["draining"]) == (2, True)
            await gets_no_order(machine)
            assert not (await put(desk, machines=[])).get("error")
            await machine.until("start", job=1)
            vcom2 = desk.board["machine", "VCOM2"]
            assert vcom2["multiplicity"] == vcom2["own_multiplicity"]
            assert not vcom2.get("draining", False)

    asyncio.run(begin())
    take_over(server)
    asyncio.run(go_on())


def test_a_queue_feeds_the_machines_that_are_named(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri) as desk, RawMachine(server.uri) as machine:
            await desk.until("end")
            await machine.inventory()
            await put(desk, queues=night(machines=["VCOM3"]))
            refused = await desk.submit(wanted_machine="VCOM2")
            assert refused["error"] == "BadValue"
            assert refused["fields"]["rule"] == "queue NIGHT feeds VCOM3 alone"
            job = (await desk.submit())["job"]
            assert (await why(desk, job))[0]["machine"] == "VCOM3"
            await gets_no_order(machine)
            await put(desk, queues=night(machines=["VCOM3", "VCOM2"]))
            await machine.until("start", job=job)

    asyncio.run(story())


def test_a_time_limit_ends_a_job_with_a_reason_of_its_own(server: Jmssd) -> None:
    async def begin() -> None:
        async with RawClient(server.uri) as desk, RawMachine(server.uri) as machine:
            await desk.until("end")
            await machine.inventory()
            await put(desk, queues=night(time_limit=60.0))
            for number in (1, 2):
                await desk.submit()
                await machine.until("start", job=number)
            await machine.report(1, 1, "running", at=time.time() - 61.0)
            await machine.report(2, 1, "running", at=time.time())
            assert not (await machine.until("stop", job=1)).get("force", False)
            job = await desk.job(1, "stopping")
            assert job["reason"] == "time_limit"

    async def go_on() -> None:
        async with RawClient(server.uri) as desk, RawMachine(server.uri) as machine:
            await desk.until("end")
            await machine.inventory(running=[[1, 1], [2, 1]])
            # The one that was being ended is told so again; the limit still holds for the other.
            await machine.until("stop", job=1)
            await machine.report(1, 1, "ended", signal="SIGTERM")
            ended = await desk.job(1, "ended_abnormally")
            assert (ended["reason"], ended["detail"]) == ("time_limit", "SIGTERM")
            assert desk.board["job", 2]["state"] == "running"
            await put(desk, queues=night(time_limit=0.5))
            await machine.until("stop", job=2)

    asyncio.run(begin())
    take_over(server)
    asyncio.run(go_on())


def test_what_stays_on_the_board_changes_at_once(server: Jmssd) -> None:
    async def story() -> None:
        async with RawClient(server.uri) as desk:
            await desk.until("end")
            for _ in range(3):
                job = (await desk.submit(hold=True))["job"]
                await desk.ask({"k": "cancel", "job": job})
            await put(desk, retention={"jobs": 1, "days": 30.0})
            async with asyncio.timeout(12.0):
                while len([key for key in desk.board if key[0] == "job"]) > 1:
                    await desk.hear()
            assert ("job", 3) in desk.board

    asyncio.run(story())


def test_what_is_wrong_is_told_whole_and_what_was_changed_is_written_down(server: Jmssd) -> None:
    revision = server.drive / "environment_revision"

    async def story() -> None:
        async with RawClient(server.uri) as desk:
            await desk.until("end")
            await desk.submit(queue="STOCK", hold=True)
            bad = [{"name": "", "virtual_computer": "VCOM9"}]
            answer = await put(desk, queues=bad)
            assert answer["error"] == "BadEnvironment"
            told = [json.loads(answer["fields"][f"fault_{n}"]) for n in range(3)]
            assert [fault["field"] for fault in told] == [
                "queues.0.name",
                "queues.0.virtual_computer",
                "queues",
            ]
            assert (told[2]["why"], told[2]["value"], told[2]["known"]) == ("in_use", "1", "STOCK")
            assert revision.read_text() == "0\n"
            queues = desk.board[DOCUMENT]["queues"]
            changed = [queues[0] | {"limit": 3}, *queues[1:]]
            assert not (await put(desk, queues=changed, distribution="cpu_use")).get("error")
            await becomes(lambda: revision.read_text() == "1\n")
            late = {"k": "environment", "revision": 0, "queues": queues}
            answer = await desk.ask({"k": "put_document", "document": late})
            assert answer["error"] == "WrittenMeanwhile"
            assert (answer["fields"]["have"], answer["fields"]["given"]) == ("1", "0")

    asyncio.run(story())
    lines = (server.drive / "log" / "audit.jsonl").read_text().splitlines()
    told = [json.loads(line) for line in lines]
    changes = [line["about"] for line in told if line["operation"] == "put_document"]
    assert "queues.NIGHT.limit: 0 -> 3; distribution: machine_multiplicity -> cpu_use" in changes[2]
    assert all(len(line) < 3000 for line in lines)
