# SPDX-License-Identifier: GPL-3.0-or-later
"""A local cluster of real node agents that carry the fake service."""

import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from jmss.cluster.fence import processes_of
from jmss.cluster.layout import ClusterLayout, figure
from jmss.cluster.local import LocalCluster
from jmss.cluster.presence import node_record

SERVICE = Path(__file__).with_name("service.py")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def fake_layout(groups: int = 4, nodes: int = 4) -> ClusterLayout:
    """The manual's figure or its first part, with the fake service."""
    plan = figure(free_port())
    service = (sys.executable, str(SERVICE))
    faked = tuple(
        msgspec.structs.replace(
            group,
            service=service,
            nodes=tuple(node for node in group.nodes if node in plan.nodes[:nodes]),
        )
        for group in plan.groups[:groups]
    )
    return msgspec.structs.replace(plan, groups=faked, nodes=plan.nodes[:nodes])


@contextmanager
def running_cluster(root: Path, layout: ClusterLayout | None = None) -> Iterator[LocalCluster]:
    cluster = LocalCluster(root)
    try:
        cluster.up(layout=layout or fake_layout())
        yield cluster
    finally:
        if cluster.folders.layout.exists():
            cluster.down()
        assert left_over(cluster) == []


def left_over(cluster: LocalCluster) -> list[int]:
    """Every process that still belongs to any node of the cluster."""
    records = [node_record(cluster.folders.node(name)) for name in cluster.layout.nodes]
    return [p.pid for record in records if record for p in processes_of(record.boot)]


def until(true: Callable[[], object], seconds: float = 15.0) -> float:
    """Wait for a condition; give the seconds it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "not in time"
        time.sleep(0.01)
    return time.monotonic() - began


def carriers(cluster: LocalCluster) -> dict[str, str | None]:
    """Which node carries each group that works."""
    return {
        group.name: group.node if group.state == "up" else None for group in cluster.status().groups
    }


def ledger(cluster: LocalCluster, group: str) -> list[tuple[int, str, int]]:
    """The fake service's stays: incarnation, word, process number."""
    text = (cluster.folders.drive(group) / "ledger").read_text()
    return [(int(inc), word, int(pid)) for inc, word, pid, _ in map(str.split, text.splitlines())]
