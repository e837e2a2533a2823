# SPDX-License-Identifier: GPL-3.0-or-later
"""The JMSS server process: put together, kept going, stopped in order (manual S1).

The port is opened last: before that nobody holds it, and a client that dials is refused
at once instead of being kept waiting.
"""

import asyncio
import gc
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, ParamSpec

from websockets.asyncio.server import Server

from jmss.cluster.base import ClusterStatus
from jmss.errors import Fenced, JmssError, Stopping
from jmss.model.changes import Change
from jmss.model.environment import Environment
from jmss.model.jobs import Job
from jmss.model.menu import Menu
from jmss.model.ranges import to_the_millisecond
from jmss.model.statistics import Minute
from jmss.rules.timing import QUICK_BEAT
from jmss.server.audit import Audit, unsettled
from jmss.server.audit_file import AuditFile
from jmss.server.audit_words import about
from jmss.server.board import Board
from jmss.server.checkpoints import Checkpoints
from jmss.server.cluster_watch import ClusterWatch
from jmss.server.dispatcher import Dispatcher
from jmss.server.document_news import DocumentNews
from jmss.server.environment import EnvironmentInForce, check_environment
from jmss.server.feed import PERIOD, Feed
from jmss.server.first_queues import first_queues
from jmss.server.history import StoredHistory
from jmss.server.job_histories import JobHistories
from jmss.server.leading_edge import LeadingEdge
from jmss.server.listening import listen
from jmss.server.lookups import Lookups
from jmss.server.machines import Machines
from jmss.server.menu import check_menu
from jmss.server.newcomers import Newcomers
from jmss.server.opened_store import OpenedStore
from jmss.server.outputs import Outputs
from jmss.server.parting import parting, wish_on
from jmss.server.place import Owner, ServerPlace
from jmss.server.published import Published
from jmss.server.requests import Requests
from jmss.server.retirement import Retirement
from jmss.server.schedule_documents import CHECKS as SCHEDULE_CHECKS
from jmss.server.sessions import Identity, Rooms, Sessions
from jmss.server.statistics import MinuteCounts
from jmss.server.time_limits import TimeLimits
from jmss.server.users import Users
from jmss.server.waiting_reasons import WaitingReasons
from jmss.store.job_journal import JobJournal
from jmss.store.minutes import count_journal
from jmss.store.trimming import Keep
from jmss.wire import close_codes

_log = logging.getLogger(__name__)

P = ParamSpec("P")

BEAT_EVERY = 0.25
LOOK_EVERY = 0.5
TRIM_EVERY = 60.0
RETIRE_EVERY = 5.0
ARCHIVE_EVERY = 10.0
ANSWERS_FOR = 7 * 24 * 3600.0
CLOSING = 1.5
"""Seconds that the links get to close in order."""
STORE_FAILED = 6
"""The exit code of a server that could not store; its node's agent starts it again."""


