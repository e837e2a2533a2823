# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes killed and paused at random: never two owners at once, incarnations only rise."""

import random
from pathlib import Path

import pytest

from jmss.cluster.base import NodeState
from jmss.cluster.local import LocalCluster
from jmss.cluster.ownership import current_owner
from jmss.errors import NodeDown, NodeUp, NotInTime
from tests.fakes.cluster import carriers, ledger, left_over, running_cluster, until

FAULTS = 64


def hurt(cluster: LocalCluster, chance: random.Random) -> str:
    """Kill or pause a living node, rather one that carries something; never the last one."""
    status = cluster.status()
    living = [node.name for node in status.nodes if node.state is NodeState.UP]
    if len(living) < 2:
        return ""
    busy = [group.node for group in status.groups if group.node in living]
    node = chance.choice(busy if busy and chance.random() < 0.8 else living)
    try:
        match chance.choices(("kill", "pause", "blink", "move"), (5, 4, 2, 1))[0]:
            case "kill":
                cluster.kill(node)
            case "pause":
                cluster.pause(node)
            case "blink":
                cluster.pause(node)
                cluster.resume(node)
            case "move":
                cluster.move(chance.choice(status.groups).name, node)
                return ""
    except (NodeDown, NotInTime):
        return ""
    return node


def mend(cluster: LocalCluster, chance: random.Random) -> None:
    """Start some of the nodes that are down."""
    for node in cluster.status().nodes:
        if node.state is NodeState.DOWN and chance.random() < 0.7:
            try:
                cluster.start(node.name)
            except (NodeUp, NotInTime):
                continue


def check(cluster: LocalCluster, group: str) -> int:
    """Check a group's ledger; give how many stays it has."""
    stays = ledger(cluster, group)
    begun = [inc for inc, word, _ in stays if word == "begin"]
    assert not [stay for stay in stays if stay[1] == "TWO"]
    # Some incarnations die before they write; none is given twice, none comes late.
    assert begun == sorted(set(begun))
    open_stay = None
    for inc, word, pid in stays:
        if word == "begin":
            open_stay = (inc, pid)
        else:
            assert (inc, pid) == open_stay, "an end after somebody else has begun"
            open_stay = None
    owner = current_owner(cluster.folders.drive(group))
    assert owner is not None
    assert owner.incarnation >= begun[-1]
    return len(begun)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [20261122])
def test_never_two_owners(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with running_cluster(tmp_path) as cluster:
        faults = 0
        while faults < FAULTS:
            if hurt(cluster, chance):
                faults += 1
            if chance.random() < 0.5:
                until(lambda: all(carriers(cluster).values()), 60.0)
            mend(cluster, chance)
        until(lambda: all(carriers(cluster).values()), 60.0)
        stays = {group.name: check(cluster, group.name) for group in cluster.layout.groups}
        assert sum(stays.values()) > FAULTS / 2, stays
    assert left_over(cluster) == []
