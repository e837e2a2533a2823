# SPDX-License-Identifier: GPL-3.0-or-later
"""The law of the project: whatever happens on the way, the mirror comes to equal the board.

The server's own feed and follower on one side, the desk's own connection on the other, a
fake line and virtual time between them. Changes, cuts, lost frames, silences with a second
line beside the first, failovers, rolled-back and replaced journals come in any order.
"""

import asyncio
import struct
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import looptime
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from jlook_client.mirror import Mirror
from jmss.link.view import LinkState
from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import Job, JobState
from jmss.model.queues import Queue, QueueState
from jmss.server.feed import PERIOD, Feed
from jmss.server.follower import Follower
from jmss.server.leading_edge import Act, LeadingEdge
from jmss.server.published import Published
from jmss.server.snapshot import Snapshots
from jmss.wire.frames import JSON, agreed
from jmss.wire.messages import Hello, Message, Resync, Welcome
from tests.fakes.fake_line import FakeDialler, FakeLine, settle
from tests.fakes.fake_line_connection import connection_over

T = TypeVar("T")

BINARY = 0x82
"""The first byte of a binary WebSocket frame."""


class Journal:
    """The rows that survive everything, and the picture that they add up to."""

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.rows: list[Change] = []

    async def after(self, seq: int, limit: int) -> list[Change]:
        return self.rows[seq : seq + limit]

    async def inc_at(self, seq: int) -> int | None:
        return self.rows[seq - 1].inc if 0 < seq <= len(self.rows) else None

    def facts(self) -> dict[object, Fact]:
        held: dict[object, Fact] = {}
        for row in self.rows:
            match row.fact:
                case Job() as job:
                    held["job", job.number] = job
                case Queue() as queue:
                    held["queue", queue.name] = queue
                case Gone() as gone:
                    held.pop(("job", gone.number), None)
        return held


class LineOutbox:
    """The server's outbox, leading to the fake line; it can lose a frame."""

    def __init__(self, line: FakeLine) -> None:
        self.line = line
        self.lose_next = False
        self.waiting = 0

    def put(self, data: bytes) -> None:
        if self.lose_next:
            self.lose_next = False
            return
        start = {126: 4, 127: 10}.get(data[1], 2)
        if data[1] == 126:
            assert struct.unpack("!H", data[2:4])[0] == len(data) - start
        body = data[start:]
        self.line.says_text(body if data[0] == BINARY else body.decode())

    def offer(self, data: bytes) -> bool:
        self.put(data)
        return True

    def send(self, message: Message) -> None:
        self.line.says(message)

    async def drained(self) -> None:
        await asyncio.sleep(0)


class Server:
    """One incarnation of the server: the real feed and followers over the journal."""

    def __init__(self, journal: Journal, incarnation: int) -> None:
        self.journal = journal
        self.incarnation = incarnation
        rows = journal.rows
        self.feed = Feed(
            Published(journal.facts().values()),
            epoch=journal.epoch,
            head=len(rows),
            inc=rows[-1].inc if rows else 0,
            history=journal,
            pace=self._sometimes_later,
        )
        self.snapshots = Snapshots(self.feed, asyncio.get_running_loop().time)
        self.follower: Follower | None = None
        self.outbox: LineOutbox | None = None

    def _sometimes_later(self, tell: Act) -> Act:
        loop = asyncio.get_running_loop()
        return LeadingEdge(tell, loop, PERIOD) if self.incarnation % 3 else tell

    def write(self, *facts: Fact) -> None:
        head = len(self.journal.rows)
        changes = [
            Change(seq=head + 1 + at, inc=self.incarnation, at=0.0, fact=fact)
            for at, fact in enumerate(facts)
        ]
        self.journal.rows.extend(changes)
        self.feed.publish(changes)

    async def serve(self, line: FakeLine) -> None:
        """Answer what the desk has said on this line since the last time."""
        for message in line.sent:
            if isinstance(message, Hello):
                await self._welcome(line, message)
            elif isinstance(message, Resync) and self.follower is not None:
                why = await self.follower.why_snapshot(message.position)
                self.follower.bring_up(message.position, why)
        line.sent.clear()

    async def _welcome(self, line: FakeLine, hello: Hello) -> None:
        self.leave()
        self.outbox = LineOutbox(line)
        # Every other incarnation is one that speaks JSON alone.
        encoding = agreed(hello.encodings) if self.incarnation % 2 else JSON
        follower = Follower(
            self.outbox,  # type: ignore[arg-type] # a fake of the same shape
            self.feed,
            self.snapshots,
            asyncio.Semaphore(8),
            encoding,
        )
        self.follower = follower
        why = await follower.why_snapshot(hello.resume)
        welcome = Welcome(
            virtual_computer="VCOM1",
            node=f"SV{self.incarnation}",
            epoch=self.journal.epoch,
            incarnation=self.incarnation,
            head=self.feed.head,
            mode=follower.mode(hello.resume, why),
            why=why,
            time=0.0,
            encoding=encoding,
        )
        self.outbox.send(welcome)
        follower.bring_up(hello.resume, why)

    def beat(self) -> None:
        if self.follower is not None and self.outbox is not None:
            self.outbox.line.says(self.follower.heartbeat(0.0))

    def leave(self) -> None:
        if self.follower is not None:
            self.follower.close()
            self.follower = None


