# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk without a window: the real connection, mirror and timeline, and notes of what they did."""

import asyncio
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from jlook_client.applied import AppliedChanges
from jlook_client.away import Away
from jlook_client.clock import Clock
from jlook_client.connection import Asked, Connection, ConnectionWatcher, Phase
from jlook_client.mirror import Mirror
from jlook_client.timeline import Timeline
from jmss.link.credentials import Credentials
from jmss.link.dial import Dialler, Target
from jmss.link.lookup import Lookup, Resolve, system_resolve
from jmss.link.trust import Trust
from jmss.link.view import UP, LinkState, LinkView
from jmss.model.operations import Submit

LOOK_EVERY = 0.005


async def until(condition: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait for a condition; give the moment when it held."""
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, f"{what}: not within {seconds} s"
        await asyncio.sleep(LOOK_EVERY)
    return time.monotonic()


class DeskEnd(ConnectionWatcher):
    """Keeps a link up while it is entered and notes every view of it, with the time.

    Args:
        hosts: the site's table of names.
        port: of the JMSS server.
        resolve: asks for names that are not in the table.
        trust: whose certificates are believed; None for a link that is not encrypted.
        credentials: what is shown to the server; None: nothing.
    """

    def __init__(
        self,
        hosts: Mapping[str, str],
        port: int,
        resolve: Resolve = system_resolve,
        trust: Trust | None = None,
        credentials: Credentials | None = None,
    ) -> None:
        shown = credentials or Credentials()
        self.lookup = Lookup(hosts, resolve)
        self.mirror = Mirror()
        self.timeline = Timeline()
        self.connection = Connection(
            target=Target("VCOM1", port),
            dialler=Dialler(self.lookup, agent="faults/1", trust=trust, credentials=shown),
            mirror=self.mirror,
            timeline=self.timeline,
            user="ueda",
            agent="faults/1",
            clock=Clock(),
            keep_ticket=shown.keep,
        )
        self.connection.watchers.append(self)
        self.views: list[tuple[float, LinkView]] = []
        self.seqs: list[int] = []
        self.aways: list[Away] = []
        self.stall = 0.0
        """The longest time that this process could not look at anything, in seconds."""
        self.silence = 0.0
        """The longest time without a byte, in seconds."""
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [
            asyncio.create_task(self._measure()),
            asyncio.create_task(self.connection.run()),
        ]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def view(self) -> LinkView:
        return self.connection.view

    @property
    def ended(self) -> bool:
        """Whether the link is no longer run, which nothing may do to it."""
        return any(task.done() for task in self._tasks)

    # What the connection tells.

    def link_changed(self, view: LinkView) -> None:
        self.views.append((time.monotonic(), view))

    def came_back(self, away: Away) -> None:
        self.aways.append(away)

    def applied(self, changes: AppliedChanges) -> None:
        self.seqs.extend(changes.seqs)

    # What tests wait for. All give moments on the monotonic clock.

    async def live(self, seconds: float, *, node: str = "", since: float = 0.0) -> float:
        """Wait until the link is live, on this node, by a view later than ``since``."""

        def there() -> bool:
            return self._first(since, lambda v: _is_live(v, node)) is not None

        await until(there, seconds, f"live {node}: {self.view}")
        found = self._first(since, lambda v: _is_live(v, node))
        assert found is not None
        return found

    async def given_up(self, seconds: float, since: float) -> float:
        """Wait until the link is no longer said to be up."""
        await until(
            lambda: self._first(since, _is_down) is not None, seconds, f"given up: {self.view}"
        )
        found = self._first(since, _is_down)
        assert found is not None
        return found

    def suspected(self, since: float) -> float:
        """Give when the link was first not said to be live."""
        found = self._first(since, lambda v: v.state is not LinkState.LIVE)
        assert found is not None
        return found

    def losses(self, since: float) -> list[LinkView]:
        """Give the views since then in which the link is given up."""
        return [view for at, view in self.views if at >= since and view.lost_at is not None]

    async def submit(self, name: str, command: str = "true") -> None:
        """Submit a job that is held, and wait until it is on the board."""
        phases: list[Asked] = []
        wish = Submit(name=name, command=command, queue="NIGHT", owner="o", hold=True)
        assert self.connection.ask(wish, phases.append)
        await until(lambda: phases[-1].phase is Phase.DONE, 10, f"submitting {name}")
        await until(lambda: name in self.names(), 10, f"{name} on the board")

    def names(self) -> set[str]:
        """Give the names of the jobs in the mirror."""
        return {job.name for job in self.mirror.jobs.values()}

    def assert_whole(self) -> None:
        """Every change came once and in order."""
        assert self.seqs == sorted(set(self.seqs)), "a change came twice or out of order"
        if self.seqs:
            assert self.seqs == list(range(self.seqs[0], self.seqs[-1] + 1)), "a change is missing"

    def _first(self, since: float, fits: Callable[[LinkView], bool]) -> float | None:
        return next((at for at, view in self.views if at >= since and fits(view)), None)

    async def _measure(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(LOOK_EVERY)
            now = time.monotonic()
            self.stall = max(self.stall, now - before - LOOK_EVERY)
            heard = self.view.heard_at
            if heard is not None:
                self.silence = max(self.silence, now - heard)


def _is_live(view: LinkView, node: str) -> bool:
    return view.state is LinkState.LIVE and node in {"", view.node}


def _is_down(view: LinkView) -> bool:
    return view.state not in UP
