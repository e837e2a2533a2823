# SPDX-License-Identifier: GPL-3.0-or-later
"""Real node agents and real (fake) services, really killed."""

import os
import signal
import socket
import threading
from pathlib import Path

import msgspec
import pytest

from jmss.cluster.addresses import check_addresses
from jmss.cluster.base import GroupState, NodeState
from jmss.cluster.fence import processes_of
from jmss.cluster.local import LocalCluster
from jmss.cluster.ownership import Ownership, current_owner, is_owned
from jmss.cluster.presence import node_record
from jmss.cluster.toml import write_toml
from jmss.errors import (
    AddressAway,
    BadConfiguration,
    ClusterDown,
    ClusterUp,
    NodeDown,
    NodeUp,
    NoSuchGroup,
    NoSuchNode,
    NotInTime,
)
from jmss.settings import load_site
from tests.fakes.cluster import (
    carriers,
    fake_layout,
    free_port,
    ledger,
    running_cluster,
    until,
)

HOME = {"VCOM1": "SV1", "VCOM2": "SV2", "VCOM3": "SV3", "VCOM4": "SV4"}


def service_pid(cluster: LocalCluster, group: str) -> int:
    owner = current_owner(cluster.folders.drive(group))
    assert owner is not None
    return owner.pid


def until_incarnation(cluster: LocalCluster, incarnation: int) -> None:
    until(lambda: cluster.status().group("VCOM1").incarnation == incarnation)


def test_the_manuals_figure_fails_over_and_comes_back_by_wish_only(tmp_path: Path) -> None:
    """SV1 fails: SV2 then works as VCOM1 and VCOM2 (manual S3)."""
    with running_cluster(tmp_path) as cluster:
        assert carriers(cluster) == HOME
        site = load_site(tmp_path / "site.toml")
        assert site.hosts == cluster.layout.site.hosts
        assert Path(site.token_file).read_text().startswith("jmss_")
        boot = cluster.status().node("SV1").boot

        cluster.kill("SV1")
        assert processes_of(boot) == []
        assert until(lambda: carriers(cluster)["VCOM1"] == "SV2") < 5.0
        assert carriers(cluster) == {**HOME, "VCOM1": "SV2"}
        status = cluster.status()
        assert status.node("SV1").state is NodeState.DOWN
        assert status.group("VCOM1").incarnation == 2
        assert status.group("VCOM1").home_node == "SV1"
        with socket.create_connection(("127.0.0.101", cluster.layout.port), 5):
            pass
        with pytest.raises(NodeDown):
            cluster.kill("SV1")
        with pytest.raises(NodeDown):
            cluster.move("VCOM1", "SV1")

        cluster.start("SV1")
        with pytest.raises(NodeUp):
            cluster.start("SV1")
        cluster.move("VCOM3", "SV3")
        assert carriers(cluster) == {**HOME, "VCOM1": "SV2"}, "no move without a wish"

        cluster.move("VCOM1", "SV1")
        assert carriers(cluster) == HOME
        stays = ledger(cluster, "VCOM1")
        assert [(inc, word) for inc, word, _ in stays] == [
            (1, "begin"),
            (2, "begin"),
            (2, "end"),
            (3, "begin"),
        ]
        with pytest.raises(ClusterUp):
            LocalCluster(tmp_path).up()
    assert {node.state for node in cluster.status().nodes} == {NodeState.DOWN}
    assert {group.state for group in cluster.status().groups} == {GroupState.DOWN}
    assert ledger(cluster, "VCOM1")[-1][:2] == (3, "end")


def test_a_hung_node_is_killed_before_another_takes_over(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=1, nodes=2)) as cluster:
        boot = cluster.status().node("SV1").boot
        cluster.pause("SV1")
        seconds = until(lambda: not processes_of(boot))
        assert 1.0 < seconds < cluster.layout.ttl + 3.0
        until(lambda: carriers(cluster)["VCOM1"] == "SV2")
        words = [(inc, word) for inc, word, _ in ledger(cluster, "VCOM1")]
        assert words == [(1, "begin"), (2, "begin")]


