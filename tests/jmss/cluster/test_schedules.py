# SPDX-License-Identifier: GPL-3.0-or-later
"""The schedule service goes with the JMSS server: real agents, fake services (manual S5)."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from jmss.cluster.fence import processes_of
from jmss.cluster.heartbeat import Heartbeat
from jmss.cluster.layout import ClusterLayout
from jmss.cluster.local import LocalCluster
from jmss.cluster.post import START_PATIENCE
from jmss.cluster.schedule_service import FIRST_PAUSE, LASTING, ScheduleService, schedule_process
from jmss.cluster.services import Service, ServiceState
from jmss.cluster.services_look import services_of
from tests.fakes.cluster import carriers, fake_layout, running_cluster, until

TTL = 2.0
STEP = 0.25
FAKE = (sys.executable, str(Path(__file__).parents[2] / "fakes" / "schedule_service.py"))


def scheduled_layout() -> ClusterLayout:
    plan = fake_layout(groups=2, nodes=2)
    groups = tuple(msgspec.structs.replace(g, schedule_service=FAKE) for g in plan.groups)
    return msgspec.structs.replace(plan, groups=groups)


def lines(cluster: LocalCluster) -> list[list[str]]:
    path = cluster.folders.drive("VCOM1") / "schedules"
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


def until_on(cluster: LocalCluster, node: str, begun: int) -> int:
    """Wait for the so-manieth schedule service; give its process number."""
    until(lambda: sum(line[0] == "begin" for line in lines(cluster)) == begun)
    there = [line for line in lines(cluster) if line[0] == "begin"][-1]
    assert there[1] == node
    return int(there[2])


def state(cluster: LocalCluster, node: str, service: Service) -> ServiceState:
    return services_of(cluster.folders, node, cluster.layout.ttl).service(service).state


def test_it_runs_beside_the_server_and_goes_with_it(tmp_path: Path) -> None:
    with running_cluster(tmp_path, scheduled_layout()) as cluster:
        drive = cluster.folders.drive("VCOM1")
        first = until_on(cluster, "SV1", 1)
        assert not (cluster.folders.drive("VCOM2") / "schedules").exists(), "no server there"
        until(lambda: state(cluster, "SV1", Service.JSCHEDULE) is ServiceState.RUNNING)
        there = services_of(cluster.folders, "SV1", cluster.layout.ttl)
        assert [(p.group, p.pid) for p in there.service(Service.JSCHEDULE).processes] == [
            ("VCOM1", first)
        ]
        assert state(cluster, "SV2", Service.JSCHEDULE) is ServiceState.STANDING_BY
        assert state(cluster, "SV2", Service.JLOOK) is ServiceState.RUNNING

        os.kill(first, signal.SIGKILL)
        second = until_on(cluster, "SV1", 2)

        cluster.move("VCOM1", "SV2")
        third = until_on(cluster, "SV2", 3)
        until(lambda: ["end", "SV1", str(second)] in lines(cluster))

        boot = cluster.status().node("SV2").boot
        assert third in {process.pid for process in processes_of(boot)}
        cluster.kill("SV2")
        assert processes_of(boot) == [], "it is fenced with its node"
        fourth = until_on(cluster, "SV1", 4)
        until(lambda: carriers(cluster)["VCOM1"] == "SV1")
        assert state(cluster, "SV2", Service.JCLUSTER) is ServiceState.STOPPED
        assert state(cluster, "SV2", Service.JSCHEDULE) is ServiceState.STOPPED
        record = schedule_process(drive)
        assert record is not None
        assert record.pid == fourth
    assert ["end", "SV1", str(fourth)] in lines(cluster)
    assert schedule_process(drive) is None


def test_one_that_hangs_is_killed_and_started_again_at_once(tmp_path: Path) -> None:
    plan = scheduled_layout()
    with running_cluster(tmp_path, plan) as cluster:
        first = until_on(cluster, "SV1", 1)
        os.kill(first, signal.SIGSTOP)
        second = until_on(cluster, "SV1", 2)
        assert second != first
        log = (cluster.folders.node("SV1") / "agent.log").read_text()
        assert f"process {first} gives no sign of life" in log
        assert "again in" not in log, "it was no early death"
        assert carriers(cluster)["VCOM1"] == "SV1", "it never moves the group"
        os.kill(second, 0)


def service_of(tmp_path: Path, command: list[str]) -> ScheduleService:
    return ScheduleService(
        command, tmp_path / "log", tmp_path, beat=tmp_path / "beat", ttl=TTL, node="SV1"
    )


def end(service: ScheduleService, now: float) -> None:
    def ended() -> bool:
        service.stop(now)
        return not service.running

    service.kill()
    until(ended)


@pytest.mark.parametrize("beats", [True, False])
def test_silence_counts_from_its_first_beat(
    tmp_path: Path, beats: bool, expect_log: Callable[[str], None]
) -> None:
    if not beats:
        expect_log("gives no sign of life")
    Heartbeat(tmp_path / "beat").beat()  # of the process before
    service = service_of(tmp_path, [sys.executable, "-c", "import time; time.sleep(60)"])
    now = 100.0
    assert service.keep(now)
    first, heart = service.pid, Heartbeat(tmp_path / "beat")
    for _ in range(20):  # it reads, say; that may take longer than the silence of one that works
        now += STEP
        service.watch(now, STEP)
        assert not service.keep(now)
    heart.beat()
    for _ in range(20):
        now += STEP
        if beats:
            heart.beat()
        service.watch(now, STEP)
    if beats:
        assert not service.keep(now)
        assert service.pid == first
    else:
        until(lambda: service.keep(now))
        assert service.pid != first
    end(service, now)
    heart.end()


def test_one_that_never_beats_has_its_patience(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("gives no sign of life")
    service = service_of(tmp_path, [sys.executable, "-c", "import time; time.sleep(60)"])
    now = 100.0
    assert service.keep(now)
    for _ in range(int(START_PATIENCE / STEP)):
        now += STEP
        service.watch(now, STEP)
        assert not service.keep(now)
    service.watch(now + STEP, STEP)
    until(lambda: service.keep(now + STEP))
    end(service, now)


def test_one_that_keeps_dying_is_started_again_less_and_less_often(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("schedule service: ended with 4")
    gone = [sys.executable, "-c", "import sys; sys.exit(4)"]
    service = service_of(tmp_path, gone)
    now = 100.0
    assert service.keep(now)
    until(lambda: not service.keep(now) and not service.running)
    assert not service.keep(now + FIRST_PAUSE - 0.1)
    now += FIRST_PAUSE
    assert service.keep(now)
    until(lambda: not service.keep(now) and not service.running)
    assert not service.keep(now + FIRST_PAUSE), "twice as long the second time"
    now += 2 * FIRST_PAUSE
    assert service.keep(now)
    until(lambda: not service.keep(now) and not service.running)
    now += 4 * FIRST_PAUSE
    assert service.keep(now)
    until(lambda: service.keep(now + LASTING + 0.1)), "it had worked for long: at once"
    until(lambda: not service.keep(now) and not service.running)
    service.stop(now)
    assert service.keep(now), "asked for anew, it starts at once"
    until(lambda: not service.keep(now) and not service.running)


def test_a_group_without_one_starts_nothing(tmp_path: Path) -> None:
    service = service_of(tmp_path, [])
    assert not service.keep(1.0)
    service.stop(1.0)
    assert schedule_process(tmp_path) is None
