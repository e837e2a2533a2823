# SPDX-License-Identifier: GPL-3.0-or-later
"""What was missed comes once, whole and true, whatever happened to the journal."""

import asyncio
import shutil
import signal
import sqlite3
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any

import pytest

from jlook_client.mirror import Mirror
from jmss.link.view import Cause, LinkState
from jmss.model.changes import Change
from jmss.model.jobs import Job, JobState
from jmss.store.rows import write_changes
from jmss.wire.messages import Delta, Mode, SnapshotBegin, SnapshotRows, SyncEnd
from tests.fakes.raw_client import RawClient
from tests.faults.desk_end import DeskEnd, until
from tests.faults.scripted import ScriptedServer
from tests.faults.seconds import s
from tests.faults.server_end import ServerEnd
from tests.fixtures.fault_ledger import Measured


def job(number: int, **fields: Any) -> Job:
    facts = {"name": f"job{number}", "owner": "o", "queue": "NIGHT", "command": "true"}
    return Job(number=number, submitted=1.0, **{**facts, **fields})


def delta(previous: int, seq: int) -> Delta:
    changes = [Change(seq=at, inc=1, at=1.0, fact=job(at)) for at in range(previous + 1, seq + 1)]
    return Delta(previous=previous, seq=seq, inc=1, changes=changes)


def rows(mirror: Mirror) -> tuple[object, ...]:
    return mirror.jobs, mirror.queues, mirror.machines, mirror.placements


async def same_as_a_new_desk(desk: DeskEnd, server: ServerEnd) -> bool:
    """Whether the desk shows what one shows that has only just come."""
    async with DeskEnd(server.hosts, server.port) as new:
        await new.live(10)
        await until(lambda: new.mirror.position == desk.mirror.position, 5, "the same position")
        return rows(new.mirror) == rows(desk.mirror)


def test_case_37_duplicate_deltas_are_ignored(measured: Measured) -> None:
    async def story() -> None:
        async with ScriptedServer() as server, DeskEnd(server.hosts, server.port) as desk:
            await desk.live(5)
            server.head = 3
            await server.say(delta(0, 3))
            await until(lambda: len(desk.mirror.jobs) == 3, 5, "the jobs")
            # The link breaks; the replay begins before the place where the desk stands.
            server.mode = Mode.REPLAY
            server.after_welcome = [delta(0, 1), delta(1, 3), delta(3, 5), SyncEnd(seq=5, inc=1)]
            server.head = 5
            began = time.monotonic()
            server.links[-1].transport.abort()
            await desk.live(5, since=began)
            assert server.hellos[-1].resume is not None
            assert server.hellos[-1].resume.seq == 3
            await server.say(delta(3, 5), delta(5, 6))
            server.head = 6
            await until(lambda: 6 in desk.mirror.jobs, 5, "the last job")
            assert desk.view.state is LinkState.LIVE
            assert desk.seqs == [1, 2, 3, 4, 5, 6]
            measured(37, "3 deltas came twice, 6 changes applied once each")

    asyncio.run(story())


def snapshot_after(server: ServerEnd, why: str, change: Callable[[], Awaitable[None]]) -> DeskEnd:
    """Let a desk meet a server whose journal was changed while both were away."""

    async def story() -> DeskEnd:
        await server.start("SV1")
        async with DeskEnd(server.hosts, server.port) as desk:
            await desk.live(10)
            for at in range(5):
                await desk.submit(f"job{at}")
            server.signal(signal.SIGTERM)
            server.wait()
            desk.connection.stop_retrying()
            position = desk.mirror.position
            assert position is not None
            resume = {"epoch": position.epoch, "seq": position.seq, "inc": position.inc}
            await change()
            await server.start("SV2")
            began = time.monotonic()
            desk.connection.connect_now()
            raw = RawClient(server.uri)
            raw.position = resume
            await desk.live(10, since=began)
            async with raw:
                pass
            assert (raw.welcome["mode"], raw.welcome["why"]) == ("snapshot", why)
            await desk.submit("after")
            assert await same_as_a_new_desk(desk, server)
            return desk

    return asyncio.run(story())


@pytest.mark.slow
def test_case_38_a_desk_older_than_the_journal(server: ServerEnd, measured: Measured) -> None:
    async def trimmed() -> None:
        # As the server trims it: old rows go, the newest stay.
        await server.start("SV1")
        async with RawClient(server.uri, role="command") as asker:
            for _ in range(10):
                await asker.submit(hold=True)
        server.kill()
        with closing(sqlite3.connect(server.database)) as database:
            database.execute("DELETE FROM journal WHERE seq < (SELECT max(seq) FROM journal) - 3")
            database.commit()

    desk = snapshot_after(server, "too_old", trimmed)
    assert not desk.aways[-1].complete
    measured(38, "snapshot, why = too_old, rows equal, said as incomplete")


@pytest.mark.slow
def test_case_39_a_journal_rolled_back_and_grown_again(
    server: ServerEnd, measured: Measured
) -> None:
    async def rolled_back() -> None:
        with closing(sqlite3.connect(server.database)) as database:
            database.execute("DELETE FROM journal WHERE seq > (SELECT max(seq) FROM journal) - 3")
            database.execute("DELETE FROM jobs WHERE number > 3")
            database.commit()
        await server.start("SV1")
        async with RawClient(server.uri, role="command") as asker:
            for _ in range(8):
                await asker.submit(hold=True, name="other")
        server.kill()

    desk = snapshot_after(server, "diverged", rolled_back)
    assert "job4" not in desk.names()
    assert "other" in desk.names()
    assert not desk.aways[-1].complete
    measured(39, "snapshot, why = diverged, rows equal, said as incomplete")


