# SPDX-License-Identifier: GPL-3.0-or-later
"""A server process whose board is made up (`python board_server.py PORT JOBS`).

The product's feed, snapshots, outboxes and sessions over real sockets; only the store is
missing. It obeys lines of JSON on standard input, ``[word, …]``, and answers each with one
line of JSON; ``Orders`` has the words. It ends by itself when its input ends.
"""

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, cast

import msgspec
from websockets.asyncio.server import ServerConnection, serve
from websockets.protocol import State

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.parts.many_jobs import Site
from jmss.columns.jobs import JobColumns
from jmss.columns.put_chunk import put_chunk
from jmss.model.changes import Change
from jmss.model.jobs import JobState
from jmss.server.board import Board
from jmss.server.document_news import DocumentNews
from jmss.server.feed import PERIOD, Feed
from jmss.server.gate import Gate
from jmss.server.job_histories import JobHistories
from jmss.server.leading_edge import LeadingEdge
from jmss.server.lookups import Lookups
from jmss.server.machines import Machines
from jmss.server.newcomers import Newcomer, Newcomers
from jmss.server.outputs import Outputs
from jmss.server.piece import Piece
from jmss.server.published import Published
from jmss.server.requests import Requests
from jmss.server.sessions import Identity, Rooms, Sessions
from jmss.server.snapshot import Snapshot
from jmss.server.statistics import MinuteCounts
from jmss.server.users import Users
from jmss.server.waiting_reasons import WaitingReasons
from jmss.store.job_journal import JobPage
from jmss.store.loading import Loaded
from jmss.store.minutes import Counted
from jmss.store.writer import Chore, Write
from jmss.wire.codec import MAX_SIZE
from jmss.wire.frames import COLUMNS
from jmss.wire.messages import Answer, Ask

ADDRESS = "127.0.0.1"
LONGEST = 900.0
"""Seconds after which it ends in any case."""
STATES = (JobState.RUNNING, JobState.STOPPING, JobState.TAKING_OVER)
"""What changing jobs go through: it can be seen."""


class NoStore:
    """Takes nothing: nobody asks for anything here."""

    def put(self, write: Write) -> None:
        raise AssertionError("this server only tells")

    def put_chore(self, chore: Chore) -> None:
        raise AssertionError("this server only tells")

    def page(self, number: int, after: int, head: int) -> JobPage:
        raise AssertionError("this server only tells")

    async def after(self, seq: int, limit: int) -> list[Change]:
        return []

    async def inc_at(self, seq: int) -> int | None:
        return None

    async def answer(self, operation: str) -> Answer | None:
        return None

    async def accept(self, asker: object, ask: Ask) -> None:
        """Nobody asks."""

    async def note(
        self, asker: object, ask: Ask, answer: Answer, *, repeated: bool = False
    ) -> None:
        """Nobody asks."""

    def settle(self, asker: object, ask: Ask, answer: Answer) -> None:
        """Nobody asks."""


