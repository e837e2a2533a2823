# SPDX-License-Identifier: GPL-3.0-or-later
"""[サービス環境を更新]: all of it or nothing (manual S6, S11, S15)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from jmss.cluster.environment import Environments
from jmss.cluster.environment_look import environment_list
from jmss.cluster.environment_update import update_environment
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure, load_layout
from jmss.cluster.look import cluster_status
from jmss.cluster.ownership import Ownership
from jmss.cluster.presence import Presence
from jmss.cluster.toml import write_toml
from jmss.errors import GroupsAtWork, NoSuchNode, NotOnDrive, ServerFixed, TwoServers
from jmss.model.environment_list import EnvironmentList, EnvironmentState
from jmss.model.machines import ServerType
from jmss.model.service_environment import recommended_setting

SERVER, MACHINE = ServerType.JMSS_SERVER, ServerType.EXECUTION_MACHINE
SAME, NOT_SET = EnvironmentState.SAME, EnvironmentState.NOT_SET


class Cluster:
    """The files of a cluster, without any process but those that a test plays."""

    def __init__(self, root: Path) -> None:
        self.folders = ClusterFolders(root)
        write_toml(self.folders.layout, figure())
        for group in figure().groups:
            self.folders.drive(group.name).mkdir(parents=True)
        for node in figure().nodes:
            self.folders.node(node).mkdir(parents=True)
        self.files = Environments(self.folders, figure())

    def set(self, node: str, name: str, kind: ServerType | None, **folders: str) -> None:
        setting = recommended_setting(name, kind, figure().group(name).drive)
        setting = msgspec.structs.replace(setting, **folders)
        self.files.keep_settings(node, self.files.shown(node).with_setting(setting))

    def update(self, node: str = "SV1") -> None:
        update_environment(self.folders, load_layout(self.folders.layout), node)

    def listed(self, node: str = "SV1") -> EnvironmentList:
        layout = load_layout(self.folders.layout)
        return environment_list(self.folders, layout, cluster_status(self.folders, layout), node)

    def states(self, name: str, node: str = "SV1") -> list[str]:
        line = self.listed(node).computer(name)
        assert line is not None
        return [state.value for state in line.on.values()]

    @contextmanager
    def at_work(self, group: str, node: str) -> Iterator[None]:
        drive = self.folders.drive(group)
        owner = Ownership.acquire(drive, virtual_computer=group, node=node)
        try:
            yield
        finally:
            owner.release()


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return Cluster(tmp_path)


def test_out_of_the_box_an_update_changes_nothing_also_while_all_works(cluster: Cluster) -> None:
    with cluster.at_work("VCOM1", "SV1"), cluster.at_work("VCOM2", "SV2"):
        cluster.update("SV1")
    assert cluster.files.in_force("SV1") == cluster.files.default
    assert cluster.files.settings("SV1") == cluster.files.default
    assert cluster.states("VCOM1") == [SAME, NOT_SET, NOT_SET, NOT_SET]


def test_what_differs_is_seen_from_each_node(cluster: Cluster) -> None:
    cluster.set("SV1", "VCOM4", None)
    assert cluster.states("VCOM4") == ["not_updated", NOT_SET, NOT_SET, NOT_SET]
    cluster.update("SV1")
    cluster.update("SV2")
    assert cluster.states("VCOM4") == [SAME, "differs", NOT_SET, NOT_SET]
    assert cluster.states("VCOM4", "SV2") == ["differs", SAME, NOT_SET, NOT_SET]
    assert cluster.states("VCOM1") == [SAME, SAME, NOT_SET, NOT_SET]
    one, other = cluster.listed().nodes[:2]
    assert one.applied == one.settings != other.applied
    cluster.set("SV2", "VCOM4", None)
    assert cluster.states("VCOM4") == [SAME, "not_updated", NOT_SET, NOT_SET]
    cluster.update("SV2")
    one, other = cluster.listed().nodes[:2]
    assert one.applied == other.applied
    cluster.folders.applied_environment("SV2").write_text("no")
    assert cluster.states("VCOM1") == [SAME, "damaged", NOT_SET, NOT_SET]
    assert "SV2" in cluster.listed().nodes[1].damaged


def test_damaged_files_are_mended_by_loading_and_updating(cluster: Cluster) -> None:
    cluster.update("SV1")
    for file in (cluster.folders.service_environment, cluster.folders.applied_environment):
        file("SV1").write_text("{")
    assert cluster.states("VCOM1")[0] == "damaged"
    cluster.files.keep_settings("SV1", cluster.files.default)
    with cluster.at_work("VCOM1", "SV1"), pytest.raises(GroupsAtWork, match="VCOM1"):
        cluster.update("SV1")  # nobody can tell whether it would change something
    cluster.update("SV1")
    assert cluster.states("VCOM1")[0] == SAME


def test_a_change_in_jenv_is_shown_until_the_nodes_are_updated(cluster: Cluster) -> None:
    """Manual S11."""
    revision = cluster.folders.drive("VCOM1") / "environment_revision"
    cluster.update("SV1")
    cluster.update("SV2")
    assert (cluster.listed().revision, cluster.listed().outdated) == (None, ())
    revision.write_text("3")
    assert cluster.listed().outdated == ("SV1", "SV2")
    assert cluster.states("VCOM1") == ["outdated", "outdated", NOT_SET, NOT_SET]
    cluster.update("SV1")
    assert cluster.listed().outdated == ("SV2",)
    assert cluster.states("VCOM2") == [SAME, "outdated", NOT_SET, NOT_SET]
    cluster.update("SV2")
    assert cluster.listed().outdated == ()


@pytest.mark.parametrize(("kind", "folders"), [(None, {}), (MACHINE, {"log": "J:/other"})])
def test_the_ground_is_not_pulled_from_under_a_service(
    cluster: Cluster, kind: ServerType | None, folders: dict[str, str]
) -> None:
    cluster.set("SV2", "VCOM2", kind, **folders)
    cluster.set("SV2", "VCOM3", None)
    with cluster.at_work("VCOM2", "SV2"):
        with pytest.raises(GroupsAtWork, match=r"VCOM2.*`jstop VCOM2`.*`jstart VCOM2`"):
            cluster.update("SV2")
        assert cluster.files.applied("SV2") is None
    cluster.update("SV2")
    assert cluster.files.in_force("SV2") == cluster.files.settings("SV2")


def test_a_service_on_another_node_is_not_in_the_way(cluster: Cluster) -> None:
    cluster.set("SV1", "VCOM2", None)
    with cluster.at_work("VCOM2", "SV2"):
        cluster.update("SV1")
    assert cluster.files.carried_as("SV1", "VCOM2") is None


def test_every_settings_as_a_whole(cluster: Cluster) -> None:
    cluster.set("SV1", "VCOM2", SERVER)
    with pytest.raises(TwoServers, match="VCOM1, VCOM2"):
        cluster.update()
    cluster.set("SV1", "VCOM1", None)
    cluster.set("SV1", "VCOM2", MACHINE)
    with pytest.raises(TwoServers, match="0 are set"):
        cluster.update()
    cluster.set("SV1", "VCOM1", SERVER, queue="K:/queue")
    with pytest.raises(NotOnDrive, match="K:/queue is not on the switching drive I:"):
        cluster.update()
    assert cluster.files.applied("SV1") is None
    with pytest.raises(NoSuchNode, match="SV9"):
        cluster.update("SV9")


def test_a_link_off_the_drive_is_refused_before_anything_is_applied(cluster: Cluster) -> None:
    drive = cluster.folders.drive("VCOM3")
    (drive / "elsewhere").symlink_to(cluster.folders.root)
    cluster.set("SV1", "VCOM3", MACHINE, log="K:/elsewhere/log")
    with pytest.raises(NotOnDrive):
        cluster.update()
    assert cluster.files.applied("SV1") is None


def test_another_server_only_while_the_cluster_is_down(cluster: Cluster) -> None:
    cluster.set("SV1", "VCOM1", MACHINE)
    cluster.set("SV1", "VCOM2", SERVER)
    presence = Presence.take(cluster.folders.node("SV3"), node="SV3", boot=f"test-{os.getpid()}")
    try:
        with pytest.raises(ServerFixed, match=r"VCOM1; VCOM2 .*jcluster down"):
            cluster.update()
    finally:
        presence.leave()
    assert cluster.files.applied("SV1") is None
    cluster.update()
    layout = load_layout(cluster.folders.layout)
    assert layout.server.name == "VCOM2"
    assert layout.group("VCOM1").multiplicity == 1
    assert Environments(cluster.folders, layout).carried_as("SV2", "VCOM2") is SERVER