def test_case_40_a_journal_replaced(server: ServerEnd, measured: Measured) -> None:
    async def replaced() -> None:
        with closing(sqlite3.connect(server.database)) as database:
            database.execute("UPDATE meta SET epoch = ?", (str(uuid.uuid4()),))
            database.commit()

    desk = snapshot_after(server, "epoch", replaced)
    assert any(line.severity == "warning" for line in desk.timeline.lines)
    measured(40, "snapshot, why = epoch, rows equal, a warning in the event log")


@pytest.mark.slow
def test_case_41_a_server_of_an_older_incarnation(
    server: ServerEnd, tmp_path_factory: pytest.TempPathFactory, measured: Measured
) -> None:
    """A zombie: SV1 with the drive as it was, at the address that has long moved on."""
    aside = tmp_path_factory.mktemp("aside") / "cluster"

    async def story() -> None:
        await server.start("SV1")
        async with DeskEnd(server.hosts, server.port) as desk:
            await desk.live(10)
            await desk.submit("before")
            server.kill()
            shutil.copytree(server.root, aside)
            await server.start("SV2")
            server.kill()
            await server.start("SV3")
            await desk.live(10, node="SV3")
            server.kill()
            zombie = server.with_root(aside)
            await zombie.start("SV1")
            try:
                began = time.monotonic()
                await until(lambda: desk.view.cause is Cause.OLDER, 5, "refused")
                assert (desk.view.node, desk.view.incarnation) == ("SV3", 3)
                assert "SV1" in desk.view.detail
                assert desk.names() == {"before"}
            finally:
                zombie.end()
            refused = time.monotonic()
            await server.start("SV4")
            back = await desk.live(8, node="SV4", since=refused) - refused
            await desk.submit("after")
            desk.assert_whole()
            assert not [view for at, view in desk.views if at > began and view.incarnation == 2]
            measured(41, f"incarnation 2 refused after 3; live on the active one {s(back)} later")

    asyncio.run(story())


def test_case_42_cut_in_the_middle_of_a_snapshot(measured: Measured) -> None:
    async def story() -> None:
        async with ScriptedServer() as server, DeskEnd(server.hosts, server.port) as desk:
            await desk.live(5)
            server.head = 3
            await server.say(delta(0, 3))
            await until(lambda: len(desk.mirror.jobs) == 3, 5, "the jobs")
            server.mode, server.head = Mode.SNAPSHOT, 9
            half = [SnapshotBegin(seq=9, count=4), SnapshotRows(facts=[job(11), job(12)])]
            server.after_welcome = list(half)
            began = time.monotonic()
            server.links[-1].transport.abort()
            await until(lambda: desk.view.state is LinkState.SYNCING, 5, "syncing")
            await asyncio.sleep(0.2)
            assert sorted(desk.mirror.jobs) == [1, 2, 3]
            server.after_welcome = [
                *half,
                SnapshotRows(facts=[job(13), job(14)]),
                SyncEnd(seq=9, inc=1),
            ]
            server.links[-1].transport.abort()
            await until(lambda: desk.view.state is LinkState.WAITING, 5, "waiting")
            assert sorted(desk.mirror.jobs) == [1, 2, 3]
            await desk.live(6, since=began)
            assert sorted(desk.mirror.jobs) == [11, 12, 13, 14]
            assert server.hellos[-1].resume is not None
            assert server.hellos[-1].resume.seq == 3
            measured(42, "3 old rows until all 4 new ones were there, at the second try")

    asyncio.run(story())


@pytest.mark.slow
def test_case_43_a_snapshot_of_50_000_jobs(server: ServerEnd, measured: Measured) -> None:
    count = 50_000

    def fill() -> None:
        with closing(sqlite3.connect(server.database)) as database:
            top, inc = database.execute("SELECT max(seq), max(inc) FROM journal").fetchone()
            for at in range(1, count + 1):
                held = job(at, command="x" * 150, state=JobState.HELD)
                write_changes(database, [Change(seq=top + at, inc=inc, at=1.0, fact=held)])
            database.commit()

    async def story() -> None:
        await server.start("SV1")
        server.signal(signal.SIGTERM)
        server.wait()
        fill()
        listening = time.monotonic()
        listening = await server.start("SV1") - listening
        async with RawClient(server.uri) as raw:
            began = time.monotonic()
            largest, total, gap, beat, beats = 0, 0, 0.0, began, 0
            while True:
                text = await raw.ws.recv()
                largest, total = max(largest, len(text)), total + len(text)
                if '"t":"hb"' in str(text)[:12]:
                    gap, beat, beats = (
                        max(gap, time.monotonic() - beat),
                        time.monotonic(),
                        beats + 1,
                    )
                if '"t":"end"' in str(text)[:12]:
                    break
            took = time.monotonic() - began
        gap = max(gap, time.monotonic() - beat)
        assert largest <= 64 * 1024
        assert gap <= 2.0
        async with DeskEnd(server.hosts, server.port) as desk:
            began = time.monotonic()
            live = await desk.live(30) - began
            assert len(desk.mirror.jobs) == count
            assert not desk.losses(began)
            measured(
                43,
                f"{total / 1e6:.0f} MB in {s(took)}, frames ≤ {largest / 1024:.0f} KiB,"
                f" a heartbeat at least each {s(gap)}; a desk live after {s(live)}",
            )

    asyncio.run(story())
