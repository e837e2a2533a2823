# SPDX-License-Identifier: GPL-3.0-or-later
"""A real execution machine process against a server that speaks the real protocol."""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from jmss.cluster.ownership import current_owner
from jmss.commands.jexecd import FENCED
from jmss.machine.claims import Claims
from jmss.machine.keepers import is_kept
from jmss.wire.messages import Output, ReadOutput, StopOrder
from tests.fakes.attempts import an_order, until
from tests.fakes.fake_orders import FakeOrders
from tests.fakes.machine_process import kill, make_root, no_keeper_left, start_machine


def test_orders_come_in_and_reports_and_output_go_out(tmp_path: Path) -> None:
    async def story() -> None:
        async with FakeOrders().listening() as server:
            drive = make_root(tmp_path, server.port)
            machine = start_machine(tmp_path)
            try:
                await server.until(lambda: bool(server.inventories))
                (hello,) = server.hellos
                assert (hello.role, hello.machine, hello.node) == ("machine", "VCOM2", "SV2")
                assert hello.incarnation == 1
                assert server.inventories[0].multiplicity == 4
                await server.send(an_order(1, command="echo hi; exit 3"))
                await server.until(lambda: server.ends() == [(1, 1)])
                assert [r.state for r in server.reports] == ["running", "ended"]
                assert server.reports[1].exit_code == 3
                await server.send(ReadOutput(id="r", job=1))
                await server.until(lambda: bool(server.outputs))
                (output,) = server.outputs
                assert isinstance(output, Output)
                assert (output.data, output.ended) == (b"hi\n", True)
                await until(lambda: Claims(drive).find((1, 1)) == drive / "done/0/1.1")
                owner = current_owner(drive)
                assert owner is not None
                assert owner.ready
            finally:
                machine.terminate()
                assert machine.wait(20) == 0
            owner = current_owner(drive)
            assert owner is not None
            assert owner.clean
            assert "VCOM2 on SV2, incarnation 1" in (drive / "log/jexecd.log").read_text()

    asyncio.run(story())


def test_a_killed_service_is_succeeded_and_ten_jobs_run_once(tmp_path: Path) -> None:
    """The service dies while ten jobs run; every end is told once, and none runs twice."""
    ledger = tmp_path / "ledger"

    async def story() -> None:
        async with FakeOrders().listening() as server:
            drive = make_root(tmp_path, server.port)
            machine = start_machine(tmp_path)
            with no_keeper_left(drive):
                await server.until(lambda: bool(server.inventories))
                orders = [
                    an_order(job, command=f"echo {job} >> {ledger}; sleep 0.{job}; exit {job}")
                    for job in range(10)
                ]
                await server.send(*orders)
                await server.until(lambda: len({r.job for r in server.reports}) == 10)
                server.takes = False  # the server is not quick enough for some of the ends
                kill(machine)
                server.takes = True
                before = Counter(server.ends())
                machine = start_machine(tmp_path)
                try:
                    await server.until(lambda: len(server.inventories) == 2)
                    inventory = server.inventories[1]
                    told = {*inventory.running, *inventory.reported}
                    assert told >= {(job, 1) for job in range(10)} - set(before)
                    await server.send(*orders)
                    await server.until(lambda: len(set(server.ends())) == 10)
                    assert server.hellos[1].incarnation == 2
                    assert all(r.adopted for r in server.reports if r.id.endswith("running/2"))
                    codes = {r.job: r.exit_code for r in server.reports if r.state == "ended"}
                    assert codes == {job: job for job in range(10)}
                    await until(lambda: Claims(drive).keys() == [])
                finally:
                    machine.terminate()
                    assert machine.wait(20) == 0
            assert Counter(ledger.read_text().split()) == {str(job): 1 for job in range(10)}

    asyncio.run(story())


@pytest.mark.parametrize("keep", [False, True])
def test_an_orderly_stop_interrupts_the_jobs_unless_they_are_kept(
    tmp_path: Path, keep: bool
) -> None:
    async def story() -> None:
        async with FakeOrders().listening() as server:
            drive = make_root(tmp_path, server.port)
            machine = start_machine(tmp_path, *(["--keep-jobs"] if keep else []))
            with no_keeper_left(drive):
                await server.until(lambda: bool(server.inventories))
                await server.send(an_order(1, command="sleep 600"))
                await server.until(lambda: bool(server.reports))
                machine.terminate()
                assert machine.wait(20) == 0
                server.takes = True
                machine = start_machine(tmp_path)
                try:
                    await server.until(lambda: len(server.inventories) == 2)
                    if keep:
                        assert server.inventories[1].running == [(1, 1)]
                        await server.send(StopOrder(job=1, attempt=1))
                    await server.until(lambda: bool(server.ends()))
                    last = server.reports[-1]
                    assert last.state == ("ended" if keep else "interrupted")
                finally:
                    machine.terminate()
                    machine.wait(20)

    asyncio.run(story())


def test_a_fenced_service_stops_at_once_and_its_jobs_run_on(tmp_path: Path) -> None:
    async def story() -> None:
        async with FakeOrders().listening() as server:
            drive = make_root(tmp_path, server.port)
            machine = start_machine(tmp_path)
            with no_keeper_left(drive):
                await server.until(lambda: bool(server.inventories))
                await server.send(an_order(1, command="sleep 600"))
                await server.until(lambda: bool(server.reports))
                owner = drive / "owner.json"
                other = owner.with_name("other.json")
                other.write_bytes(owner.read_bytes())
                other.rename(owner)
                assert machine.wait(20) == FENCED
                assert is_kept(drive / "jobs" / "1.1")
                assert "was replaced" in (drive / "log/jexecd.log").read_text()

    asyncio.run(story())


def test_reports_survive_a_server_that_is_away(tmp_path: Path) -> None:
    async def story() -> None:
        server = FakeOrders()
        async with server.listening():
            make_root(tmp_path, server.port)
            machine = start_machine(tmp_path)
            await server.until(lambda: bool(server.inventories))
            await server.send(an_order(1, command=f"sleep 0.3; touch {tmp_path}/over"))
            await server.until(lambda: bool(server.reports))
        try:
            await until((tmp_path / "over").exists)
            async with server.listening():
                await server.until(lambda: bool(server.ends()))
                assert len(server.hellos) == 2
                assert server.hellos[0].session == server.hellos[1].session
        finally:
            machine.terminate()
            machine.wait(20)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("group", "words"),
    [("VCOM1", "VCOM1 is no execution machine"), ("VCOM9", "no failover group VCOM9")],
)
def test_a_wrong_group_is_told(tmp_path: Path, group: str, words: str) -> None:
    make_root(tmp_path, 7340)
    options = ["--root", str(tmp_path), "--group", group, "--node", "SV2"]
    said = subprocess.run(
        [sys.executable, "-m", "jmss.commands.jexecd", *options],
        check=False,
        capture_output=True,
        text=True,
    )
    assert said.returncode != 0
    assert words in said.stderr
    assert "Traceback" not in said.stderr


def test_a_second_service_on_the_drive_is_refused(tmp_path: Path) -> None:
    drive = make_root(tmp_path, 1)
    machine = start_machine(tmp_path)
    try:
        asyncio.run(until((drive / "jobs").exists))
        second = start_machine(tmp_path)
        assert second.wait(20) == 3
    finally:
        machine.send_signal(signal.SIGTERM)
        machine.wait(20)