class MadeUp:
    """The server's rooms around a made-up board, and who is connected."""

    def __init__(self, count: int) -> None:
        loop = asyncio.get_running_loop()
        jobs = JobColumns(count)
        for chunk in Site(count).chunks():
            put_chunk(jobs, chunk)
        self.published = Published((), jobs)
        nothing = NoStore()
        self.feed = Feed(
            self.published,
            epoch="bench",
            head=0,
            inc=1,
            history=nothing,
            pace=lambda tell: LeadingEdge(tell, loop, PERIOD),
        )
        loaded = Loaded("bench", 0, 1, count, (), jobs)
        board = Board(
            loaded,
            self.published,
            nothing,
            incarnation=1,
            clock=time.time,
            publish=self.feed.publish,
        )
        machines = Machines(board, loop.time)
        rooms = Rooms(
            feed=self.feed,
            requests=Requests(board, self.feed, nothing, lambda job, force: None, audit=nothing),
            machines=machines,
            outputs=Outputs(board, machines),
            lookups=Lookups(
                JobHistories(nothing, self.feed, ThreadPoolExecutor(1)),
                WaitingReasons(board, machines),
                MinuteCounts(board, self.feed, Counted(), incarnation=1, put=nothing.put_chore),
                DocumentNews((), 0, time.time),
                Users(None, ThreadPoolExecutor(1)),
            ),
        )
        identity = Identity(virtual_computer="VCOM1", node="SV1", incarnation=1)
        self.sessions = Sessions(identity, rooms, Gate(), clock=loop.time, wall=time.time)
        self.connections: set[ServerConnection] = set()
        self.naive: set[ServerConnection] = set()
        self.dicts: list[dict[str, Any]] = []
        """The jobs as a server that knows no better holds them."""
        self._turn = 0
        self._seq = 0

    async def handle(self, connection: ServerConnection) -> None:
        if connection.request is not None and connection.request.path == "/naive":
            await self._handle_naively(connection)
            return
        self.connections.add(connection)
        try:
            await self.sessions.handle(connection)
        finally:
            self.connections.discard(connection)

    async def _handle_naively(self, connection: ServerConnection) -> None:
        if isinstance(connection, Newcomer):
            connection.welcome()
        await connection.send(json.dumps({"t": "jobs", "jobs": self.dicts}))
        self.naive.add(connection)
        await connection.wait_closed()
        self.naive.discard(connection)

    def changes(self, numbers: Sequence[int]) -> list[Change]:
        """Make changes of these jobs: in every turn something else in them is new."""
        self._turn += 1
        turn, found = self._turn, []
        begin, self._seq = self._seq + 1, self._seq + len(numbers)
        for seq, number in enumerate(numbers, begin):
            job = self.published.jobs.job(self.published.jobs.row(number))
            new = msgspec.structs.replace(job, state=STATES[turn % 3], attempt=turn % 1000)
            found.append(Change(seq=seq, inc=1, at=round(time.time(), 3), fact=new))
        return found


