# SPDX-License-Identifier: GPL-3.0-or-later
"""What is set on a node, and what is in force there (manual S6)."""

from pathlib import Path

import msgspec
import pytest

from jmss.cluster.environment import (
    Applied,
    Environments,
    environment_revision,
    folders_on,
    setting_in_force,
    types_in_force,
)
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure
from jmss.errors import BadConfiguration, NotCarried, NotOnDrive
from jmss.model.machines import ServerType
from jmss.model.service_environment import ServiceEnvironment, recommended_setting
from jmss.model.storage_folders import Purpose

SERVER, MACHINE = ServerType.JMSS_SERVER, ServerType.EXECUTION_MACHINE
LAYOUT = figure()


@pytest.fixture
def folders(tmp_path: Path) -> ClusterFolders:
    return ClusterFolders(tmp_path)


@pytest.fixture
def environments(folders: ClusterFolders) -> Environments:
    return Environments(folders, LAYOUT)


def apply(environments: Environments, node: str, name: str, kind: ServerType | None) -> None:
    changed = environments.default.with_setting(
        recommended_setting(name, kind, LAYOUT.group(name).drive)
    )
    environments.keep_applied(node, Applied(environment=changed, at=1.0))


def test_a_node_without_settings_follows_the_layout(environments: Environments) -> None:
    assert environments.settings("SV1") is None
    assert environments.applied("SV1") is None
    assert environments.in_force("SV1") == environments.shown("SV1") == environments.default
    assert environments.carried_as("SV1", "VCOM1") is SERVER
    assert environments.carried_as("SV1", "VCOM4") is MACHINE


def test_settings_hold_only_when_they_are_applied(environments: Environments) -> None:
    changed = environments.default.with_setting(recommended_setting("VCOM4", None, "L:"))
    environments.keep_settings("SV1", changed)
    assert environments.shown("SV1") == changed
    assert environments.carried_as("SV1", "VCOM4") is MACHINE
    apply(environments, "SV1", "VCOM4", None)
    assert environments.carried_as("SV1", "VCOM4") is None
    assert environments.carried_as("SV2", "VCOM4") is MACHINE


def test_a_group_that_the_settings_do_not_know_is_as_the_layout_says(
    environments: Environments,
) -> None:
    few = ServiceEnvironment(computers=environments.default.computers[1:2])
    environments.keep_applied("SV1", Applied(environment=few, at=1.0))
    assert environments.in_force("SV1") == environments.default


def test_a_damaged_file_is_named_and_carries_nothing(
    folders: ClusterFolders, environments: Environments
) -> None:
    apply(environments, "SV1", "VCOM4", None)
    folders.applied_environment("SV1").write_text("{")
    with pytest.raises(BadConfiguration, match="applied_environment"):
        environments.in_force("SV1")
    carried = types_in_force(environments)
    assert (carried("SV1", "VCOM1"), carried("SV2", "VCOM1")) == (None, SERVER)


def test_what_a_service_goes_by(folders: ClusterFolders, environments: Environments) -> None:
    def of(node: str, group: str, wanted: ServerType) -> str:
        return setting_in_force(folders, LAYOUT, node=node, group=group, wanted=wanted).log

    assert of("SV1", "VCOM2", MACHINE) == "J:/log"
    with pytest.raises(BadConfiguration, match="VCOM2 is no jmss server"):
        of("SV1", "VCOM2", SERVER)
    apply(environments, "SV1", "VCOM2", None)
    with pytest.raises(NotCarried, match=r"VCOM2 on node SV1.*JClusterEnv"):
        of("SV1", "VCOM2", MACHINE)
    elsewhere = msgspec.structs.replace(recommended_setting("VCOM2", MACHINE, "J:"), log="K:/log")
    changed = environments.default.with_setting(elsewhere)
    environments.keep_applied("SV1", Applied(environment=changed, at=1.0))
    with pytest.raises(NotOnDrive, match=r"K:/log is not on the switching drive J:"):
        of("SV1", "VCOM2", MACHINE)


def test_a_link_that_leads_off_the_drive_is_refused(tmp_path: Path) -> None:
    """Manual S15."""
    drive = tmp_path / "drive"
    drive.mkdir()
    setting = recommended_setting("VCOM2", MACHINE, "J:")
    assert folders_on(drive, setting) == {Purpose.LOG: drive / "log"}
    (drive / "log").symlink_to(tmp_path)
    with pytest.raises(NotOnDrive):
        folders_on(drive, setting)


def test_the_revision_that_the_server_works_with(tmp_path: Path) -> None:
    assert environment_revision(tmp_path) is None
    (tmp_path / "environment_revision").write_text("7\n")
    assert environment_revision(tmp_path) == 7
    (tmp_path / "environment_revision").write_text("?")
    assert environment_revision(tmp_path) is None