def test_a_node_that_hangs_for_a_moment_goes_on(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=1, nodes=2)) as cluster:
        before = cluster.status().node("SV1").boot
        for _ in range(3):
            cluster.pause("SV1")
            threading.Event().wait(0.4)  # the length of the pause is the point here
            cluster.resume("SV1")
            threading.Event().wait(0.3)
        until(lambda: carriers(cluster)["VCOM1"] == "SV1")
        assert cluster.status().node("SV1").boot == before
        assert cluster.status().group("VCOM1").incarnation == 1


def test_a_service_that_crashes_or_hangs_is_restarted_on_its_node(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=2, nodes=2)) as cluster:
        os.kill(service_pid(cluster, "VCOM2"), signal.SIGKILL)
        until(lambda: cluster.status().group("VCOM2").incarnation == 2)
        until(lambda: carriers(cluster)["VCOM2"] == "SV2")
        hung = service_pid(cluster, "VCOM2")
        os.kill(hung, signal.SIGSTOP)
        assert until(lambda: cluster.status().group("VCOM2").incarnation == 3) > 1.0
        until(lambda: carriers(cluster)["VCOM2"] == "SV2")
        assert service_pid(cluster, "VCOM2") != hung
        assert carriers(cluster)["VCOM1"] == "SV1"


def test_a_service_that_keeps_failing_goes_to_the_next_node(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=1, nodes=2)) as cluster:
        for incarnation in range(1, 4):
            until_incarnation(cluster, incarnation)
            until(lambda: carriers(cluster)["VCOM1"] == "SV1")
            os.kill(service_pid(cluster, "VCOM1"), signal.SIGKILL)
        until(lambda: carriers(cluster)["VCOM1"] == "SV2")
        assert cluster.status().node("SV1").state is NodeState.UP


def test_a_killed_agent_takes_its_services_along(tmp_path: Path) -> None:
    """Whatever is left of a node is gone before another carries its groups."""
    with running_cluster(tmp_path, fake_layout(groups=1, nodes=2)) as cluster:
        record = node_record(cluster.folders.node("SV1"))
        assert record is not None
        os.kill(record.pid, signal.SIGKILL)
        until(lambda: carriers(cluster)["VCOM1"] == "SV2")
        assert processes_of(record.boot) == []
        assert [word for _, word, _ in ledger(cluster, "VCOM1")] == ["begin", "begin"]


@pytest.mark.slow
def test_a_service_that_does_not_stop_in_order_is_killed_by_the_move(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=1, nodes=2)) as cluster:
        (cluster.folders.drive("VCOM1") / "deaf").touch()
        cluster.move("VCOM1", "SV2")
        assert carriers(cluster)["VCOM1"] == "SV2"
        (cluster.folders.drive("VCOM1") / "deaf").unlink()


def test_a_node_that_is_told_to_stop_hands_its_groups_over(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=1, nodes=2)) as cluster:
        (cluster.folders.drive("VCOM1") / "child").touch()
        cluster.move("VCOM1", "SV2")
        record = node_record(cluster.folders.node("SV2"))
        assert record is not None
        assert len(processes_of(record.boot)) >= 2
        os.kill(record.pid, signal.SIGTERM)
        until(lambda: carriers(cluster)["VCOM1"] == "SV1")
        until(lambda: cluster.status().node("SV2").state is NodeState.DOWN)
        assert (2, "end") in [(inc, word) for inc, word, _ in ledger(cluster, "VCOM1")]


def test_a_damaged_drive_stops_its_own_group_only(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=2, nodes=2)) as cluster:
        record = cluster.folders.drive("VCOM2") / "owner.json"
        good = record.read_bytes()
        record.write_text("{")
        until(lambda: not is_owned(cluster.folders.drive("VCOM2")))
        assert carriers(cluster) == {"VCOM1": "SV1", "VCOM2": None}
        record.write_bytes(good)
        until(lambda: carriers(cluster) == {"VCOM1": "SV1", "VCOM2": "SV2"})
        assert cluster.status().group("VCOM2").incarnation == 2
        cluster.down()
        record.write_text("{")
        with pytest.raises(BadConfiguration, match=r"VCOM2.owner\.json"):
            cluster.up()
        assert cluster.status().node("SV1").state is NodeState.DOWN


