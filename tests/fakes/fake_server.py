# SPDX-License-Identifier: GPL-3.0-or-later
"""A JMSS server for the tests of its callers: real websockets, a board in memory, faults to order.

It runs on a thread and a loop of its own, so that commands can be real processes or run in
the test's thread. ``with FakeServer() as server:`` starts and ends it.
"""

import asyncio
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from enum import StrEnum

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from jmss.errors import (
    JmssError,
    NoSuchJob,
    NoSuchQueue,
    NotNow,
    OutputAway,
)
from jmss.model.changes import Fact
from jmss.model.jobs import ENDED, Job, JobState
from jmss.model.machines import Machine, MachineState, ServerType
from jmss.model.operations import (
    Cancel,
    Hold,
    JobOperation,
    MoveToQueue,
    OpenQueue,
    Operation,
    QueueOperation,
    Release,
    Rerun,
    SetPriority,
    Settle,
    Submit,
)
from jmss.model.queues import Queue, QueueState
from jmss.wire.close_codes import RESTART
from jmss.wire.codec import MAX_SIZE, encode, from_client
from jmss.wire.messages import (
    Answer,
    Ask,
    Goaway,
    Heartbeat,
    Hello,
    List,
    Listing,
    Message,
    Mode,
    Output,
    ReadOutput,
    SyncEnd,
    Timing,
    Welcome,
)

_ENDABLE = frozenset(JobState) - ENDED
_RULES = {
    Hold: (frozenset({JobState.QUEUED}), JobState.HELD),
    Release: (frozenset({JobState.HELD}), JobState.QUEUED),
    Cancel: (_ENDABLE, JobState.CANCELLED),
    Rerun: (ENDED, JobState.QUEUED),
}
"""From which states an operation is possible, and where it leads."""


class Fault(StrEnum):
    """What goes wrong with the next question."""

    CUT_BEFORE = "cut_before"
    """The link is cut before anything is done."""
    CUT_AFTER = "cut_after"
    """It is done, and the link is cut before the answer."""
    TWICE = "twice"
    """It is answered twice."""
    SILENT = "silent"
    """It is done, and from then on nothing is said on this link, not even heartbeats."""
    NONSENSE = "nonsense"
    """The answer is no message."""