class Orders:
    """What the bench may ask for."""

    def __init__(self, server: MadeUp) -> None:
        self._server = server

    async def live(self, count: int) -> dict[str, float]:
        """Wait until so many followers are live."""
        while self._server.feed.followers < count:  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.02)
        return {}

    async def tell(self, times: int, size: int) -> dict[str, float]:
        """Publish changes of ``size`` jobs so many times; give what it cost to tell all of them."""
        server, cpu, told = self._server, 0.0, 0

        def count(piece: Piece) -> None:
            nonlocal told
            told += sum(map(len, piece.frames(COLUMNS)))

        server.feed.follow(count)
        for _ in range(times):
            changes = server.changes(self._numbers(size))
            await asyncio.sleep(1 / 60)
            began = time.thread_time()
            server.feed.publish(changes)
            cpu += time.thread_time() - began
            cpu += await self._drained()
        server.feed.leave(count)
        return {"cpu": cpu, "messages": times * server.feed.followers, "bytes": told}

    async def tell_naively(self, times: int, size: int) -> dict[str, float]:
        """Do the same for everybody in turn: JSON is made and sent for each client."""
        server, cpu = self._server, 0.0
        for _ in range(times):
            changes = server.changes(self._numbers(size))
            events = [msgspec.to_builtins(change) for change in changes]
            await asyncio.sleep(1 / 60)
            began = time.thread_time()
            for connection in tuple(server.connections):
                await connection.send(json.dumps({"t": "delta", "changes": events}))
            cpu += time.thread_time() - began
            cpu += await self._drained()
        return {"cpu": cpu, "messages": times * len(server.connections)}

    async def stream(self, times: int, size: int, hot: list[int]) -> dict[str, Any]:
        """Publish 60 times a second, jobs in sight among them; say when which row went out."""
        feed, numbers = self._server.feed, self._with(hot, size)
        batches = []
        for _ in range(times):
            batches.append(self._server.changes(numbers))
            await asyncio.sleep(0)  # the heartbeats must go on
        sent, cpu = [], time.thread_time()
        began = time.perf_counter()
        for turn, changes in enumerate(batches, 1):
            sent.append((changes[-1].seq, time.perf_counter()))
            feed.publish(changes)
            await asyncio.sleep(max(0.0, began + turn / 60 - time.perf_counter()))
        feed.tell()
        return {"sent": sent, "cpu": time.thread_time() - cpu}

    async def stream_naively(self, times: int, size: int, hot: list[int]) -> dict[str, Any]:
        """Do the same for those who follow naively."""
        batches = []
        for turn in range(times):
            now = {"state": STATES[turn % 3], "attempt": turn}
            batches.append([self._server.dicts[n - 1] | now for n in self._with(hot, size)])
        sent, cpu = [], time.thread_time()
        began = time.perf_counter()
        for turn, jobs in enumerate(batches, 1):
            sent.append((turn, time.perf_counter()))
            for connection in tuple(self._server.naive):
                await connection.send(json.dumps({"t": "delta", "seq": turn, "jobs": jobs}))
            await asyncio.sleep(max(0.0, began + turn / 60 - time.perf_counter()))
        return {"sent": sent, "cpu": time.thread_time() - cpu}

    async def know_no_better(self) -> dict[str, float]:
        """Hold the jobs as dictionaries too."""
        jobs = self._server.published.jobs.jobs()
        self._server.dicts = [msgspec.to_builtins(job) for job in jobs]
        gc.freeze()
        return {}

    async def miss(self, count: int) -> dict[str, float]:
        """Publish so many changes that nobody hears; say where the journal stands."""
        self._server.feed.publish(self._server.changes(self._numbers(count)))
        self._server.feed.tell()
        return {"head": self._server.feed.head}

    async def cpu(self) -> dict[str, float]:
        """Say what this process has used so far."""
        return {"cpu": time.thread_time(), "head": self._server.feed.head}

    async def as_json(self) -> dict[str, float]:
        """Make all jobs JSON, as a server that knows no better would; give what it cost."""
        began = time.thread_time()
        text = json.dumps({"t": "jobs", "jobs": self._server.dicts}).encode()
        return {"cpu": time.thread_time() - began, "bytes": len(text)}

    async def snapshot(self, encoding: str) -> dict[str, float]:
        """Make a snapshot; give its bytes, what it cost, and the longest step."""
        snapshot, place, size, worst = (
            Snapshot(self._server.feed, encoding, time.monotonic),
            0,
            0,
            0.0,
        )
        cpu = before = time.thread_time()
        while (data := await snapshot.frame(place)) is not None:
            now = time.thread_time()
            worst, before = max(worst, now - before), now
            size += len(data)
            place += 1
        return {"cpu": time.thread_time() - cpu, "bytes": size, "worst_ms": worst * 1000}

    @staticmethod
    def _with(hot: list[int], size: int) -> list[int]:
        """Give so many numbers of jobs, these among them."""
        others = (number for number in range(1, size + len(hot) + 1) if number not in set(hot))
        return [*hot, *islice(others, size - len(hot))]

    def _numbers(self, size: int) -> range:
        return range(1, size + 1)

    async def _drained(self) -> float:
        """Wait until the clients have taken everything; give what that cost, if anything waited."""
        began = time.thread_time()
        waited = False
        while any(
            connection.state is State.OPEN and connection.transport.get_write_buffer_size()
            for connection in self._server.connections
        ):
            waited = True
            await asyncio.sleep(0.01)
        return time.thread_time() - began if waited else 0.0


async def run(port: int, count: int) -> None:
    server = MadeUp(count)
    orders = Orders(server)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # as the service does
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

    async def beat() -> None:
        while True:
            server.sessions.beat()
            await asyncio.sleep(0.5)

    async with (
        asyncio.timeout(LONGEST),
        serve(
            server.handle,
            ADDRESS,
            port,
            compression=None,
            max_size=MAX_SIZE,
            ping_interval=None,
            backlog=4096,
            create_connection=cast(type[ServerConnection], Newcomers(most=10_000).connection),
        ),
    ):
        beating = asyncio.create_task(beat())
        print(json.dumps({"jobs": len(server.published)}), flush=True)
        while line := await reader.readline():
            word, *words = json.loads(line)
            print(json.dumps(await getattr(orders, word)(*words)), flush=True)
        beating.cancel()


if __name__ == "__main__":
    os.sched_setaffinity(0, {0})
    asyncio.run(run(int(sys.argv[1]), int(sys.argv[2])))
