# SPDX-License-Identifier: GPL-3.0-or-later
"""A race of TCP connections: to all addresses of a name, and again to one that is silent.

An address that nobody has, or not yet, lets a connection hang, and the kernel knocks again
only after 1, 3 and 7 seconds. So while nobody answers a fresh attempt starts beside the
hanging one: a new knock beats a doubling wait. What answers first wins, be it a refusal.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence

from jmss.errors import JmssError

STAGGER = 0.25
"""Seconds after which the next address is tried beside the one that does not answer."""
FRESH = 0.4
"""Seconds after which a silent address is tried afresh beside the attempt that hangs."""
MOST = 3
"""Attempts in flight; the oldest gives way."""
LATE = 0.1
"""Seconds by which we were late ourselves: an answer may be there and not yet looked at."""

Connect = Callable[[str], Awaitable[socket.socket]]
"""Opens a connection to an address; raises OSError, and takes as long as it takes."""


class RaceLost(JmssError):
    """No address let us in; ``why`` is the first refusal, or TimeoutError when nobody spoke."""

    template = "{address} {why}"

    def __init__(self, address: str, why: OSError) -> None:
        super().__init__(address=address, why=why)
        self.address = address
        self.why = why


class Race:
    """One race; ``run`` it once.

    Args:
        addresses: whom to try, best first; at least one.
        connect: opens one connection.
        patience: seconds that the last address gets.
    """

    def __init__(self, addresses: Sequence[str], connect: Connect, *, patience: float) -> None:
        self._untried = list(addresses)
        self._silent = list(addresses)
        self._connect = connect
        self._patience = patience
        self._running: dict[asyncio.Task[socket.socket], str] = {}
        self._lost: RaceLost | None = None

    async def run(self) -> tuple[socket.socket, str]:
        """Give the first connection and its address; every other one is dropped.

        Raises:
            RaceLost: all refused, or the time was over.
        """
        first = self._silent[0]
        deadline = 0.0
        try:
            while self._silent:
                if self._untried:
                    deadline = _now() + self._patience
                pause = min(self._start_one(), deadline - _now())
                winner = await self._listen(pause)
                if winner is not None:
                    return winner
                if _now() >= deadline:
                    raise self._lost or RaceLost(first, TimeoutError())
        finally:
            self._drop(list(self._running))
        assert self._lost is not None
        raise self._lost

    def _start_one(self) -> float:
        """Start the next attempt; give the seconds until the one after it."""
        if self._untried:
            address = self._untried.pop(0)
        else:
            address = self._silent[0]
            self._silent.append(self._silent.pop(0))
        if len(self._running) >= MOST:
            self._drop([next(iter(self._running))])
        self._running[asyncio.ensure_future(self._connect(address))] = address
        return STAGGER if self._untried else FRESH

    async def _listen(self, pause: float) -> tuple[socket.socket, str] | None:
        """Wait for an answer; a refusal settles its address, and the next attempt is due."""
        due = _now() + max(0.0, pause)
        done = await self._first_done(max(0.0, pause))
        if not done and _now() - due > LATE:
            done = await self._first_done(LATE)
        winner = None
        for task, address in [(task, self._running.pop(task)) for task in done]:
            error = task.exception()
            if error is None and winner is None:
                winner = task.result(), address
            elif error is None:
                task.result().close()
            elif isinstance(error, OSError):
                self._settle(address, error)
            else:
                raise error
        return winner

    async def _first_done(self, within: float) -> set[asyncio.Task[socket.socket]]:
        done, _ = await asyncio.wait(
            self._running, timeout=within, return_when=asyncio.FIRST_COMPLETED
        )
        return done

    def _settle(self, address: str, error: OSError) -> None:
        self._lost = self._lost or RaceLost(address, error)
        if address in self._silent:
            self._silent.remove(address)
        self._drop([task for task, whose in self._running.items() if whose == address])

    def _drop(self, tasks: list[asyncio.Task[socket.socket]]) -> None:
        for task in tasks:
            del self._running[task]
            task.cancel()
            task.add_done_callback(_close_late)


def _close_late(task: asyncio.Task[socket.socket]) -> None:
    """Close a connection that came through in the moment it was given up."""
    if not task.cancelled() and task.exception() is None:
        task.result().close()


def _now() -> float:
    return asyncio.get_running_loop().time()
