# SPDX-License-Identifier: GPL-3.0-or-later
"""The process as a whole, where a real one cannot be told to fail."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from jmss.cluster.base import ClusterStatus
from jmss.errors import AddressAway, Fenced
from jmss.model.queues import Queue
from jmss.server.cluster_watch import Stay
from jmss.server.piece import Piece
from jmss.server.place import ServerPlace
from jmss.server.service import STORE_FAILED, ServerService
from jmss.store.folders import ServerFolders
from tests.fakes.raw_client import RawClient


class FakeOwner:
    """Owns the drive until the test takes it away."""

    def __init__(self) -> None:
        self.beats = 0
        self.ready = asyncio.Event()
        self.fenced = False

    def beat(self) -> None:
        self.beats += 1

    def check(self) -> None:
        if self.fenced:
            raise Fenced(mine=1, name="VCOM1", current=2)

    def mark_ready(self) -> None:
        self.ready.set()


def place(drive: Path) -> ServerPlace:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    stay = Stay(virtual_computer="VCOM1", node="SV1", incarnation=1, began=1.0)
    return ServerPlace(
        drive=drive,
        folders=ServerFolders.on(drive),
        address="127.0.0.1",
        port=port,
        stay=stay,
    )


def no_cluster() -> ClusterStatus:
    return ClusterStatus(nodes=(), groups=())


def test_a_full_disk_is_said_and_ends_the_server(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot store anything in VCOM1: database or disk is full")

    async def story() -> None:
        where, owner = place(tmp_path), FakeOwner()
        service = ServerService(where, owner, no_cluster, fenced=[].append)
        running = asyncio.create_task(service.run(asyncio.Event()))
        await owner.ready.wait()
        async with RawClient(f"ws://127.0.0.1:{where.port}/") as desk:
            await desk.until("end")
            connection = service._store.writer._connection
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
            accepted = []
            while not (answer := await desk.submit(command="x" * 30_000)).get("error"):
                accepted.append(answer["job"])
            assert answer["error"] == "StoreFailed"
            await desk.until("goaway")
        assert await running == STORE_FAILED
        assert owner.beats > 0
        # Started again with room on the disk, it knows exactly what it accepted.
        again = ServerService(where, FakeOwner(), no_cluster, fenced=[].append)
        stop = asyncio.Event()
        running = asyncio.create_task(again.run(stop))
        assert again.incarnation == 2
        numbers = sorted(again._board.facts.jobs)
        assert numbers == accepted
        stop.set()
        assert await running == 0

    asyncio.run(story())


@pytest.mark.parametrize("later", [False, True], ids=["told at once", "told a little later"])
def test_a_fault_while_telling_ends_the_server(
    tmp_path: Path, expect_log: Callable[[str], None], *, later: bool
) -> None:
    """One that stores and tells nobody would look alive: its node starts another one."""
    expect_log("a fault while telling what is stored")

    def fault(_: Piece) -> None:
        raise ZeroDivisionError

    async def story() -> None:
        where, owner = place(tmp_path), FakeOwner()
        service = ServerService(where, owner, no_cluster, fenced=[].append)
        running = asyncio.create_task(service.run(asyncio.Event()))
        await owner.ready.wait()
        async with RawClient(f"ws://127.0.0.1:{where.port}/") as desk:
            await desk.until("end")
            if later:
                # What comes within a frame of the screen after it is told by a timer.
                await service._board.record([Queue(name="Q1", virtual_computer="VCOM1")])
            service._feed.follow(fault)
            service._board.record([Queue(name="Q2", virtual_computer="VCOM1")])
            await desk.until("goaway")
        assert await running == STORE_FAILED

    asyncio.run(story())


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    async def story() -> None:
        where = place(tmp_path)
        with socket.socket() as other:
            other.bind((where.address, where.port))
            other.listen()
            with pytest.raises(AddressAway, match=str(where.port)):
                await ServerService(where, FakeOwner(), no_cluster, fenced=[].append).run(
                    asyncio.Event()
                )

    asyncio.run(story())


def test_a_drive_that_is_taken_ends_the_server(tmp_path: Path) -> None:
    async def story() -> None:
        owner = FakeOwner()
        told: list[Fenced] = []
        service = ServerService(place(tmp_path), owner, no_cluster, fenced=told.append)
        running = asyncio.create_task(service.run(asyncio.Event()))
        await owner.ready.wait()
        owner.fenced = True
        with pytest.raises(Fenced):
            await running
        assert len(told) == 1

    asyncio.run(story())
