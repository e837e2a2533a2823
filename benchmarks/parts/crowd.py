# SPDX-License-Identifier: GPL-3.0-or-later
"""A process with many clients of one kind, for the benches (`python crowd.py KIND PORT COUNT CA`).

``CA`` names the site's authorities; empty: the link is not encrypted. It obeys lines on
standard input and answers each with one JSON line. ``ask``: how many are live, since when the
last one is, how often they dialled and were welcomed, and its CPU seconds. ``count``: what its
links have sent and received. It ends by itself when its input ends.
"""

import asyncio
import gc
import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.parts.clients import Ours, Stock
from benchmarks.parts.server_process import ADDRESS
from benchmarks.parts.wire_bytes import traffic
from jmss.link.trust import Trust
from jmss.link.view import LinkState
from jmss.wire.messages import Role

LONGEST = 900.0
"""Seconds after which it ends in any case."""


def since(client: Ours | Stock) -> float:
    if isinstance(client, Stock):
        return client.back[-1] if client.back else 0.0
    return next((at for at, state in reversed(client.states) if state is LinkState.LIVE), 0.0)


def state(clients: list[Ours] | list[Stock]) -> dict[str, float]:
    return {
        "live": sum(client.live for client in clients),
        "last": max(since(client) for client in clients),
        "attempts": sum(c.attempts for c in clients if isinstance(c, Ours)),
        "welcomes": sum(c.welcomes for c in clients if isinstance(c, Ours)),
        "cpu": time.process_time(),
    }


async def run(kind: str, port: int, count: int, ca_file: str) -> None:
    # A real client is a process of its own: its collector does not look through thousands more.
    gc.set_threshold(50_000, 20, 100)
    trust = Trust(ca_file) if ca_file else None
    clients: list[Ours] | list[Stock]
    if kind == "ours":
        clients = [Ours(ADDRESS, port, Role.DESK, trust) for _ in range(count)]
    else:
        clients = [Stock(ADDRESS, port, trust) for _ in range(count)]
    tasks = []
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    for client in clients:
        tasks.append(asyncio.create_task(client.run()))
        if len(tasks) % 50 == 0:
            await asyncio.sleep(0.05)
    gc.freeze()
    async with asyncio.timeout(LONGEST):
        while order := (await reader.readline()).strip():
            told = state(clients) if order == b"ask" else {"bytes": traffic(port)}
            print(json.dumps(told), flush=True)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


if __name__ == "__main__":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
