# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from jmss.cluster.environment import Applied, Environments
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure
from jmss.cluster.toml import write_toml
from jmss.errors import BadConfiguration, NoSuchGroup, NoSuchNode
from jmss.machine.service import find_place
from jmss.model.machines import ServerType
from jmss.model.service_environment import ComputerSetting


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folders = ClusterFolders(tmp_path)
    write_toml(folders.layout, figure(7341))
    write_toml(folders.site, figure(7341).site)
    return tmp_path


def test_a_machine_finds_its_place(root: Path) -> None:
    place = find_place(root, group="VCOM2", node="SV2")
    assert (place.drive, place.multiplicity) == (root / "drives" / "VCOM2", 4)
    assert (place.site.server, place.site.port) == ("VCOM1", 7341)


def test_a_machine_works_as_the_service_environment_of_its_node_says(root: Path) -> None:
    """Manual S6: its log folder, and a group that is the server in the layout only."""
    environments = Environments(ClusterFolders(root), figure(7341))
    settings = environments.default
    for name, drive in (("VCOM1", "I:"), ("VCOM2", "J:")):
        kind = ServerType.EXECUTION_MACHINE
        setting = ComputerSetting(name=name, server_type=kind, log=f"{drive}/JMSS/log")
        settings = settings.with_setting(setting)
    environments.keep_applied("SV2", Applied(environment=settings, at=1.0))
    place = find_place(root, group="VCOM2", node="SV2")
    assert place.log == root / "drives" / "VCOM2" / "JMSS" / "log"
    assert find_place(root, group="VCOM1", node="SV2").multiplicity == 1
    assert find_place(root, group="VCOM2", node="SV1").log == place.drive / "log"


def test_a_wrong_place_is_told(root: Path) -> None:
    with pytest.raises(NoSuchGroup):
        find_place(root, group="VCOM9", node="SV2")
    with pytest.raises(NoSuchNode):
        find_place(root, group="VCOM2", node="SV9")
    with pytest.raises(BadConfiguration, match="VCOM1 is no execution machine"):
        find_place(root, group="VCOM1", node="SV1")
    (root / "site.toml").unlink()
    with pytest.raises(BadConfiguration, match=r"site\.toml"):
        find_place(root, group="VCOM2", node="SV2")
