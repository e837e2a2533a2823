# SPDX-License-Identifier: GPL-3.0-or-later
"""Node agents and a JMSS server that go by the service environment of their node (manual S6)."""

import signal
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from jmss.cluster.base import GroupState
from jmss.cluster.environment import Environments
from jmss.cluster.environment_update import update_environment
from jmss.cluster.local import LocalCluster
from jmss.commands.jstart import jstart
from jmss.errors import NotCarried
from jmss.model.machines import ServerType
from jmss.model.service_environment import recommended_setting
from jmss.model.storage_folders import KEPT_BY_JMSS, Purpose
from jmss.settings import load_site
from jmss.store.folders import ServerFolders
from jmss.texts import Texts
from tests.fakes.cluster import fake_layout, running_cluster, until
from tests.fakes.jmssd import running_jmssd

SERVER, MACHINE = ServerType.JMSS_SERVER, ServerType.EXECUTION_MACHINE


def leave_alone(cluster: LocalCluster, group: str, *nodes: str) -> None:
    """Give a group no server type on these nodes."""
    layout = cluster.layout
    environments = Environments(cluster.folders, layout)
    setting = recommended_setting(group, None, layout.group(group).drive)
    for node in nodes:
        environments.keep_settings(node, environments.shown(node).with_setting(setting))
        update_environment(cluster.folders, layout, node)


def test_a_node_carries_only_what_has_a_server_type_there(tmp_path: Path) -> None:
    with running_cluster(tmp_path, fake_layout(groups=3, nodes=3)) as cluster:
        leave_alone(cluster, "VCOM2", "SV3")
        with pytest.raises(NotCarried, match="VCOM2 on node SV3"):
            cluster.move("VCOM2", "SV3")
        until(lambda: "VCOM2" in _barred(cluster, "SV3"))
        # VCOM2 would go to SV3 first; it goes to the next node that carries it.
        cluster.kill("SV2")
        until(lambda: cluster.status().group("VCOM2").state is GroupState.UP)
        assert cluster.status().group("VCOM2").node == "SV1"
        assert cluster.status().group("VCOM2").server_type is ServerType.EXECUTION_MACHINE


def test_a_group_without_a_server_type_anywhere_is_no_concern(tmp_path: Path) -> None:
    layout = fake_layout(groups=2, nodes=2)
    with running_cluster(tmp_path, layout) as cluster:
        cluster.down()
        leave_alone(cluster, "VCOM2", "SV1", "SV2")
        cluster.up()  # and does not wait for it
        status = cluster.status().group("VCOM2")
        assert (status.server_type, status.state) == (None, GroupState.DOWN)
        with pytest.raises(NotCarried, match="SV2, SV1"):
            cluster.let_work("VCOM2")


def test_another_virtual_computer_becomes_the_server(tmp_path: Path) -> None:
    """Manual S1: one JMSS server, and which one is a choice."""
    with running_cluster(tmp_path, fake_layout(groups=2, nodes=2)) as cluster:
        cluster.down()
        for node in cluster.layout.nodes:
            environments = Environments(cluster.folders, cluster.layout)
            settings = environments.shown(node)
            for name, kind, drive in (("VCOM1", MACHINE, "I:"), ("VCOM2", SERVER, "J:")):
                settings = settings.with_setting(recommended_setting(name, kind, drive))
            environments.keep_settings(node, settings)
            update_environment(cluster.folders, cluster.layout, node)
        cluster.up()
        status = cluster.status()
        assert status.group("VCOM1").server_type is MACHINE
        assert status.group("VCOM2").server_type is SERVER
        assert load_site(cluster.folders.site).server == "VCOM2"
        assert cluster.folders.machine_token("VCOM1").exists()


def test_a_group_is_not_started_by_hand_where_it_has_no_server_type(tmp_path: Path) -> None:
    with running_jmssd(tmp_path) as server:
        server.kill()
        cluster = LocalCluster(tmp_path)
        leave_alone(cluster, "VCOM2", "SV2")
        words = ["VCOM2", "--node", "SV2", "--root", str(tmp_path)]
        result = CliRunner().invoke(jstart(Texts("en")), words)
        assert result.exit_code == 1
        assert "JMSS does not carry group VCOM2 on node SV2" in result.stderr


def _barred(cluster: LocalCluster, node: str) -> str:
    return (cluster.folders.node(node) / "node.json").read_text()


def test_the_server_works_in_its_folders_and_its_data_follows(tmp_path: Path) -> None:
    with running_jmssd(tmp_path) as server:
        cluster = LocalCluster(tmp_path)
        usual = ServerFolders.on(server.drive)
        assert usual.journal.exists()
        server.signal(signal.SIGTERM)
        assert server.wait() == 0
        environments = Environments(cluster.folders, cluster.layout)
        moved = msgspec.structs.replace(
            recommended_setting("VCOM1", ServerType.JMSS_SERVER, "I:"),
            log="I:/JMSS/logs",
            queue="I:/JMSS/queue",
            output="I:/JMSS/output",
        )
        environments.keep_settings("SV2", environments.shown("SV2").with_setting(moved))
        update_environment(cluster.folders, cluster.layout, "SV2")
        server.start("SV2")
        there = server.drive / "JMSS"
        assert (there / "queue" / "journal.db").exists()
        assert not usual.queue.exists()
        names = {path.name for path in server.drive.iterdir() if path.suffix != ".new"}
        assert names - {"JMSS", *Purpose} <= KEPT_BY_JMSS
        log = (there / "logs" / "jmssd.log").read_text()
        assert f"moved: {usual.queue} → {there / 'queue'}" in log
        # A failover to a node that was not updated: the data follows.
        server.kill()
        server.start("SV1")
        assert usual.journal.exists()
        assert not (there / "queue").exists()
        until(lambda: "listening, incarnation 3" in server.log)