class FakeServer:
    """A JMSS server that does what a test says."""

    def __init__(self) -> None:
        self.jobs: dict[int, Job] = {}
        self.queues = [Queue(name="NIGHT", virtual_computer="VCOM1")]
        self.machines = [
            Machine(
                name="VCOM2",
                server_type=ServerType.EXECUTION_MACHINE,
                state=MachineState.UP,
                node="SV2",
                home_node="SV2",
                drive="J:",
                multiplicity=4,
            )
        ]
        self.output: dict[tuple[int, int, str], bytes] = {}
        self.stray_pieces = 0
        """So many pieces of output come from elsewhere than where they were asked for."""
        self.faults: list[Fault] = []
        self.refuse: JmssError | None = None
        """The answer to every operation, if there is one."""
        self.goodbye: Goaway | None = None
        """Said once in place of an answer, before the link is closed in good order."""
        self.close_with: tuple[int, str] | None = None
        """Answers every hello by closing with this code and reason."""
        self.proto = 1
        self.incarnation = 1
        self.hellos: list[Hello] = []
        self.asked: list[Ask] = []
        self.done: dict[str, Answer] = {}
        """The answers by operation: how often something was really done."""
        self.port = 0
        self.heartbeat = 0.1
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake server")
        self._server: Server | None = None

    def __enter__(self) -> "FakeServer":
        self._thread.start()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def start(self) -> None:
        """Listen, on the same port as before."""
        self._run(self._start())

    def stop(self) -> None:
        """Be gone: nobody listens, links are cut."""
        self._run(self._stop())

    def add_job(self, number: int, **fields: object) -> Job:
        """Put a job on the board."""
        facts = {"name": f"job{number}", "owner": "batch", "queue": "NIGHT", "command": "true"}
        job = msgspec.convert(
            {"k": "job", "number": number, "submitted": 1.0, **facts, **fields}, Job
        )
        self.jobs[number] = job
        return job

    def url(self) -> str:
        """What to give to ``--server``."""
        return f"127.0.0.1:{self.port}"

    def _run(self, work: object) -> None:
        future: Future[None] = asyncio.run_coroutine_threadsafe(work, self._loop)  # type: ignore[arg-type]  # a coroutine
        future.result(10)

    async def _start(self) -> None:
        self._server = await serve(
            self._serve,
            "127.0.0.1",
            self.port,
            compression=None,
            ping_interval=None,
            close_timeout=0.2,
            max_size=MAX_SIZE,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def _stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
            for link in list(server.connections):
                link.transport.abort()
            await server.wait_closed()

    async def _serve(self, link: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            hello = from_client(await link.recv())
            assert isinstance(hello, Hello)
            self.hellos.append(hello)
            if self.close_with:
                await link.close(*self.close_with)
                return
            await link.send(encode(self._welcome()))
            await link.send(encode(SyncEnd(seq=1, inc=self.incarnation)))
            beating = asyncio.create_task(self._beat(link))
            try:
                async for frame in link:
                    if await self._answer(link, from_client(frame)) is Fault.SILENT:
                        beating.cancel()
            finally:
                beating.cancel()

    def _welcome(self) -> Welcome:
        return Welcome(
            proto=self.proto,
            virtual_computer="VCOM1",
            node="SV1",
            epoch="e",
            incarnation=self.incarnation,
            head=1,
            mode=Mode.CURRENT,
            # A busy machine may stand still for seconds; only who is to be silent is judged soon.
            timing=Timing(
                heartbeat=0.1, suspect=0.2, dead=0.5 if Fault.SILENT in self.faults else 30.0
            ),
            time=time.time(),
        )

    async def _beat(self, link: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                await link.send(encode(Heartbeat(seq=1, inc=self.incarnation, time=time.time())))
                await asyncio.sleep(self.heartbeat)

    async def _answer(self, link: ServerConnection, message: Message) -> Fault | None:
        goodbye, self.goodbye = self.goodbye, None
        if goodbye is not None:
            await link.send(encode(goodbye))
            await link.close(RESTART)
            return None
        fault = self.faults.pop(0) if self.faults else None
        if fault is Fault.CUT_BEFORE:
            if isinstance(message, Ask):
                self.asked.append(message)
            link.transport.abort()
            return fault
        reply = self._reply(message)
        match fault:
            case Fault.CUT_AFTER:
                link.transport.abort()
            case Fault.SILENT:
                pass
            case Fault.NONSENSE:
                await link.send("no message")
            case _:
                for _ in range(2 if fault is Fault.TWICE else 1):
                    await link.send(encode(reply))
        return fault

    def _reply(self, message: Message) -> Message:
        match message:
            case Ask():
                self.asked.append(message)
                return self.done.get(message.id) or self._do(message)
            case List():
                facts: list[Fact] = [*self.queues, *self.machines, *self.jobs.values()]
                return Listing(id=message.id, seq=1, facts=facts, time=time.time())
            case ReadOutput():
                return self._piece(message)
            case _:
                raise AssertionError(message)

    def _do(self, ask: Ask) -> Answer:
        try:
            if self.refuse:
                raise self.refuse
            answer = Answer(id=ask.id, job=self._carry_out(ask.operation), seq=2)
        except JmssError as error:
            answer = _refusal(ask.id, error)
        self.done[ask.id] = answer
        return answer

    def _carry_out(self, operation: Operation) -> int:
        if isinstance(operation, Submit):
            return self._submit(operation)
        if isinstance(operation, QueueOperation):
            return self._switch(operation)
        assert isinstance(operation, JobOperation)
        job = self.jobs.get(operation.job)
        if job is None:
            raise NoSuchJob(job=operation.job)
        if isinstance(operation, SetPriority | MoveToQueue):
            wanted = msgspec.structs.asdict(operation)
            del wanted["job"]
            self.jobs[job.number] = msgspec.structs.replace(job, **wanted)
            return job.number
        if isinstance(operation, Settle):
            self.jobs[job.number] = job.moved(JobState(operation.fate))
            return job.number
        possible, state = _RULES[type(operation)]
        if job.state not in possible:
            name = type(operation).__name__.lower()
            raise NotNow(job=job.number, state=job.state, operation=name)
        self.jobs[job.number] = job.moved(state)
        return job.number

    def _switch(self, wish: QueueOperation) -> int:
        state = QueueState.OPEN if isinstance(wish, OpenQueue) else QueueState.STOPPED
        self.queues = [
            msgspec.structs.replace(queue, state=state) if queue.name == wish.queue else queue
            for queue in self.queues
        ]
        return 0

    def _submit(self, wish: Submit) -> int:
        known = [queue.name for queue in self.queues]
        if wish.queue not in known:
            raise NoSuchQueue(queue=wish.queue, known=", ".join(known))
        number = max(self.jobs, default=0) + 1
        job = self.add_job(
            number, name=wish.name, owner=wish.owner, queue=wish.queue, command=wish.command
        )
        if wish.hold:
            self.jobs[number] = job.moved(JobState.HELD)
        return number

    def _piece(self, wish: ReadOutput) -> Message:
        job = self.jobs.get(wish.job)
        if job is None:
            return _refusal(wish.id, NoSuchJob(job=wish.job))
        attempt = wish.attempt or job.attempt
        data = self.output.get((wish.job, attempt, wish.stream))
        if data is None:
            return _refusal(wish.id, OutputAway(job=wish.job))
        stray = min(1, self.stray_pieces)
        self.stray_pieces -= stray
        piece = data[wish.offset : wish.offset + min(wish.limit, 4)]
        rest = data[wish.offset + len(piece) :]
        return Output(
            id=wish.id,
            job=wish.job,
            attempt=attempt,
            offset=wish.offset + stray,
            data=piece,
            ended=not rest and (attempt < job.attempt or job.state in ENDED),
        )


def _refusal(id: str, error: JmssError) -> Answer:  # noqa: A002 - the wire's word
    return Answer(id=id, error=error.code, fields=error.fields, text=str(error))
