# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions about output find the machine, and answers find the asker."""

import asyncio
from typing import Any

import pytest

from jmss.model.jobs import JobState
from jmss.server.machines import MachineLink, Machines
from jmss.server.outputs import Outputs
from jmss.wire.messages import Answer, Inventory, Message, Output, ReadOutput
from tests.fakes.facts import job
from tests.fakes.store import board_with

RAN = job(1, state=JobState.RUNNING, machine="VCOM2", attempt=3)


class Room:
    def __init__(self) -> None:
        board, _ = board_with(RAN, job(2))
        self.machines = Machines(board, lambda: 0.0)
        self.outputs = Outputs(board, self.machines)
        self.sent: list[Message] = []

    def link(self) -> MachineLink:
        link = MachineLink(name="VCOM2", node="SV2", incarnation=1, send=self.sent.append)
        self.machines.arrived(link)
        inventory = Inventory(multiplicity=2, running=[(1, 3)], reported=[])
        self.machines.take_inventory(link, inventory)
        return link

    def ask(self, **fields: Any) -> "asyncio.Task[Output | Answer]":
        usual = {"id": "mine", "job": 1}
        return asyncio.create_task(self.outputs.read(ReadOutput(**(usual | fields))))


def test_two_askers_with_the_same_id_get_their_own_answers() -> None:
    async def story() -> None:
        room = Room()
        room.link()
        asked = [room.ask(offset=0), room.ask(offset=100)]
        await asyncio.sleep(0)
        questions = [message for message in room.sent if isinstance(message, ReadOutput)]
        assert [(q.offset, q.attempt) for q in questions] == [(0, 3), (100, 3)]
        for question in reversed(questions):
            room.outputs.take(
                Output(id=question.id, job=1, attempt=3, offset=question.offset, data=b"x")
            )
        replies = await asyncio.gather(*asked)
        assert [(r.id, r.offset) for r in replies if isinstance(r, Output)] == [
            ("mine", 0),
            ("mine", 100),
        ]
        room.outputs.take(Answer(id="nobody waits for this"))

    asyncio.run(story())


def test_the_link_breaks_while_a_machine_is_asked() -> None:
    async def story() -> None:
        room = Room()
        link = room.link()
        asked = room.ask(wait=10.0)
        await asyncio.sleep(0)
        room.machines.left(link)
        room.outputs.left(link)
        reply = await asked
        assert isinstance(reply, Answer)
        assert (reply.id, reply.error) == ("mine", "MachineAway")

    asyncio.run(story())


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"job": 9}, "NoSuchJob"),
        ({"job": 2}, "OutputAway"),
        ({"attempt": 4}, "OutputAway"),
        ({}, "MachineAway"),
        ({"stream": "log"}, "BadValue"),
        ({"offset": -1}, "BadValue"),
        ({"offset": 2**63}, "BadValue"),
        ({"limit": 0}, "BadValue"),
        ({"limit": 70_000}, "BadValue"),
        ({"wait": 11.0}, "BadValue"),
        ({"wait": float("nan")}, "BadValue"),
        ({"attempt": -1}, "BadValue"),
    ],
)
def test_why_there_is_none(fields: dict[str, Any], error: str) -> None:
    async def story() -> None:
        reply = await Room().ask(**fields)
        assert isinstance(reply, Answer)
        assert reply.error == error

    asyncio.run(story())


def test_an_earlier_attempt_is_sought_on_every_machine() -> None:
    async def story() -> None:
        room = Room()
        room.link()
        other: list[Message] = []
        link = MachineLink(name="VCOM3", node="SV3", incarnation=1, send=other.append)
        room.machines.arrived(link)
        room.machines.take_inventory(link, Inventory(multiplicity=2, running=[], reported=[]))
        asked = room.ask(attempt=1)
        await asyncio.sleep(0)
        first = room.sent[-1]
        assert isinstance(first, ReadOutput)
        room.outputs.take(Answer(id=first.id, job=1, error="OutputAway", fields={"job": 1}))
        while not other:
            await asyncio.sleep(0)
        second = other[-1]
        assert isinstance(second, ReadOutput)
        assert (first.attempt, second.attempt) == (1, 1)
        room.outputs.take(Output(id=second.id, job=1, attempt=1, offset=0, data=b"of VCOM3"))
        reply = await asked
        assert isinstance(reply, Output)
        assert (reply.id, reply.data) == ("mine", b"of VCOM3")

    asyncio.run(story())


def test_an_earlier_attempt_that_nobody_has() -> None:
    async def story() -> None:
        room = Room()
        reply = await room.ask(attempt=1)
        assert isinstance(reply, Answer)
        assert (reply.error, reply.fields) == ("OutputGone", {"job": "1", "attempt": "1"})
        room.link()
        asked = room.ask(attempt=1)
        await asyncio.sleep(0)
        question = room.sent[-1]
        assert isinstance(question, ReadOutput)
        room.outputs.take(Answer(id=question.id, job=1, error="OutputAway", fields={"job": 1}))
        reply = await asked
        assert isinstance(reply, Answer)
        assert reply.error == "OutputGone"

    asyncio.run(story())
