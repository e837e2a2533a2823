# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast a link notices that it is gone, and how fast it is back (`./dev bench link`).

A real jmssd; five of the product's links and two stock clients meet each fault together. A
silent cut is a relay between them and the server that says nothing more.
"""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.parts.clients import Ours, Stock
from benchmarks.parts.relay import HOST, Relay
from benchmarks.parts.server_process import ADDRESS, ServerProcess
from benchmarks.report import NOT_RUN, Figure, end_in_order, middle, report, worst
from jmss.link.view import LinkState
from jmss.wire.messages import Role

OURS, STOCK = 5, 2
STOCK_NOTICES_WITHIN = 55.0
STOCK_IS_BACK_WITHIN = 100.0


class Stage:
    """A server, the clients of both kinds, and the way between them."""

    def __init__(self, server: ServerProcess, address: str, port: int, stock: int = STOCK) -> None:
        self.server = server
        self.ours = [Ours(address, port, Role.DESK) for _ in range(OURS)]
        self.stock = [Stock(address, port) for _ in range(stock)]
        self._clients: list[Ours | Stock] = [*self.ours, *self.stock]
        self._tasks = [asyncio.create_task(client.run()) for client in self._clients]

    async def all_live(self, within: float = 20.0) -> None:
        await until(lambda: all(client.live for client in self._clients), within)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def seconds_to(self, state: LinkState, since: float, within: float) -> list[float]:
        with suppress(TimeoutError):
            await until(lambda: all(c.first(state, since) is not None for c in self.ours), within)
        found = [c.first(state, since) for c in self.ours]
        return [within if at is None else at for at in found]

    async def stock_noticed(self, since: float, within: float) -> list[float]:
        with suppress(TimeoutError):
            await until(lambda: all(c.lost and c.lost[-1] >= since for c in self.stock), within)
        return [
            c.lost[-1] - since if c.lost and c.lost[-1] >= since else within for c in self.stock
        ]

    async def stock_back(self, since: float, within: float) -> list[float]:
        with suppress(TimeoutError):
            await until(lambda: all(c.back and c.back[-1] >= since for c in self.stock), within)
        return [
            c.back[-1] - since if c.back and c.back[-1] >= since else within for c in self.stock
        ]


async def until(condition: Callable[[], bool], within: float) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - what is looked at sets no event
            await asyncio.sleep(0.005)


async def on_stage(
    work: Callable[[Stage], Awaitable[list[Figure]]], address: str, port: int, server: ServerProcess
) -> list[Figure]:
    stage = Stage(server, address, port)
    try:
        await stage.all_live()
        # A link that has only just come up is not yet trusted to stay.
        await asyncio.sleep(10.5)
        return await work(stage)
    finally:
        await stage.close()


async def killed(stage: Stage, outage: float, id_: str) -> tuple[list[Figure], list[float]]:
    at = time.monotonic()
    stage.server.signal(signal.SIGKILL)
    noticed = await stage.seconds_to(LinkState.WAITING, at, 5.0)
    stock = await stage.stock_noticed(at, 5.0)
    stage.server.wait()
    await asyncio.sleep(max(0.0, at + outage - time.monotonic()))
    listening = await asyncio.to_thread(stage.server.start, "SV2")
    back = await stage.seconds_to(LinkState.LIVE, listening, 30.0)
    theirs = await stage.stock_back(listening, STOCK_IS_BACK_WITHIN)
    return [
        worst("kill_noticed_s", noticed, "s", 0.2, stock),
        middle(id_, back, "s", 0.3, theirs),
    ], back


async def closed(stage: Stage) -> list[Figure]:
    stage.server.signal(signal.SIGTERM)
    at = time.monotonic()
    # The server stores first; what counts is from its word on, so the earliest is the start.
    noticed = await stage.seconds_to(LinkState.WAITING, at, 5.0)
    stock = await stage.stock_noticed(at, 5.0)
    await asyncio.to_thread(stage.server.wait)
    await asyncio.to_thread(stage.server.start)
    return [worst("close_noticed_s", noticed, "s", 0.1, stock)]


async def hung(stage: Stage) -> list[Figure]:
    at = time.monotonic()
    stage.server.signal(signal.SIGSTOP)
    try:
        suspected = await stage.seconds_to(LinkState.SUSPECT, at, 5.0)
        # Beside the silent link another dial hangs at the same server: who gives up the link
        # either waits or dials on.
        noticed = await first_of(stage, {LinkState.WAITING, LinkState.CONNECTING}, at, 8.0)
        stock = await stage.stock_noticed(at, STOCK_NOTICES_WITHIN)
    finally:
        stage.server.signal(signal.SIGCONT)
    return [
        worst("hang_suspected_s", suspected, "s", 1.3),
        worst("hang_noticed_s", noticed, "s", 2.9, stock),
    ]


async def first_of(
    stage: Stage, states: set[LinkState], since: float, within: float
) -> list[float]:
    def one(client: Ours) -> float | None:
        found = [at for state in states if (at := client.first(state, since)) is not None]
        return min(found, default=None)

    with suppress(TimeoutError):
        await until(lambda: all(one(c) is not None for c in stage.ours), within)
    return [within if (at := one(c)) is None else at for c in stage.ours]


async def cut(stage: Stage, relay: Relay) -> list[Figure]:
    """Silence; a second later another incarnation listens where nobody answered."""
    at = time.monotonic()
    relay.cut()
    stage.server.kill()
    await asyncio.to_thread(stage.server.start, "SV2")
    await asyncio.sleep(max(0.0, at + 1.0 - time.monotonic()))
    await relay.listen()
    late = time.monotonic() - at
    back = await stage.seconds_to(LinkState.LIVE, at, 20.0)
    theirs = await stage.stock_back(at, STOCK_NOTICES_WITHIN)
    return [
        worst("cut_to_live_s", back, "s", 2.0, theirs),
        Figure(id="cut_listening_s", ours=late, unit="s"),
    ]


async def cut_for_good(stage: Stage, relay: Relay) -> list[Figure]:
    at = time.monotonic()
    relay.cut()
    suspected = await stage.seconds_to(LinkState.SUSPECT, at, 5.0)
    noticed = await first_of(stage, {LinkState.WAITING, LinkState.CONNECTING}, at, 8.0)
    stock = await stage.stock_noticed(at, STOCK_NOTICES_WITHIN)
    await relay.listen()
    await stage.all_live(STOCK_IS_BACK_WITHIN)
    return [
        worst("cut_suspected_s", suspected, "s", 1.3),
        worst("cut_noticed_s", noticed, "s", 2.9, stock),
    ]


async def blips(stage: Stage, relay: Relay, count: int) -> list[Figure]:
    """Each blip meets all links: ``count`` in all."""
    began = time.monotonic()
    for _ in range(count // OURS):
        relay.pause()
        await asyncio.sleep(random.uniform(0.2, 1.0))
        relay.resume()
        await asyncio.sleep(1.5)
    gone = {LinkState.WAITING, LinkState.CONNECTING, LinkState.SYNCING}
    drops = sum(at >= began and state in gone for c in stage.ours for at, state in c.states)
    return [Figure(id="blip_drops", ours=drops, unit="", most=0)]


async def run(root: Path, *, quick: bool) -> list[Figure]:
    figures: list[Figure] = []
    with ServerProcess(root) as server:
        relay = Relay((ADDRESS, server.port))
        await relay.listen()
        direct = (ADDRESS, server.port, server)
        through = (HOST, relay.port, server)
        try:
            figures += await on_stage(lambda s: blips(s, relay, 50), *through)
            figures += await on_stage(closed, *direct)
            back: list[float] = []
            for outage in (10,) if quick else (10, 60):
                id_ = f"live_after_{outage}s_p50_s"

                async def once(
                    stage: Stage, outage: float = outage, id_: str = id_
                ) -> list[Figure]:
                    found, seconds = await killed(stage, outage, id_)
                    back.extend(seconds)
                    return found if outage == 10 else found[1:]

                figures += await on_stage(once, *direct)
            figures.append(worst("live_after_worst_s", back, "s", 0.8))
            figures += await on_stage(hung, *direct)
            figures += await on_stage(lambda s: cut_for_good(s, relay), *through)
            figures += await on_stage(lambda s: cut(s, relay), *through)
        finally:
            await relay.close()
    return figures


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="only the outage of 10 s")
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    end_in_order()
    with tempfile.TemporaryDirectory() as folder:
        try:
            figures = asyncio.run(run(Path(folder) / "cluster", quick=chosen.quick))
        except (OSError, RuntimeError, TimeoutError) as error:
            print(f"the bench could not run: {error!r}", file=sys.stderr)
            return NOT_RUN
    return report("link", figures, chosen.json)


if __name__ == "__main__":
    sys.exit(main())
