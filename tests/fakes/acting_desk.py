# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk that acts, on a fake line, and a server that answers when the test says so."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from jlook_client.acts import Acts
from jlook_client.applied import AppliedChanges
from jlook_client.apps.acting import Acting
from jlook_client.connection import ConnectionWatcher
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.undo import Undo
from jmss.errors import JmssError, NoSuchJob, OperationLost
from jmss.link.view import LinkState
from jmss.model.changes import Change, Position
from jmss.model.jobs import Job
from jmss.model.operations import JobOperation, Operation
from jmss.wire.messages import (
    Answer,
    Ask,
    AskStatus,
    ClientMessage,
    Delta,
    Mode,
    SnapshotBegin,
    SnapshotRows,
    SyncEnd,
)
from tests.fakes.fake_line import FakeDialler, FakeLine, in_virtual_time, settle
from tests.fakes.fake_line_connection import connection_over


class FakeBoard:
    """A server's side: jobs, a journal, the answers by operation; as exact as the real one."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = {job.number: job for job in jobs}
        self.seq = 10
        self.journal: list[Change] = []
        self.answers: dict[str, Answer] = {}
        self.times_done: Counter[str] = Counter()
        self.effect: Callable[[Job, Operation], Job] = lambda job, operation: job
        """What an operation makes of a job; the same object: nothing has to change."""

    def change(self, job: Job, op: str = "") -> None:
        self.seq += 1
        self.jobs[job.number] = job
        self.journal.append(Change(seq=self.seq, inc=1, at=2.0, fact=job, op=op))

    def carry_out(self, ask: Ask) -> Answer:
        if ask.id in self.answers:
            return self.answers[ask.id]
        assert isinstance(ask.operation, JobOperation)
        number = ask.operation.job
        try:
            if number not in self.jobs:
                raise NoSuchJob(job=number)
            after = self.effect(self.jobs[number], ask.operation)
        except JmssError as error:
            answer = Answer(id=ask.id, job=number, error=error.code, fields=error.fields)
        else:
            self.times_done[ask.id] += 1
            before = self.seq
            if after is not self.jobs[number]:
                self.change(after, ask.id)
            answer = Answer(id=ask.id, job=number, seq=self.seq if self.seq > before else 0)
        self.answers[ask.id] = answer
        return answer

    def status(self, operation: str) -> Answer:
        lost = OperationLost(id=operation)
        unknown = Answer(id=operation, error=lost.code, fields=lost.fields)
        return self.answers.get(operation, unknown)


class ActingDesk(ConnectionWatcher, MirrorWatcher):
    """The desk's end, and the server's end of the line that it is on."""

    def __init__(self, board: FakeBoard) -> None:
        loop = asyncio.get_running_loop()
        self.board = board
        self.dialler = FakeDialler()
        self.mirror = Mirror()
        self.connection = connection_over(self.dialler, self.mirror)
        self.acts = Acts()
        self.undo = Undo()
        self.acts.watchers.append(self.undo)
        self.connection.watchers.append(self)
        self.mirror.watchers.append(self)
        self.acting = Acting(self.connection, self.mirror, self.acts, loop.time)
        self._read = 0
        self._told = board.seq

    def applied(self, changes: AppliedChanges) -> None:
        self.undo.applied(changes)

    def replaced(self) -> None:
        self.undo.replaced()

    @property
    def line(self) -> FakeLine:
        return self.dialler.line

    @property
    def is_live(self) -> bool:
        return self.connection.view.state is LinkState.LIVE

    def unread(self) -> list[ClientMessage]:
        """What the server has not looked at on this line."""
        return self.line.sent[self._read :]

    async def begin(self) -> None:
        """Come up by a snapshot."""
        board = self.board
        self.line.welcome(mode=Mode.SNAPSHOT, head=board.seq)
        self.line.says(SnapshotBegin(seq=board.seq, count=len(board.jobs)))
        self.line.says(SnapshotRows(facts=list(board.jobs.values())))
        self.line.says(SyncEnd(seq=board.seq, inc=1))
        self._read, self._told = 1, board.seq
        await settle()

    async def serve(self, most: int = 10_000, *, answer: bool = True) -> None:
        """Let the server read so many messages, and tell what comes of them if ``answer``."""
        await settle()
        for message in self.unread()[:most]:
            self._read += 1
            reply = self._reply(message)
            if reply is not None and answer:
                self.tell()
                self.line.says(reply)
        await settle()

    def tell(self) -> None:
        """Tell the desk what it has not been told of the journal."""
        new = [change for change in self.board.journal if change.seq > self._told]
        if new:
            self.line.says(
                Delta(previous=self._told, seq=self.board.seq, inc=1, changes=new),
            )
            self._told = self.board.seq

    async def cut(self) -> None:
        """Lose the link; what the server has not read of this line it never will."""
        self.line.cut()
        await settle()

    async def come_back(self) -> None:
        """Dial again, and resume."""
        lines = len(self.dialler.lines)
        while len(self.dialler.lines) == lines or not self.line.sent:
            await asyncio.sleep(0.05)
        self._read, self._told = 1, self._stood()
        self.line.welcome(mode=Mode.REPLAY, head=self.board.seq)
        self.tell()
        self.line.says(SyncEnd(seq=self.board.seq, inc=1))
        await settle()

    def _stood(self) -> int:
        position = self.mirror.position
        assert isinstance(position, Position)
        return position.seq

    def _reply(self, message: ClientMessage) -> Answer | None:
        match message:
            case Ask():
                return self.board.carry_out(message)
            case AskStatus():
                return self.board.status(message.id)
            case _:
                return None


def at_an_acting_desk(
    board: FakeBoard, story: Callable[[ActingDesk], Awaitable[None]], *, begin: bool = True
) -> None:
    """Run a story in virtual time, at a desk that is live."""

    async def run() -> None:
        desk = ActingDesk(board)
        running = asyncio.create_task(desk.connection.run())
        await settle()
        try:
            if begin:
                await desk.begin()
            await story(desk)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    in_virtual_time(run)
