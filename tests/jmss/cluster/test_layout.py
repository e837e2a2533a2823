# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import msgspec
import pytest

from jmss.cluster.layout import ClusterLayout, figure, load_layout
from jmss.cluster.toml import toml_text, write_toml
from jmss.errors import BadConfiguration, NoSuchGroup, NoSuchNode
from jmss.model.retention import Bound, Retention
from jmss.settings import Site, load_site

REPLACE = msgspec.structs.replace


def test_the_figure_is_the_manuals() -> None:
    layout = figure()
    assert layout.nodes == ("SV1", "SV2", "SV3", "SV4")
    assert [(g.name, g.drive, g.address, g.multiplicity) for g in layout.groups] == [
        ("VCOM1", "I:", "127.0.0.101", 0),
        ("VCOM2", "J:", "127.0.0.102", 4),
        ("VCOM3", "K:", "127.0.0.103", 4),
        ("VCOM4", "L:", "127.0.0.104", 4),
    ]
    assert layout.group("VCOM1").nodes == ("SV1", "SV2", "SV3", "SV4")
    assert layout.group("VCOM4").nodes == ("SV4", "SV1", "SV2", "SV3")
    assert layout.server.name == "VCOM1"
    assert [g.name for g in layout.machines] == ["VCOM2", "VCOM3", "VCOM4"]


def test_the_layout_and_the_site_survive_their_files(tmp_path: Path) -> None:
    layout = figure(port=4711)
    odd = REPLACE(layout.groups[0], service=("/bin/sh", "-c", 'say "ä\\\t" #'))
    kept = Retention(jobs=5, queues={"夜 1": Bound(days=3.0), "A": Bound(jobs=2)})
    layout = REPLACE(layout, groups=(odd, *layout.groups[1:]), ttl=1.5, retention=kept)
    write_toml(tmp_path / "cluster.toml", layout)
    assert load_layout(tmp_path / "cluster.toml") == layout
    write_toml(tmp_path / "site.toml", layout.site)
    token_file = str(tmp_path / "token")
    assert load_site(tmp_path / "site.toml") == REPLACE(layout.site, token_file=token_file)
    assert layout.site.hosts["VCOM3"] == "127.0.0.103"
    assert layout.site.port == 4711


def test_a_name_that_is_no_bare_key_is_quoted() -> None:
    text = toml_text(Site(hosts={"a.b": "127.0.0.1"}))
    assert msgspec.toml.decode(text.encode(), type=Site).hosts == {"a.b": "127.0.0.1"}


def test_a_missing_layout_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"cluster\.toml"):
        load_layout(tmp_path / "cluster.toml")


def _with_group(**fields: object) -> ClusterLayout:
    layout = figure()
    return REPLACE(layout, groups=(*layout.groups[:3], REPLACE(layout.groups[3], **fields)))


@pytest.mark.parametrize(
    ("layout", "why"),
    [
        (REPLACE(figure(), nodes=()), "different names"),
        (REPLACE(figure(), nodes=("SV1", "../SV2", "SV3", "SV4")), "is no name"),
        (REPLACE(figure(), groups=figure().groups[1:]), "exactly one"),
        (REPLACE(figure(), port=0), "port is 0"),
        (REPLACE(figure(), ttl=0.1), "ttl is 0.1"),
        (REPLACE(figure(), retention=Retention(jobs=-1)), "jobs must not be negative"),
        (_with_group(name="VCOM1"), "same name"),
        (_with_group(name="SV1"), "name of a node"),
        (_with_group(address="127.0.0.101"), "same address"),
        (_with_group(address="here"), "no address"),
        (_with_group(drive="/mnt"), "a letter and a colon"),
        (_with_group(nodes=("SV9",)), "no such node: SV9"),
        (_with_group(nodes=()), "different names"),
        (_with_group(nodes=("SV1", "SV1")), "different names"),
        (_with_group(multiplicity=0), "multiplicity is 0"),
    ],
)
def test_a_fault_is_named_and_refused(tmp_path: Path, layout: ClusterLayout, why: str) -> None:
    write_toml(tmp_path / "cluster.toml", layout)
    with pytest.raises(BadConfiguration) as refused:
        load_layout(tmp_path / "cluster.toml")
    assert why in str(refused.value)


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    text = toml_text(figure())
    (tmp_path / "cluster.toml").write_text(f"tl = 3\n{text}")
    with pytest.raises(BadConfiguration, match="tl"):
        load_layout(tmp_path / "cluster.toml")


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(NoSuchGroup, match="VCOM1, VCOM2, VCOM3, VCOM4"):
        figure().group("VCOM9")
    with pytest.raises(NoSuchNode, match="SV1, SV2, SV3, SV4"):
        figure().check_node("SV9")
