# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner: carries out the server's orders to start and stop attempts.

Every attempt is started once, whatever is repeated or restarted: the claim on the drive
decides. The runner lives on an asyncio loop; whatever waits for the disk is done in a
thread, one attempt after the other, so that the service's heart goes on beating.
"""

import asyncio
import logging
from dataclasses import dataclass
from enum import Enum, auto

from jmss.machine.adoption import look_through, settle_lost
from jmss.machine.claims import Claims, Key
from jmss.machine.keeper import INTERRUPT, KILL, STOP
from jmss.machine.keepers import Keeper
from jmss.machine.launch import Launcher
from jmss.machine.reports import Outbox
from jmss.machine.status import Outcome, Status, read_status
from jmss.wire.messages import StartOrder, StopOrder

_RETRY = 5.0
"""Seconds until another try when the drive takes nothing."""

_log = logging.getLogger(__name__)


class _Phase(Enum):
    """How far the machine has come on its way."""

    WORKING = auto()
    LEAVING = auto()
    """Nothing more is started; what runs may end by itself."""
    INTERRUPTING = auto()
    """What runs is ended."""


@dataclass(slots=True)
class _Kept:
    """An attempt that runs under a keeper."""

    keeper: Keeper
    started: float | None = None
    adopted: bool = False


class Runner:
    """Starts, watches, stops and adopts the attempts of one execution machine.

    Args:
        claims: the attempts on the drive.
        outbox: takes the news.
        launcher: starts them.
    """

    def __init__(self, *, claims: Claims, outbox: Outbox, launcher: Launcher) -> None:
        self._claims = claims
        self._outbox = outbox
        self._launcher = launcher
        self._waiting: dict[Key, StartOrder] = {}
        self._starting: Key | None = None
        self._stops: dict[Key, bytes] = {}
        self._kept: dict[Key, _Kept] = {}
        self._settling: dict[Key, asyncio.Task[None]] = {}
        self._work = asyncio.Event()
        self._quiet = asyncio.Event()
        self._phase = _Phase.WORKING

    async def adopt(self) -> None:
        """Take over what earlier incarnations claimed; to be awaited before anything else."""
        await asyncio.to_thread(self._claims.prepare)
        found = await asyncio.to_thread(look_through, self._claims)
        for claim, keeper in found.running:
            self._watch(claim.key, _Kept(keeper, started=claim.at, adopted=True))
            self._outbox.running(claim.key, claim.at, adopted=True)
        for key, status in found.ended:
            self._outbox.ended(key, status)
        lost = sum(status.outcome is Outcome.INTERRUPTED for _, status in found.ended)
        known = len(found.ended) - lost
        _log.info("%d running, %d ended, %d interrupted", len(found.running), known, lost)

    def running(self) -> list[Key]:
        """List the attempts that run or are about to; none of them may be started elsewhere."""
        starting = [] if self._starting is None else [self._starting]
        return [*self._kept, *self._settling, *starting, *self._waiting]

    def start(self, order: StartOrder) -> None:
        """Start an attempt; one that was claimed before is only reported again."""
        key = order.job, order.attempt
        if not self._working or key in self._waiting or key == self._starting:
            return
        if not self._told_again(key):
            self._waiting[key] = order
            self._work.set()

    def stop(self, order: StopOrder) -> None:
        """End an attempt; one that never came here is settled so that it never starts."""
        key = order.job, order.attempt
        wish = KILL if order.force else STOP
        if key in self._kept:
            self._kept[key].keeper.tell(wish)
        elif key in self._waiting or key == self._starting:
            self._stops[key] = wish
        elif self._working and not self._told_again(key):
            self._stops[key] = wish
            self._waiting[key] = StartOrder(
                job=order.job, attempt=order.attempt, name="", owner="", command=""
            )
            self._work.set()

    async def run(self) -> None:
        """Start what waits, in order, until cancelled.

        Raises:
            Fenced: the drive has another owner; nothing more may be started.
        """
        while True:
            await self._work.wait()
            self._work.clear()
            while self._waiting:
                key = next(iter(self._waiting))
                order = self._waiting.pop(key)
                self._starting = key
                try:
                    launched = await asyncio.to_thread(self._launcher.launch, order, self._stops)
                    self._take_in(key, launched)
                finally:
                    self._starting = None
                    self._tell_if_quiet()

    async def run_out(self, patience: float) -> bool:
        """Start nothing more and let what runs end by itself; False if some outlast it.

        What waits for its start is dropped: it was never claimed, so it starts elsewhere.
        """
        self._phase = _Phase.LEAVING
        return await self._become_quiet(patience)

    async def interrupt_all(self, patience: float) -> bool:
        """End every attempt as interrupted, for an orderly move; False if some outlast it.

        What waits for its start is dropped: it was never claimed, so it starts elsewhere.
        """
        self._phase = _Phase.INTERRUPTING
        for kept in self._kept.values():
            kept.keeper.tell(INTERRUPT)
        return await self._become_quiet(patience)

    async def _become_quiet(self, patience: float) -> bool:
        self._waiting.clear()
        self._quiet.clear()
        self._tell_if_quiet()
        try:
            async with asyncio.timeout(patience):
                await self._quiet.wait()
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Watch nothing any more. Keepers and their jobs go on, for the next incarnation."""
        loop = asyncio.get_running_loop()
        for kept in self._kept.values():
            loop.remove_reader(kept.keeper.descriptor)
            if kept.keeper.ready is not None:
                loop.remove_reader(kept.keeper.ready)
            kept.keeper.close()
        self._kept.clear()
        for settling in self._settling.values():
            settling.cancel()

    @property
    def _working(self) -> bool:
        return self._phase is _Phase.WORKING

    def _told_again(self, key: Key) -> bool:
        """Report once more what is known of an attempt; False when it was never claimed."""
        if key in self._settling:
            return True
        kept = self._kept.get(key)
        if kept is not None:
            if kept.started is not None:
                self._outbox.running(key, kept.started, adopted=kept.adopted)
            return True
        folder = self._claims.find(key)
        status = None if folder is None else read_status(folder)
        if status is not None:
            self._outbox.ended(key, status)
        return folder is not None

    def _take_in(self, key: Key, launched: Keeper | Status | None) -> None:
        wish = self._stops.pop(key, None)
        if isinstance(launched, Keeper):
            self._watch(key, _Kept(launched))
            if self._phase is _Phase.INTERRUPTING:
                launched.tell(INTERRUPT)
            elif wish is not None:
                launched.tell(wish)
        elif launched is not None:
            self._outbox.ended(key, launched)

    def _watch(self, key: Key, kept: _Kept) -> None:
        self._kept[key] = kept
        loop = asyncio.get_running_loop()
        loop.add_reader(kept.keeper.descriptor, self._on_end, key)
        if kept.keeper.ready is not None:
            loop.add_reader(kept.keeper.ready, self._on_start, key)

    def _on_start(self, key: Key) -> None:
        kept = self._kept[key]
        if kept.keeper.ready is None:
            return
        asyncio.get_running_loop().remove_reader(kept.keeper.ready)
        kept.started = kept.keeper.read_ready()
        kept.keeper.close_ready()
        if kept.started is not None:
            self._outbox.running(key, kept.started, adopted=False)

    def _on_end(self, key: Key) -> None:
        self._on_start(key)
        kept = self._kept.pop(key)
        asyncio.get_running_loop().remove_reader(kept.keeper.descriptor)
        kept.keeper.close()
        status = read_status(self._claims.folder(key))
        if status is None:
            self._settling[key] = asyncio.create_task(self._settle(key))
        else:
            self._outbox.ended(key, status)
            self._tell_if_quiet()

    async def _settle(self, key: Key) -> None:
        """Settle an attempt whose keeper was lost."""
        folder = self._claims.folder(key)
        while True:
            try:
                (status,) = await asyncio.to_thread(settle_lost, [folder])
                break
            except OSError:
                _log.exception("attempt %s was interrupted; the drive does not take it", key)
                await asyncio.sleep(_RETRY)
        del self._settling[key]
        self._outbox.ended(key, status)
        self._tell_if_quiet()

    def _tell_if_quiet(self) -> None:
        if self._starting is None and not self._kept and not self._settling:
            self._quiet.set()
