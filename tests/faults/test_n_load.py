# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that do not read, and a thousand that come back at once: the real server on loopback."""

import asyncio
import json
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from jmss.access.certificates import make_certificates
from jmss.link.dial import Dialler, Target
from jmss.link.link import Link
from jmss.link.lookup import Lookup
from jmss.link.trust import Trust
from jmss.link.view import LinkState, LinkView
from jmss.model.changes import Change, Position
from jmss.model.jobs import Job, JobState
from jmss.store.rows import write_changes
from jmss.wire.messages import Delta, Hello, Role, ServerMessage, SyncEnd, Welcome
from tests.fakes.raw_client import RawClient
from tests.faults.desk_end import DeskEnd, until
from tests.faults.network import connections
from tests.faults.seconds import s
from tests.faults.server_end import ServerEnd
from tests.faults.starved import starved
from tests.fixtures.fault_ledger import Measured

pytestmark = pytest.mark.slow

CLIENTS = 1000
MIB = 1024 * 1024
NOISE = 16 * MIB
"""What a server's memory goes up and down by itself while it works, on a busy machine too; what
the stuck one does not read is ten times as much. The bound itself is held by the outbox's tests."""


async def stuck_client(server: ServerEnd) -> RawClient:
    """A client that came in order and reads no more."""
    client = await RawClient(server.uri).__aenter__()
    await client.until("end")
    client.ws.transport.pause_reading()
    return client


async def warmed_up(traffic: "Traffic", server: ServerEnd, per_second: float) -> int:
    """Let it write for as long as the stuck will be there; give the most memory that it takes."""
    running = asyncio.create_task(traffic.run(per_second))
    began, most = time.monotonic(), 0
    while time.monotonic() < began + 10.0:
        await asyncio.sleep(0.05)
        most = max(most, server.resident)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return most


class Traffic:
    """Holds and releases one job whose every change is big, as fast as told."""

    def __init__(self, asker: RawClient, number: int) -> None:
        self._asker = asker
        self._number = number
        self.sent = 0

    async def run(self, per_second: float) -> None:
        began = time.monotonic()
        while True:
            for kind in ("release", "hold"):
                operation = {"k": kind, "job": self._number}
                ask = {"t": "ask", "id": str(uuid.uuid4()), "operation": operation}
                await self._asker.ws.send(json.dumps(ask))
                await self._asker.ws.recv()
                self.sent += 1
            await asyncio.sleep(max(0.0, began + self.sent / per_second - time.monotonic()))


def test_case_44_a_client_that_stops_reading(server: ServerEnd, measured: Measured) -> None:
    async def story() -> None:
        await server.start("SV1")
        async with (
            DeskEnd(server.hosts, server.port) as desk,
            RawClient(server.uri, role="command") as asker,
        ):
            await desk.live(5)
            number = (await asker.submit(command="🧾" * 32_768, hold=True))["job"]
            traffic = Traffic(asker, number)
            before = await warmed_up(traffic, server, 60)
            stuck = await stuck_client(server)
            began, traffic.sent = time.monotonic(), 0
            running = asyncio.create_task(traffic.run(60))
            top = 0

            def freed() -> bool:
                nonlocal top
                top = max(top, server.resident)
                return connections(server.pid, server.port) == 2

            at = await until(freed, 30, "the end of the stuck one") - began
            running.cancel()
            stuck.ws.transport.resume_reading()
            with pytest.raises(ConnectionClosed):
                await stuck.until("never")
            await desk.submit("after")
            assert not desk.losses(began)
            desk.assert_whole()
            assert top - before < MIB + NOISE
            measured(
                44,
                f"ended after {s(at)} and {traffic.sent * 0.13:.0f} MB that it did not read,"
                f" server {(top - before) / MIB:+.0f} MiB, the others saw nothing",
            )

    asyncio.run(story())


def test_case_45_twenty_stuck_clients(server: ServerEnd, measured: Measured) -> None:
    async def story() -> None:
        await server.start("SV1")
        async with (
            DeskEnd(server.hosts, server.port) as desk,
            RawClient(server.uri, role="command") as asker,
        ):
            await desk.live(5)
            number = (await asker.submit(command="x" * 4000, hold=True))["job"]
            traffic = Traffic(asker, number)
            before = await warmed_up(traffic, server, 1000)
            stuck = [await stuck_client(server) for _ in range(20)]
            began, traffic.sent = time.monotonic(), 0
            running = asyncio.create_task(traffic.run(500))
            top = before
            while time.monotonic() < began + 10.0:
                await asyncio.sleep(0.25)
                top = max(top, server.resident)
            running.cancel()
            rate = traffic.sent / (time.monotonic() - began)
            for client in stuck:
                client.ws.transport.abort()
            await desk.submit("after")
            assert not desk.losses(began)
            assert rate > 100
            assert top - before < 20 * MIB + NOISE
            measured(45, f"{rate:.0f} deltas/s for 20, server {(top - before) / MIB:+.0f} MiB")

    asyncio.run(story())


