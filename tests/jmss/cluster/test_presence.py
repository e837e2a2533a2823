# SPDX-License-Identifier: GPL-3.0-or-later
import os
from pathlib import Path

import pytest

from jmss.cluster import presence as module
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.heartbeat import last_beat
from jmss.cluster.presence import (
    Presence,
    is_present,
    mark_fenced,
    node_record,
    presence_stamp,
)
from jmss.cluster.records import write_record
from jmss.cluster.watch import FORMING, LONGEST_STEP, Silence, Watch
from jmss.errors import NodeUp

TTL = 2.0


def take(root: Path, node: str = "SV1", boot: str = "one") -> Presence:
    folder = ClusterFolders(root).node(node)
    folder.mkdir(parents=True, exist_ok=True)
    return Presence.take(folder, node=node, boot=boot)


def test_a_node_is_there_while_its_agent_holds_the_lock(tmp_path: Path) -> None:
    folder = ClusterFolders(tmp_path).node("SV1")
    assert not is_present(folder)
    assert node_record(folder) is None
    assert presence_stamp(folder) == 0.0
    presence = take(tmp_path)
    record = node_record(folder)
    assert record is not None
    assert (record.name, record.boot, record.pid) == ("SV1", "one", os.getpid())
    assert is_present(folder)
    stamp = presence_stamp(folder)
    presence.beat()
    assert presence_stamp(folder) > stamp > 0.0
    presence.leave()
    presence.leave()
    assert not is_present(folder)


def test_a_node_has_one_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    presence = take(tmp_path)
    with pytest.raises(NodeUp, match="SV1"):
        take(tmp_path, boot="two")
    presence.leave()
    take(tmp_path, boot="two").leave()


@pytest.mark.parametrize("how", ["fenced", "other agent", "lock gone"])
def test_an_agent_learns_that_its_node_counts_as_dead(tmp_path: Path, how: str) -> None:
    folder = ClusterFolders(tmp_path).node("SV1")
    presence = take(tmp_path)
    mark_fenced(folder, "an older start")
    before = presence.lost
    assert not before
    if how == "fenced":
        mark_fenced(folder, "one")
    else:
        (folder / "lock").unlink()
    if how == "other agent":
        take(tmp_path, boot="two").leave()
    after = presence.lost
    assert after
    presence.leave()


def test_what_a_node_does_not_take_is_told(tmp_path: Path) -> None:
    presence = take(tmp_path)
    watch = Watch(ClusterFolders(tmp_path), ("SV1",), TTL)
    presence.bar(("VCOM1",))
    assert watch.look(0.1)["SV1"].barred == {"VCOM1"}
    presence.bar(())
    assert watch.look(0.1)["SV1"].barred == frozenset()
    presence.leave()


def test_a_node_that_beats_is_alive_and_one_that_does_not_becomes_silent(tmp_path: Path) -> None:
    presence = take(tmp_path)
    watch = Watch(ClusterFolders(tmp_path), ("SV1",), TTL)
    for _ in range(20):
        presence.beat()
        assert watch.look(0.25)["SV1"].alive
    assert watch.agents == {"SV1": os.getpid()}
    seconds = 0.0
    while watch.look(0.25)["SV1"].alive:
        seconds += 0.25
        assert not watch.silent("SV1")
    assert seconds == TTL
    assert watch.silent("SV1")
    assert watch.agents == {}
    presence.leave()
    assert not watch.silent("SV1"), "a node that is gone is not hung"


def test_a_dead_node_is_dead_at_once_however_fresh_its_heartbeat(tmp_path: Path) -> None:
    presence = take(tmp_path)
    watch = Watch(ClusterFolders(tmp_path), ("SV1",), TTL)
    assert watch.look(0.1)["SV1"].alive
    presence.leave()
    view = watch.look(0.1)["SV1"]
    assert not view.alive
    assert view.boot == "one"
    assert not view.expected


def test_a_node_never_seen_is_expected_for_a_while_only(tmp_path: Path) -> None:
    watch = Watch(ClusterFolders(tmp_path), ("SV1",), TTL)
    seconds = 0.0
    while watch.look(0.25)["SV1"].expected:
        seconds += 0.25
    assert seconds == FORMING - 0.25


def test_an_observer_that_slept_does_not_take_its_own_sleep_for_silence() -> None:
    silence = Silence()
    assert silence.look(1.0, 0.2) == 0.0
    assert silence.look(1.0, 3600.0) == LONGEST_STEP
    assert silence.look(1.1, 0.2) == 0.0


def test_a_torn_or_missing_heartbeat_is_none(tmp_path: Path) -> None:
    assert last_beat(tmp_path / "beat") is None
    (tmp_path / "beat").write_bytes(b"123")
    assert last_beat(tmp_path / "beat") is None


def test_a_damaged_record_means_not_alive(tmp_path: Path) -> None:
    presence = take(tmp_path)
    (ClusterFolders(tmp_path).node("SV1") / "node.json").write_text("{")
    assert not Watch(ClusterFolders(tmp_path), ("SV1",), TTL).look(0.1)["SV1"].alive
    presence.leave()


def test_a_reader_never_meets_half_a_record(tmp_path: Path) -> None:
    presence = take(tmp_path)
    record = node_record(ClusterFolders(tmp_path).node("SV1"))
    assert record is not None
    write_record(tmp_path / "record", record, durable=True)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["record"]
    presence.leave()
