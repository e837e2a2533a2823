# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure
from jmss.cluster.toml import write_toml
from jmss.errors import BadConfiguration, NoSuchGroup, NoSuchNode
from jmss.machine.service import find_place


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