def test_a_drive_that_is_no_folder_any_more_stops_its_own_group_only(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=2, nodes=2)) as cluster:
        drive = cluster.folders.drive("VCOM2")
        aside = drive.with_name("aside")
        drive.rename(aside)
        drive.touch()
        until(lambda: carriers(cluster) == {"VCOM1": "SV1", "VCOM2": None})
        logs = [cluster.folders.node(node) / "agent.log" for node in cluster.layout.nodes]
        until(lambda: any("VCOM2 cannot be carried" in log.read_text() for log in logs))
        assert {node.state for node in cluster.status().nodes} == {NodeState.UP}
        until(lambda: not is_owned(aside))
        drive.unlink()
        aside.rename(drive)
        until(lambda: carriers(cluster) == {"VCOM1": "SV1", "VCOM2": "SV2"})
        assert cluster.status().group("VCOM2").incarnation == 2


def test_after_a_total_loss_it_comes_up_again_at_home(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=2, nodes=2)) as cluster:
        for node in cluster.layout.nodes:
            cluster.kill(node)
        assert set(carriers(cluster).values()) == {None}
        cluster.up()
        assert carriers(cluster) == {"VCOM1": "SV1", "VCOM2": "SV2"}
        assert cluster.status().group("VCOM1").incarnation >= 2


def test_a_paused_node_does_not_outlive_the_end_of_the_cluster(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=1, nodes=2)) as cluster:
        cluster.pause("SV1")
        cluster.down()
        assert cluster.status().node("SV1").state is NodeState.DOWN


def test_unknown_names_and_a_cluster_that_is_not_there(tmp_path: Path) -> None:
    cluster = LocalCluster(tmp_path)
    for ask in (cluster.status, cluster.down, lambda: cluster.kill("SV1")):
        with pytest.raises(ClusterDown, match=str(tmp_path)):
            ask()
    write_toml(tmp_path / "cluster.toml", fake_layout())
    with pytest.raises(NoSuchNode, match="SV1, SV2, SV3, SV4"):
        cluster.kill("SV9")
    with pytest.raises(NoSuchGroup, match="VCOM1"):
        cluster.move("VCOM9", "SV1")
    with pytest.raises(NodeDown):
        cluster.pause("SV1")
    cluster.folders.going_down.touch()
    with pytest.raises(ClusterDown):
        cluster.start("SV1")
    cluster.down()


def test_a_port_in_use_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.101", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(AddressAway, match=rf"Port {port} on 127\.0\.0\.101 \(VCOM1\)"):
            LocalCluster(tmp_path).up(layout=fake_layout(), port=port)
    assert LocalCluster(tmp_path).folders.layout.exists() is False


def test_an_address_that_the_system_does_not_have_is_named(tmp_path: Path) -> None:
    plan = fake_layout(groups=1)
    away = msgspec.structs.replace(plan.groups[0], address="192.0.2.1")
    with pytest.raises(AddressAway, match="does not have the address"):
        check_addresses(msgspec.structs.replace(plan, groups=(away,)), tmp_path)


def test_what_does_not_come_up_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jmss.cluster.local.UP_WITHIN", 1.0)
    cluster = LocalCluster(tmp_path)
    drive = cluster.folders.drive("VCOM2")
    drive.mkdir(parents=True)
    (drive / "fail").touch()
    try:
        with pytest.raises(NotInTime, match=r"missing: .*VCOM2\..*nodes"):
            cluster.up(layout=fake_layout(groups=2, nodes=2))
    finally:
        cluster.down()


def test_a_port_is_remembered(tmp_path: Path) -> None:
    port = free_port()
    with running_cluster(tmp_path, fake_layout(groups=1, nodes=2)) as cluster:
        cluster.down()
        cluster.up(port=port)
        assert load_site(tmp_path / "site.toml").port == port
        cluster.down()
        cluster.up()
        assert cluster.layout.port == port


def test_ownership_without_a_node_agent_is_not_counted_as_carried(tmp_path: Path) -> None:
    cluster = LocalCluster(tmp_path)
    write_toml(tmp_path / "cluster.toml", fake_layout())
    drive = cluster.folders.drive("VCOM1")
    drive.mkdir(parents=True)
    owner = Ownership.acquire(drive, virtual_computer="VCOM1", node="SV1")
    owner.mark_ready()
    assert cluster.status().group("VCOM1").state is GroupState.DOWN
    owner.release()
