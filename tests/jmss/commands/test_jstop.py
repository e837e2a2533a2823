# SPDX-License-Identifier: GPL-3.0-or-later
"""Stopping a group's work (manual S7): real processes, under node agents and without them."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from jmss.cluster.folders import ClusterFolders
from jmss.cluster.heartbeat import last_beat
from jmss.cluster.layout import ClusterLayout, figure, load_layout
from jmss.cluster.local import LocalCluster
from jmss.cluster.lock import KernelLock
from jmss.cluster.ownership import Ownership, current_owner, is_owned
from jmss.cluster.records import write_record
from jmss.cluster.schedule_service import schedule_process
from jmss.cluster.stop_mark import ENDING
from jmss.cluster.toml import write_toml
from jmss.commands.group_stop import GroupStop
from jmss.errors import StopFailed
from jmss.machine.at_work import at_work
from jmss.wire.codec import encode
from jmss.wire.messages import Hello, Role
from tests.fakes.attempts import an_order
from tests.fakes.cluster import carriers, fake_layout, free_port, ledger, running_cluster, until
from tests.fakes.fake_orders import FakeOrders
from tests.fakes.machine_process import make_root

SCHEDULES = (sys.executable, str(Path(__file__).parents[2] / "fakes" / "schedule_service.py"))


def called(root: Path, name: str, *words: str, **marks: str) -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", f"jmss.commands.{name}", *words, "--root", str(root)]
    return subprocess.run(
        line,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", **marks},
        timeout=60,
        check=False,
    )


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JMSS_NODE", raising=False)


@pytest.fixture
def by_hand(tmp_path: Path) -> Iterator[Path]:
    """A folder in which groups are started without agents; none of them is left at the end."""
    yield tmp_path
    for drive in (tmp_path / "drives").iterdir():
        owner = current_owner(drive)
        if owner is not None and is_owned(drive):
            os.kill(owner.pid, signal.SIGKILL)


def told(done: "subprocess.CompletedProcess[str]") -> dict[str, object]:
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


@pytest.mark.slow
def test_jobs_get_the_grace_period_and_the_rest_is_interrupted(by_hand: Path) -> None:
    async def story() -> None:
        async with FakeOrders().listening() as server:
            drive = make_root(by_hand, server.port)
            start = await asyncio.to_thread(called, by_hand, "jstart", "VCOM2", "--node", "SV2")
            assert start.stdout == "Group VCOM2 works on node SV2.\n"
            again = await asyncio.to_thread(called, by_hand, "jstart", "VCOM2", "--node", "SV2")
            assert again.returncode == 0
            await server.until(lambda: bool(server.inventories))
            await server.send(an_order(1, command="sleep 1.5"), an_order(2, command="sleep 600"))
            await server.until(lambda: len(server.reports) == 2)
            stopping = asyncio.to_thread(
                called, by_hand, "jstop", "VCOM2", "--grace", "3", "--json"
            )
            task = asyncio.create_task(stopping)
            await server.until(lambda: len(server.inventories) == 2)
            assert server.inventories[1].multiplicity == 0
            assert sorted(server.inventories[1].running) == [(1, 1), (2, 1)]
            await server.send(an_order(3, command="true"))
            done = await task
            assert told(done) == {
                "group": "VCOM2",
                "here": True,
                "ended": [{"number": 1, "attempt": 1, "name": "job1"}],
                "interrupted": [{"number": 2, "attempt": 1, "name": "job2"}],
            }
            assert "still run on VCOM2; they are ended in 3 s" in done.stderr
            ends = {r.job: r.state for r in server.reports if r.state != "running"}
            assert ends == {1: "ended", 2: "interrupted"}
            owner = current_owner(drive)
            assert owner is not None
            assert owner.clean
            twice = await asyncio.to_thread(called, by_hand, "jstop", "VCOM2")
            assert (twice.returncode, twice.stdout) == (
                0,
                "Group VCOM2 does not work on this node; there was nothing to stop.\n",
            )

    asyncio.run(story())


@pytest.mark.slow
def test_a_service_that_does_not_answer_gets_no_grace(by_hand: Path) -> None:
    async def story() -> None:
        async with FakeOrders().listening() as server:
            drive = make_root(by_hand, server.port)
            layout = ClusterFolders(by_hand).layout
            write_toml(layout, msgspec.structs.replace(load_layout(layout), ttl=0.5))
            await asyncio.to_thread(called, by_hand, "jstart", "VCOM2", "--node", "SV2")
            await server.until(lambda: bool(server.inventories))
            await server.send(an_order(1, command="trap '' TERM; sleep 600 & wait"))
            await server.until(lambda: bool(server.reports))
            owner = current_owner(drive)
            assert owner is not None
            os.kill(owner.pid, signal.SIGSTOP)
            await asyncio.sleep(0.8)
            began = time.monotonic()
            done = await asyncio.to_thread(
                called, by_hand, "jstop", "VCOM2", "--grace", "60", "--json"
            )
            assert time.monotonic() - began < 20
            assert told(done)["interrupted"] == [{"number": 1, "attempt": 1, "name": "job1"}]
            assert at_work(drive) == []
            assert not is_owned(drive)

    asyncio.run(story())


def test_the_servers_clients_are_told(by_hand: Path) -> None:
    plan = figure(free_port())
    folders = ClusterFolders(by_hand)
    write_toml(folders.layout, plan)
    folders.drive("VCOM1").mkdir(parents=True)
    assert called(by_hand, "jstart", "VCOM1", "--node", "SV1").returncode == 0

    async def story() -> list[dict[str, object]]:
        heard = []
        uri = f"ws://127.0.0.101:{plan.port}/"
        async with connect(uri, proxy=None, ping_interval=None) as line:
            await line.send(encode(Hello(role=Role.COMMAND, agent="test", session="s")))
            stopping = asyncio.create_task(asyncio.to_thread(called, by_hand, "jstop", "VCOM1"))
            with contextlib.suppress(ConnectionClosed):
                while True:
                    heard.append(json.loads(await line.recv()))
            done = await stopping
            assert (done.returncode, done.stdout) == (
                0,
                "Group VCOM1 is stopped; no job was interrupted.\n",
            )
        return heard

    heard = asyncio.run(story())
    assert [m["why"] for m in heard if m["t"] == "goaway"] == ["stop"]


@pytest.mark.slow
def test_no_agent_starts_it_again_until_it_may_work(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=2, nodes=2)) as cluster:
        assert called(tmp_path, "jstop", "VCOM2", JMSS_NODE="SV1").returncode == 0
        assert carriers(cluster)["VCOM2"] == "SV2", "SV1 does not carry it"
        done = told(called(tmp_path, "jstop", "VCOM2", "--json", JMSS_NODE="SV2"))
        assert done == {"group": "VCOM2", "here": True, "ended": [], "interrupted": []}
        assert [word for _, word, _ in ledger(cluster, "VCOM2")] == ["begin", "end"]
        time.sleep(0.7)  # several looks of the agents
        assert carriers(cluster) == {"VCOM1": "SV1", "VCOM2": None}
        moved = called(tmp_path, "jcluster", "move", "VCOM2", "SV1", "--now")
        assert (moved.returncode, moved.stderr) == (
            1,
            "Group VCOM2 was stopped (`jstop`). `jstart VCOM2` lets it work again.\n",
        )
        assert called(tmp_path, "jstart", "VCOM2").returncode == 0
        assert carriers(cluster)["VCOM2"] == "SV2"


@pytest.mark.slow
def test_a_service_that_does_not_stop_is_killed_and_its_drive_given_up(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=2, nodes=2)) as cluster:
        drive = cluster.folders.drive("VCOM2")
        (drive / "deaf").touch()
        assert called(tmp_path, "jstop", "VCOM2", "--grace", "0").returncode == 0
        assert [word for _, word, _ in ledger(cluster, "VCOM2")] == ["begin"]
        owner = current_owner(drive)
        assert owner is not None
        assert owner.ended is not None
        assert not owner.clean
        cluster.down()
        (drive / "deaf").unlink()
        cluster.up()
        assert carriers(cluster)["VCOM2"] == "SV2", "a start of the whole cluster starts it"


def scheduled() -> ClusterLayout:
    """One group with the JMSS server and a fake schedule service, on two nodes."""
    plan = fake_layout(groups=1, nodes=2)
    server = msgspec.structs.replace(plan.groups[0], schedule_service=SCHEDULES)
    return msgspec.structs.replace(plan, groups=(server,))


@pytest.mark.slow
@pytest.mark.parametrize("deaf", [False, True])
def test_the_schedules_stop_with_their_group(tmp_path: Path, *, deaf: bool) -> None:
    with running_cluster(tmp_path, scheduled()) as cluster:
        drive = cluster.folders.drive("VCOM1")
        until(lambda: schedule_process(drive) is not None)
        if deaf:
            (drive / "schedule-deaf").touch()
        began = time.monotonic()
        assert told(called(tmp_path, "jstop", "VCOM1", "--grace", "1", "--json"))["here"]
        assert time.monotonic() - began < 1 + ENDING
        assert schedule_process(drive) is None
        (drive / "schedule-deaf").unlink(missing_ok=True)
        assert called(tmp_path, "jstart", "VCOM1").returncode == 0
        until(lambda: schedule_process(drive) is not None)


def silence(folders: ClusterFolders) -> float:
    beat = last_beat(folders.schedule_beat("SV1", "VCOM1"))
    return time.monotonic() - beat.monotonic if beat else 0.0


def begun(drive: Path, services: int) -> None:
    until(lambda: (drive / "schedules").read_text().count("begin") == services)


def test_without_agents_the_schedules_start_and_stop_with_their_server(by_hand: Path) -> None:
    folders = ClusterFolders(by_hand)
    write_toml(folders.layout, scheduled())
    drive = folders.drive("VCOM1")
    drive.mkdir(parents=True)
    assert called(by_hand, "jstart", "VCOM1", "--node", "SV1").returncode == 0
    schedules = schedule_process(drive)
    assert schedules is not None
    assert schedules.node == "SV1"

    # No agent watches it here; a monitor that calls jstart again and again does.
    assert called(by_hand, "jstart", "VCOM1", "--node", "SV1").returncode == 0
    assert schedule_process(drive) == schedules, "it works"
    os.kill(schedules.pid, signal.SIGSTOP)
    until(lambda: silence(folders) > load_layout(folders.layout).ttl)
    assert called(by_hand, "jstart", "VCOM1", "--node", "SV1").returncode == 0
    second = schedule_process(drive)
    assert second is not None
    assert second.pid != schedules.pid, "it hung"
    begun(drive, 2)
    os.kill(second.pid, signal.SIGKILL)
    until(lambda: schedule_process(drive) is None)
    assert called(by_hand, "jstart", "VCOM1", "--node", "SV1").returncode == 0
    begun(drive, 3)

    assert called(by_hand, "jstop", "VCOM1", "--grace", "0").returncode == 0
    assert schedule_process(drive) is None
    assert (drive / "schedules").read_text().splitlines()[-1].startswith("end SV1 ")


@pytest.mark.slow
def test_what_is_left_is_named(tmp_path: Path) -> None:
    owner = Ownership.acquire(tmp_path, virtual_computer="VCOM2", node="SV2")
    owner.release()
    # Somebody holds the drive who is not the process that the record names.
    write_record(tmp_path / "owner.json", msgspec.structs.replace(owner.record, pid_start=1))
    lock = KernelLock.take(tmp_path / "owner.lock", patience=0)
    assert lock is not None
    stop = GroupStop("VCOM2", tmp_path, node="", ttl=2.0, progress=lambda jobs, left: None)
    with pytest.raises(StopFailed, match=r"Not everything of group VCOM2 .*: PID \d+"):
        stop.run(0.0)
    lock.free()


GRACE = "do not fit into the cluster manager's stop timeout of 20 s"


@pytest.mark.parametrize(
    ("words", "marks", "known"),
    [
        (["--grace", "15", "--stop-timeout", "20"], {}, 0.0),
        (["--grace", "10"], {"OCF_RESKEY_CRM_meta_timeout": "20000"}, 0.0),
        ([], {}, 20.0),
    ],
)
def test_a_grace_period_must_fit_into_the_stop_timeout(
    tmp_path: Path, words: list[str], marks: dict[str, str], known: float
) -> None:
    make_root(tmp_path, 1)
    layout = ClusterFolders(tmp_path).layout
    write_toml(layout, msgspec.structs.replace(load_layout(layout), stop_timeout=known))
    refused = called(tmp_path, "jstop", "VCOM2", *words, **marks)
    assert refused.returncode == 2
    assert GRACE in refused.stderr
    assert f"A grace period of {words[1] if words else 20} s" in refused.stderr
    fits = called(tmp_path, "jstop", "VCOM2", "--grace", "5", *words[2:], **marks)
    assert (fits.returncode, fits.stderr) == (0, "")


@pytest.mark.slow
def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    for name in ("jstop", "jstart"):
        nowhere = called(tmp_path / "nowhere", name, "VCOM2")
        assert (nowhere.returncode, "No cluster runs in" in nowhere.stderr) == (1, True)
    make_root(tmp_path, 1)
    for name in ("jstop", "jstart"):
        unknown = called(tmp_path, name, "VCOM9")
        assert (unknown.returncode, "no failover group VCOM9" in unknown.stderr) == (1, True)
        assert called(tmp_path, name, "VCOM2", "--node", "SV9").returncode == 1
        assert called(tmp_path, name).returncode == 2
        assert "Exit codes: 0" in called(tmp_path, name, "--help").stdout


def test_a_service_that_ends_at_once_is_told_with_its_log(tmp_path: Path) -> None:
    folders = ClusterFolders(tmp_path)
    write_toml(folders.layout, fake_layout(groups=2, nodes=2))
    folders.drive("VCOM2").mkdir(parents=True)
    (folders.drive("VCOM2") / "fail").touch()
    failed = called(tmp_path, "jstart", "VCOM2", "--node", "SV2", "--json")
    assert failed.returncode == 1
    error = json.loads(failed.stdout)["error"]
    assert error["code"] == "StartFailed"
    assert Path(error["fields"]["log"]).read_text() == "told to fail\n"
    assert LocalCluster(tmp_path).status().group("VCOM2").node is None