class ServerService:
    """One activation of the JMSS server."""

    def __init__(
        self,
        place: ServerPlace,
        owner: Owner,
        cluster: Callable[[], ClusterStatus],
        *,
        fenced: Callable[[Fenced], None],
    ) -> None:
        """Open the store and become its one writer; blocks, and is quick.

        Args:
            place: where to work.
            owner: our right to the drive.
            cluster: looks at the cluster; called in a thread.
            fenced: ends the process at once; called in any thread.
        """
        self._place = place
        self._owner = owner
        self._cluster = cluster
        self._fenced = fenced
        self._loop = asyncio.get_running_loop()
        self._looking = ThreadPoolExecutor(1, "looking")
        self._broken: asyncio.Future[None] = self._loop.create_future()
        self._store = OpenedStore(
            place,
            owner.beat,
            committed=lambda count: self._call(self._committed, count),
            failed=self._store_failed,
        )
        self.incarnation = self._store.incarnation
        self._furnish()

    def _furnish(self) -> None:
        place, store = self._place, self._store
        loaded, writer = store.loaded, store.writer
        history = self._history = StoredHistory(store.journal, store.reading)
        self._audit_file = AuditFile(place.folders.log)
        self._audit = Audit(
            self._audit_file, about=lambda operation: about(operation, self._board.facts)
        )
        published = Published(loaded.facts, loaded.jobs)
        self._feed = Feed(
            published,
            epoch=loaded.epoch,
            head=loaded.head,
            inc=loaded.head_inc,
            history=history,
            pace=lambda tell: LeadingEdge(partial(self._tell, tell), self._loop, PERIOD),
        )
        self._board = Board(
            loaded,
            published,
            writer,
            incarnation=self.incarnation,
            clock=lambda: to_the_millisecond(time.time()),
            publish=self._publish,
        )
        self._environment = EnvironmentInForce(
            self._board.facts, place.retention, place.drive, store.saving.submit
        )
        self._retirement = Retirement(
            self._board, published, self._environment.retention, store.saving
        )
        self._time_limits = TimeLimits(self._board, self._stop_job)
        self._checkpoints = Checkpoints(
            self._board,
            published.jobs,
            place.folders.checkpoint,
            store.saving,
            clock=self._loop.time,
            epoch=loaded.epoch,
            newest=loaded.checkpoint,
        )
        self._machines = Machines(self._board, self._loop.time)
        dispatcher = Dispatcher(self._board, self._machines)
        self._board.touched = self._machines.changed = dispatcher.wake
        self._watch = ClusterWatch(self._board, place.stay, moved=self._machines.moved)
        self._minutes = MinuteCounts(
            self._board,
            self._feed,
            store.counted,
            incarnation=self.incarnation,
            put=writer.put_chore,
        )
        self._documents = DocumentNews(published.others(), loaded.head, self._board.clock)
        self._users = Users(place.gate.tokens, store.reading)
        rooms = Rooms(
            feed=self._feed,
            requests=Requests(
                self._board,
                self._feed,
                history,
                self._stop_job,
                audit=self._audit,
                users=self._users,
                checks={Environment: check_environment, Menu: check_menu, **SCHEDULE_CHECKS},
            ),
            machines=self._machines,
            outputs=Outputs(self._board, self._machines),
            lookups=Lookups(
                JobHistories(JobJournal(store.searched), self._feed, store.searching),
                WaitingReasons(self._board, self._machines),
                self._minutes,
                self._documents,
                self._users,
            ),
        )
        identity = Identity(
            virtual_computer=place.stay.virtual_computer,
            node=place.stay.node,
            incarnation=self.incarnation,
            began=self._board.clock(),
        )
        self._newcomers = Newcomers()
        self._sessions = Sessions(
            identity, rooms, place.gate, clock=self._loop.time, wall=time.time
        )

    async def run(self, stop: asyncio.Event) -> int:
        """Serve until told to stop; give the exit code.

        Raises:
            AddressAway: the port cannot be opened.
        """
        self._store.writer.start()
        await self._settle_in()
        server = await self._listen()
        self._owner.mark_ready()
        # What was loaded stays: the collector need not look at it again and again.
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        _log.info("listening, incarnation %d, journal at %d", self.incarnation, self._feed.head)
        rounds = [
            asyncio.create_task(self._every(pace, work))
            for pace, work in (
                (BEAT_EVERY, self._beat),
                (QUICK_BEAT, self._sessions.beat),
                (1.0, self._look_after),
                (TRIM_EVERY, self._trim),
                (RETIRE_EVERY, self._retire),
                (1.0, self._end_late_jobs),
                (1.0, self._checkpoints.look),
                (1.0, self._minutes.look),
                (ARCHIVE_EVERY, self._store.archiving.look),
            )
        ]
        rounds.append(asyncio.create_task(self._every(LOOK_EVERY, self._look_at_cluster)))
        counting = asyncio.create_task(self._count_missing())
        stopping = asyncio.create_task(stop.wait())
        try:
            ends: list[asyncio.Future[Any]] = [stopping, self._broken, *rounds]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            _raise_first(rounds)
            return STORE_FAILED if self._broken.done() else 0
        finally:
            for task in (*rounds, stopping, counting):
                task.cancel()
            await self._close(server)

    async def _settle_in(self) -> None:
        await self._settle_audit()
        self._watch.activated()
        self._watch.take(await self._loop.run_in_executor(self._looking, self._cluster))
        facts = self._board.facts
        if not facts.queues:
            name = self._place.stay.virtual_computer
            self._board.record(first_queues(name, facts.machines.values()))
        await self._board.record(self._environment.first())
        self._environment.settle_in()

    async def _count_missing(self) -> None:
        """Count what a killed predecessor had not written; clients are served already."""

        async def counted(after: int, head: int) -> list[Minute]:
            count = partial(count_journal, self._store.searched, after, head)
            try:
                return await self._loop.run_in_executor(self._store.searching, count)
            except sqlite3.Error as error:
                _log.warning("the statistics lack a few seconds before the takeover: %s", error)
                return []

        await self._minutes.settle(counted)

    async def _settle_audit(self) -> None:
        """Write down what came of the operations whose server was killed before it could."""
        for line in await self._loop.run_in_executor(
            self._store.reading, unsettled, self._audit_file
        ):
            self._audit.settle_late(line, await self._history.answer(line.id))

    async def _listen(self) -> Server:
        return await listen(self._place, self._sessions.handle, self._newcomers)

    async def _close(self, server: Server) -> None:
        """Store what was accepted, tell everybody, close the links and the store."""
        self._board.close()
        await self._loop.run_in_executor(None, self._store.writer.close)
        # What the writer said in the end is in the loop's queue before this.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self._say_goodbye()
        server.close(code=close_codes.RESTART, reason="the server stops")
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                await server.wait_closed()
        await self._loop.run_in_executor(None, self._audit.close)
        self._looking.shutdown(wait=False)
        await self._store.close()

    def _say_goodbye(self) -> None:
        stay, clients = self._place.stay, self._sessions.count
        goodbye = parting(wish_on(self._place.drive), stay.node, clients)
        _log.info("%s %s: goaway to %d clients", goodbye.why, goodbye.node, clients)
        self._sessions.say_goodbye(goodbye)

    async def _every(self, pace: float, work: Callable[[], Awaitable[None] | None]) -> None:
        due = self._loop.time()
        while True:
            waiting = work()
            if waiting is not None:
                await waiting
            # After a stall the missed rounds are left out.
            due = max(due + pace, self._loop.time())
            await asyncio.sleep(due - self._loop.time())

    def _beat(self) -> None:
        self._owner.beat()
        try:
            self._owner.check()
        except Fenced as error:
            self._fenced(error)
            raise

    def _look_after(self) -> None:
        self._newcomers.look(self._loop.time())
        self._sessions.look()

    async def _look_at_cluster(self) -> None:
        status = await self._loop.run_in_executor(self._looking, self._cluster)
        with suppress(JmssError):
            self._watch.take(status)
            self._machines.look()

    def _trim(self) -> None:
        now = time.time()
        keep = Keep(
            rows=self._place.kept_rows,
            journal_since=now - self._place.journal_for,
            journal_from=self._checkpoints.newest,
            answers_since=now - ANSWERS_FOR,
        )
        self._store.writer.trim(keep)

    async def _retire(self) -> None:
        # While the server stops or its store has failed, nobody leaves.
        with suppress(JmssError):
            await self._retirement.look()

    async def _end_late_jobs(self) -> None:
        with suppress(JmssError):
            await self._time_limits.look()

    def _publish(self, changes: Sequence[Change]) -> None:
        self._feed.publish(changes)
        self._documents.published(changes)
        self._environment.published(changes)

    def _committed(self, count: int) -> None:
        self._tell(self._board.committed, count)

    def _tell(self, tell: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Tell what is stored; after a fault nobody is told any more, so the server ends.

        It would go on beating else, and every screen would stand still and look live.
        """
        try:
            tell(*args, **kwargs)
        except Exception:  # noqa: BLE001 - whatever it was, nothing is told any more
            _log.critical("a fault while telling what is stored", exc_info=True)
            self._break(Stopping())

    def _stop_job(self, job: Job, force: bool) -> None:
        self._machines.order_stop(job, force=force)

    def _store_failed(self, error: JmssError) -> None:
        """In the writer's thread: nothing may be acknowledged from here on."""
        if isinstance(error, Fenced):
            # The loop may be in the middle of anything; the new owner is at work already.
            self._fenced(error)
        _log.critical("%s", error)
        self._call(self._break, error)

    def _break(self, error: JmssError) -> None:
        self._board.failed(error)
        if not self._broken.done():
            self._broken.set_result(None)

    def _call(self, work: Callable[..., None], argument: object) -> None:
        # The loop may be gone already when the process is ending.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(work, argument)


def _raise_first(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        if task.done():
            task.result()
