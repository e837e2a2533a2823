# SPDX-License-Identifier: GPL-3.0-or-later
"""Many clients that follow and throw away what they get (`python sink.py PORT COUNT ENCODING`).

They say what a client has to say and read as fast as the system can, so that a bench
measures the server alone. Orders on standard input: ``["bytes"]`` gives what came so far.
"""

import asyncio
import json
import os
import resource
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from websockets.frames import Frame, Opcode

from jmss.wire.codec import encode
from jmss.wire.messages import Ack, Hello, Role

LONGEST = 600.0
UPGRADE = (
    "GET / HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def said(message: Hello | Ack) -> bytes:
    return Frame(Opcode.TEXT, encode(message).encode()).serialize(mask=True)


class Sink(asyncio.BufferedProtocol):
    """One client; all share one buffer that nobody looks at."""

    buffer = bytearray(1 << 20)
    total = 0

    def __init__(self, hello: Hello) -> None:
        self._hello: Hello | None = hello

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(UPGRADE.encode())

    def get_buffer(self, sizehint: int) -> bytearray:
        return self.buffer

    def buffer_updated(self, nbytes: int) -> None:
        Sink.total += nbytes
        if self._hello is not None:
            self.transport.write(said(self._hello))
            self._hello = None


async def run(port: int, count: int, encoding: str) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    sinks = []
    for number in range(count):
        hello = Hello(role=Role.DESK, agent="sink", session=str(number), encodings=[encoding])
        _, sink = await loop.create_connection(partial(Sink, hello), "127.0.0.1", port)
        sinks.append(sink)

    async def acknowledge() -> None:
        while True:
            await asyncio.sleep(5.0)
            for sink in sinks:
                sink.transport.write(said(Ack()))

    acknowledging = asyncio.create_task(acknowledge())
    print(json.dumps({"clients": len(sinks)}), flush=True)
    async with asyncio.timeout(LONGEST):
        while await reader.readline():
            print(json.dumps({"bytes": Sink.total}), flush=True)
    acknowledging.cancel()


if __name__ == "__main__":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.sched_setaffinity(0, {(os.cpu_count() or 1) - 1})
    asyncio.run(run(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
