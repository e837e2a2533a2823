# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a job's output: passed on to the machine that has it, the answer passed back."""

import asyncio
import uuid

import msgspec

from jmss.errors import (
    BadValue,
    MachineAway,
    NoSuchJob,
    OutputAway,
    OutputGone,
    Refused,
    Unavailable,
)
from jmss.model.jobs import Job
from jmss.server.board import Board
from jmss.server.machines import MachineLink, Machines
from jmss.server.requests import refusal
from jmss.wire.messages import Answer, Output, ReadOutput

LONGEST_WAIT = 10.0
MOST_BYTES = 64 * 1024
ANSWERS_WITHIN = 5.0
"""Seconds that a machine may take, besides the wait that was asked for."""


class Outputs:
    """Matches questions about output with the machines' answers."""

    def __init__(self, board: Board, machines: Machines) -> None:
        self._board = board
        self._machines = machines
        self._asked: dict[str, tuple[MachineLink, asyncio.Future[Output | Answer]]] = {}

    async def read(self, request: ReadOutput) -> Output | Answer:
        """Give a piece of a job's output, or why there is none."""
        try:
            _check(request)
            job = self._started(request)
            if request.attempt in {0, job.attempt if job.machine else 0}:
                reply = await self._question(self._latest(job), request, job.attempt)
            else:
                reply = await self._sought(job, request)
        except (Refused, Unavailable) as error:
            return refusal(request.id, error, request.job)
        return msgspec.structs.replace(reply, id=request.id)

    def take(self, reply: Output | Answer) -> None:
        """A machine has answered; an answer nobody waits for any more is dropped."""
        _, waiting = self._asked.get(reply.id, (None, None))
        if waiting is not None and not waiting.done():
            waiting.set_result(reply)

    def left(self, link: MachineLink) -> None:
        """The machine's link is gone: it will not answer."""
        for asked, waiting in self._asked.values():
            if asked is link and not waiting.done():
                waiting.set_exception(MachineAway(machine=link.name))

    def _started(self, request: ReadOutput) -> Job:
        """Give the job, of which that attempt was started."""
        job = self._board.facts.jobs.get(request.job)
        if job is None:
            raise NoSuchJob(job=request.job)
        if not job.attempt or request.attempt > job.attempt:
            raise OutputAway(job=request.job)
        return job

    def _latest(self, job: Job) -> MachineLink:
        """Give the link to the machine that ran the latest attempt."""
        if job.machine is None:
            raise OutputAway(job=job.number)
        link = self._machines.link(job.machine)
        if link is None:
            raise MachineAway(machine=job.machine)
        return link

    async def _sought(self, job: Job, request: ReadOutput) -> Output | Answer:
        """Ask for an attempt of which the board does not know (any more) which machine ran it.

        The machine of the latest attempt is asked first, then the others, until one has it.
        """
        links = self._machines.links()
        links.sort(key=lambda link: link.name != job.machine)
        for link in links:
            reply = await self._question(link, request, request.attempt)
            if isinstance(reply, Output) or reply.error != OutputAway.__name__:
                return reply
        raise OutputGone(job=job.number, attempt=request.attempt)

    async def _question(
        self, link: MachineLink, request: ReadOutput, attempt: int
    ) -> Output | Answer:
        question = msgspec.structs.replace(request, id=str(uuid.uuid4()), attempt=attempt)
        waiting: asyncio.Future[Output | Answer] = asyncio.get_running_loop().create_future()
        self._asked[question.id] = (link, waiting)
        try:
            link.send(question)
            async with asyncio.timeout(question.wait + ANSWERS_WITHIN):
                return await waiting
        except TimeoutError as error:
            raise MachineAway(machine=link.name) from error
        finally:
            del self._asked[question.id]


def _check(request: ReadOutput) -> None:
    if request.stream not in {"stdout", "stderr"}:
        rule = "it must be stdout or stderr"
        raise BadValue(field="stream", value=request.stream, rule=rule)
    if request.offset < 0 or request.offset >= 2**63:
        raise BadValue(field="offset", value=request.offset, rule="it must not be negative")
    if not 1 <= request.limit <= MOST_BYTES:
        rule = f"it must be from 1 to {MOST_BYTES}"
        raise BadValue(field="limit", value=request.limit, rule=rule)
    if not 0.0 <= request.wait <= LONGEST_WAIT:
        rule = f"it must be from 0 to {LONGEST_WAIT:g} seconds"
        raise BadValue(field="wait", value=request.wait, rule=rule)
    if request.attempt < 0:
        raise BadValue(field="attempt", value=request.attempt, rule="it must not be negative")