class AnyHistory(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = looptime.new_event_loop()
        self.journal = Journal("epoch-1")
        self.numbers = 0
        self.run(self._start())

    def run(self, story: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(story)

    async def _start(self) -> None:
        self.mirror = Mirror()
        self.dialler = FakeDialler()
        self.connection = connection_over(self.dialler, self.mirror)
        self.server = Server(self.journal, 1)
        self.running = asyncio.create_task(self.connection.run())
        await self._until_live()

    def teardown(self) -> None:
        async def stop() -> None:
            self.server.leave()
            self.running.cancel()
            await asyncio.gather(self.running, return_exceptions=True)
            await settle()

        self.run(stop())
        self.loop.close()

    async def _until_live(self) -> None:
        """Let time pass, the server answer and beat, until the desk is live and quiet."""
        quiet = 0
        for _ in range(400):
            for line in self.dialler.lines:
                if not line.aborted:
                    await self.server.serve(line)
            self.server.beat()
            await settle()
            live = self.connection.view.state is LinkState.LIVE
            quiet = quiet + 1 if live else 0
            if quiet == 3:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(self.connection.view)

    @rule(data=st.data(), many=st.integers(1, 40))
    def change(self, data: st.DataObject, many: int) -> None:
        facts: list[Fact] = []
        for _ in range(many):
            known = sorted(self.mirror.jobs) or [0]
            number = data.draw(st.sampled_from([self.numbers + 1, *known[-3:]]))
            self.numbers = max(self.numbers, number)
            facts.append(
                Job(
                    number=max(1, number),
                    name="あ" * data.draw(st.integers(1, 3)),
                    owner="o",
                    queue="Q",
                    command=":",
                    submitted=1.0,
                    state=data.draw(st.sampled_from(JobState)),
                )
            )
        self._write(*facts)

    @rule(state=st.sampled_from(QueueState))
    def change_a_queue(self, state: QueueState) -> None:
        self._write(Queue(name="Q", virtual_computer="VCOM1", state=state))

    @precondition(lambda self: self.mirror.jobs)
    @rule(data=st.data())
    def forget_a_job(self, data: st.DataObject) -> None:
        self._write(Gone(number=data.draw(st.sampled_from(sorted(self.mirror.jobs)))))

    def _write(self, *facts: Fact) -> None:
        async def write() -> None:
            self.server.write(*facts)
            await settle()

        self.run(write())

    def _cut_lines(self) -> None:
        """The server is gone from every line, a silent one beside the last included."""
        for line in self.dialler.lines:
            line.cut()

    @rule()
    def lose_a_frame(self) -> None:
        if self.server.outbox is not None:
            self.server.outbox.lose_next = True

    @rule()
    def cut(self) -> None:
        async def cut() -> None:
            self.server.leave()
            self._cut_lines()
            await settle()

        self.run(cut())

    @rule(tenths=st.integers(1, 40), hang=st.booleans())
    def fall_silent(self, tenths: int, *, hang: bool) -> None:
        """Nobody answers for a while; a second line may open meanwhile, or hang."""

        async def fall_silent() -> None:
            self.dialler.hang = hang
            await asyncio.sleep(tenths / 10)
            await settle()
            self.dialler.hang = False

        self.run(fall_silent())

    @rule()
    def beat(self) -> None:
        """The server is heard on the line that it knows, whatever the desk does beside it."""

        async def beat() -> None:
            self.server.beat()
            await settle()

        self.run(beat())

    @rule(lost=st.integers(0, 5))
    def fail_over(self, lost: int) -> None:
        """The next incarnation takes the drive; the last rows may not have reached it."""

        async def fail_over() -> None:
            self.server.leave()
            del self.journal.rows[len(self.journal.rows) - min(lost, len(self.journal.rows)) :]
            self.server = Server(self.journal, self.server.incarnation + 1)
            self._cut_lines()
            await settle()

        self.run(fail_over())

    @rule()
    def replace_the_journal(self) -> None:
        async def replace() -> None:
            self.server.leave()
            number = int(self.journal.epoch.split("-")[1])
            self.journal = Journal(f"epoch-{number + 1}")
            self.server = Server(self.journal, 1)
            self._cut_lines()
            await settle()

        self.run(replace())

    @rule()
    def come_back(self) -> None:
        self.run(self._until_live())
        held: dict[object, Fact] = {("job", n): job for n, job in self.mirror.jobs.items()}
        held.update({("queue", n): queue for n, queue in self.mirror.queues.items()})
        assert held == self.journal.facts()
        position = self.mirror.position
        assert position is not None
        assert (position.epoch, position.seq) == (self.journal.epoch, len(self.journal.rows))

    @invariant()
    def the_numbers_are_in_order(self) -> None:
        assert list(self.mirror.jobs) == sorted(self.mirror.jobs)


@pytest.fixture(autouse=True)
def _frames_are_lost_on_purpose(allow_log: Callable[[str], None]) -> None:
    allow_log("the delta follows on")


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


@pytest.mark.slow
@pytest.mark.timeout(1200)
class TestAnyLongHistory(AnyHistory.TestCase):  # type: ignore[misc,valid-type] # made at run time
    settings = settings(max_examples=400, stateful_step_count=50, deadline=None)