class Lean:
    """A client that keeps its place in the journal and nothing else."""

    def __init__(self, server: ServerEnd, dialler: Dialler) -> None:
        self.session = str(uuid.uuid4())
        self.position: Position | None = None
        self.welcomes = 0
        self.live_at = 0.0
        self._epoch = ""
        self.link = Link(
            target=Target("VCOM1", server.port),
            dialler=dialler,
            hello=self._hello,
            listener=self,
        )

    async def run(self) -> None:
        self.link.connect_now()
        await self.link.run()

    def changed(self, view: LinkView) -> None:
        if view.state is LinkState.LIVE and not self.live_at:
            self.live_at = time.monotonic()
        elif view.state is not LinkState.LIVE:
            self.live_at = 0.0

    def received(self, message: ServerMessage) -> bool:
        match message:
            case Welcome():
                self.welcomes += 1
                self._epoch = message.epoch
            case Delta() | SyncEnd():
                self.position = Position(self._epoch, message.seq, message.inc)
        return True

    def _hello(self) -> Hello:
        return Hello(
            role=Role.DESK, agent="lean/1", session=self.session, resume=self.position, user="u"
        )


def listen_overflows() -> int:
    names, values = (
        line.split()
        for line in Path("/proc/net/netstat").read_text(encoding="ascii").splitlines()
        if line.startswith("TcpExt:")
    )
    return int(values[names.index("ListenOverflows")])


async def storm(
    server: ServerEnd, while_down: Callable[[], None], trust: Trust | None = None
) -> tuple[float, float, int]:
    """Let all fail over; give the times until half and all are live, and the welcomes.

    Not counted is the time for which clients and server waited for a processor.
    """
    await server.start("SV1")
    dialler = Dialler(Lookup(server.hosts), agent="lean/1", trust=trust)
    clients = [Lean(server, dialler) for _ in range(CLIENTS)]
    tasks = []
    for at, client in enumerate(clients):
        tasks.append(asyncio.create_task(client.run()))
        if at % 50 == 0:
            await asyncio.sleep(0.02)
    await until(lambda: all(client.live_at for client in clients), 90, "all live")
    welcomes = sum(client.welcomes for client in clients)
    server.kill()
    down = time.monotonic()
    while_down()
    await asyncio.sleep(max(0.0, down + 5.0 - time.monotonic()))
    listening, waited = await server.start("SV2"), starved("self", server.pid)
    await until(lambda: all(client.live_at > down for client in clients), 90, "all back")
    listening += starved("self", server.pid) - waited
    backs = sorted(client.live_at - listening for client in clients)
    welcomes = sum(client.welcomes for client in clients) - welcomes
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return backs[len(backs) // 2], backs[-1], welcomes


def test_case_46_a_thousand_clients_fail_over(server: ServerEnd, measured: Measured) -> None:
    overflows = listen_overflows()
    half, all_, welcomes = asyncio.run(storm(server, lambda: None))
    assert all_ <= 3.0
    assert welcomes == CLIENTS
    assert listen_overflows() == overflows
    measured(46, f"half {s(half)}, all {s(all_)} after, {welcomes:,} handshakes, no overflow")


def another_journal(server: ServerEnd) -> Callable[[], None]:
    """Give what makes everybody need a snapshot, of 200 kB."""

    def change() -> None:
        with closing(sqlite3.connect(server.database)) as database:
            database.execute("UPDATE meta SET epoch = ?", (str(uuid.uuid4()),))
            top, inc = database.execute("SELECT max(seq), max(inc) FROM journal").fetchone()
            for at in range(1, 501):
                job = Job(
                    number=at,
                    name=f"job{at}",
                    owner="o",
                    queue="NIGHT",
                    command="x" * 280,
                    submitted=1.0,
                    state=JobState.HELD,
                )
                write_changes(database, [Change(seq=top + at, inc=inc, at=1.0, fact=job)])
            database.commit()

    return change


@pytest.mark.parametrize("link", ["plain", "TLS"])
def test_case_47_a_thousand_clients_need_a_snapshot(
    link: str, server: ServerEnd, tmp_path_factory: pytest.TempPathFactory, measured: Measured
) -> None:
    trust = None
    if link == "TLS":
        folder = tmp_path_factory.mktemp("certificates") / "c"
        authority, certificate, key = make_certificates(folder, "VCOM1", server.address)
        server.show(certificate, key)
        trust = Trust(str(authority))
    half, all_, welcomes = asyncio.run(storm(server, another_journal(server), trust))
    assert all_ <= 5.0
    assert welcomes == CLIENTS
    measured(47, f"{link}: half {s(half)}, all {s(all_)} after")
