# SPDX-License-Identifier: GPL-3.0-or-later
"""The cluster of this machine: its nodes are processes, its drives are folders.

It is honest within one kernel only: there a lock is a lock and a kill is a kill. Real
machines need a real cluster manager.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from jmss.cluster.base import ClusterStatus, GroupState, NodeState
from jmss.cluster.environment import Environments
from jmss.cluster.fence import freeze, kill_all, new_marks, processes_of, thaw
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout, load_layout
from jmss.cluster.lifeline import Lifeline
from jmss.cluster.look import cluster_status
from jmss.cluster.ownership import adopt, current_owner
from jmss.cluster.preparation import furnish, prepare_alone, prepared
from jmss.cluster.presence import NodeRecord, ask_to_stop, is_present, node_record
from jmss.cluster.stop_mark import forget_stop, stop_mark
from jmss.cluster.wish import forget_wish, wish
from jmss.errors import (
    ClusterDown,
    GroupStopped,
    NodeDown,
    NodeUp,
    NotCarried,
    NotInTime,
)

UP_WITHIN = 20.0
"""Seconds for the whole cluster to come up."""
START_WITHIN = 10.0
"""Seconds for a node to come up."""
MOVE_WITHIN = 20.0
"""Seconds for a group to stop on one node and work on another."""
DOWN_WITHIN = 10.0
"""Seconds for the nodes to stop in order before they are killed."""
ENDING_WITHIN = 2.0
"""Seconds for an agent that has given everything up to end."""
LOOK_EVERY = 0.05


class LocalCluster:
    """Starts, watches and steers the cluster in the folder ``root``."""

    def __init__(self, root: Path) -> None:
        self.folders = ClusterFolders(root.absolute())
        self._agents: list[subprocess.Popen[bytes]] = []
        self._lifeline: Lifeline | None = None

    @property
    def layout(self) -> ClusterLayout:
        """The nodes and groups.

        Raises:
            ClusterDown: there is no cluster in this folder.
            BadConfiguration: ``cluster.toml`` is wrong.
        """
        if not self.folders.layout.exists():
            raise ClusterDown(root=self.folders.root)
        return load_layout(self.folders.layout)

    def status(self) -> ClusterStatus:
        """Look at the nodes and groups as they are now; a few milliseconds.

        Raises:
            ClusterDown, BadConfiguration: see ``layout``.
        """
        return cluster_status(self.folders, self.layout)

    def up(
        self,
        *,
        port: int | None = None,
        layout: ClusterLayout | None = None,
        adopted: bool = False,
        tied: bool = False,
    ) -> ClusterStatus:
        """Start all nodes and wait until every group works.

        Args:
            port: of the JMSS server; None for the one in ``cluster.toml``.
            layout: None for ``cluster.toml``, or the manual's figure when there is none.
            adopted: no other machine works on the drives, whatever they say.
            tied: the cluster ends when this process does, however it ends.

        Raises:
            ClusterUp: it runs already.
            AddressAway: an address cannot be used on this machine.
            DriveRemote, DriveMissing: the folder cannot hold a cluster.
            BadConfiguration: the layout or the record on a drive is damaged.
            WideOpen: others could reach the server, and its link is not encrypted.
            NotInTime: something did not come up; it says what. The rest goes on running.
        """
        plan = prepared(self.folders, port, layout)
        furnish(self.folders, plan)
        for group in plan.groups:
            drive = self.folders.drive(group.name)
            forget_wish(drive)
            forget_stop(drive)
            if adopted:
                adopt(drive)
            current_owner(drive)
        self._lifeline = Lifeline(self.folders.lifeline) if tied else None
        for name in plan.nodes:
            self._spawn(name)
        self._wait(UP_WITHIN, self._missing)
        return self.status()

    def down(self) -> None:
        """Stop every group and node in order, then kill whatever is left of them.

        Nothing to do is done at once.

        Raises:
            ClusterDown: there is no cluster in this folder.
            StillRunning: a process does not die.
        """
        layout = self.layout
        self.folders.going_down.touch()
        for name in layout.nodes:
            ask_to_stop(self.folders.node(name))
        deadline = time.monotonic() + DOWN_WITHIN
        while time.monotonic() < deadline:
            nodes = self.status().nodes
            for node in nodes:
                if node.state is NodeState.SILENT:
                    kill_all(node.boot, node=node.name)
            if all(node.state is NodeState.DOWN for node in nodes):
                break
            time.sleep(LOOK_EVERY)
        self._end(layout.nodes)
        if self._lifeline is not None:
            self._lifeline.let_go()
        self._reap()

    def kill(self, node: str) -> None:
        """Take the power from a node: all its processes are gone when this returns.

        Raises:
            NoSuchNode, NodeDown, ClusterDown, StillRunning.
        """
        kill_all(self._running(node).boot, node=node)
        self._reap()

    def pause(self, node: str) -> None:
        """Make a node hang: stop all its processes. The others will kill it before long.

        Raises:
            NoSuchNode, NodeDown, ClusterDown.
        """
        freeze(self._running(node).boot)

    def resume(self, node: str) -> None:
        """Let a hung node go on, if the others have not killed it yet.

        Raises:
            NoSuchNode, NodeDown, ClusterDown.
        """
        thaw(self._running(node).boot)

    def start(self, node: str) -> None:
        """Start a node that is down, and wait until it is up.

        Raises:
            NoSuchNode, NodeUp.
            ClusterDown: the whole cluster is down.
            NotInTime: it did not come up.
        """
        self._check_start(node)
        self._spawn(node)
        self._wait(START_WITHIN, lambda: [] if self._is_up(node) else [node])

    def begin(self, node: str, *, spawn: bool = True) -> None:
        """Start a node, be it the first of a cluster that is down, as a computer does on its own.

        Args:
            node: which node.
            spawn: False: prepare everything, and leave it to the caller to become its agent.

        Raises:
            NoSuchNode, NodeUp.
            ClusterDown: there is no cluster in this folder, or it is just going down.
            AddressAway, DriveRemote, DriveMissing, BadConfiguration, WideOpen: see ``up``.
            NotInTime: it did not come up.
        """
        self._checked(node)
        prepare_alone(self.folders)
        if spawn:
            self.start(node)
        else:
            self._check_start(node)

    def stop(self, node: str) -> None:
        """Stop a node in order: its groups go to other nodes. Nothing to do is done at once.

        Raises:
            NoSuchNode, ClusterDown.
            StillRunning: a process of it does not die.
        """
        self._checked(node)
        folder = self.folders.node(node)
        ask_to_stop(folder)
        deadline = time.monotonic() + DOWN_WITHIN
        while is_present(folder) and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY)
        self._end((node,))
        self._reap()

    def check_move(self, group: str, node: str) -> None:
        """Make sure that a group can be moved to a node.

        Raises:
            NoSuchGroup, NoSuchNode, ClusterDown.
            NodeDown: the node cannot take it.
            NotCarried: JMSS does not run for it there.
            GroupStopped: it was told to stop its work.
        """
        self._checked(node).group(group)
        if not self._is_up(node):
            raise NodeDown(node=node)
        if Environments(self.folders, self.layout).carried_as(node, group) is None:
            raise NotCarried(group=group, node=node)
        if stop_mark(self.folders.drive(group)) is not None:
            raise GroupStopped(group=group)

    def move(self, group: str, node: str) -> None:
        """Move a group to a node, and wait until it works there. It stays there then.

        Raises:
            NoSuchGroup, NoSuchNode, ClusterDown.
            NodeDown, NotCarried, GroupStopped: see ``check_move``.
            NotInTime: it did not come up there.
        """
        self.check_move(group, node)
        drive = self.folders.drive(group)
        if self._carries(node, group):
            return

        def missing() -> list[str]:
            if self._carries(node, group):
                return []
            # Again each time: an agent that does not see the node yet has dropped the wish.
            wish(drive, node)
            return [group]

        try:
            self._wait(MOVE_WITHIN, missing)
        finally:
            forget_wish(drive)

    @property
    def is_watched(self) -> bool:
        """Whether any node has a living agent; without one, groups are started by hand.

        Raises:
            ClusterDown, BadConfiguration: see ``layout``.
        """
        return any(is_present(self.folders.node(name)) for name in self.layout.nodes)

    def let_work(self, group: str) -> None:
        """Let a group work again that was told to stop, and wait until it does.

        Raises:
            NoSuchGroup, ClusterDown.
            NotCarried: JMSS does not run for it on any node.
            NotInTime: it did not come up.
        """
        drive = self.folders.drive(self.layout.group(group).name)
        if self.status().group(group).server_type is None:
            raise NotCarried(group=group, node=", ".join(self.layout.group(group).nodes))
        forget_stop(drive)

        def missing() -> list[str]:
            return [] if self.status().group(group).state is GroupState.UP else [group]

        self._wait(START_WITHIN, missing)

    def _check_start(self, node: str) -> None:
        self._checked(node)
        if is_present(self.folders.node(node)):
            raise NodeUp(node=node)
        if self.folders.going_down.exists():
            raise ClusterDown(root=self.folders.root)

    def _checked(self, node: str) -> ClusterLayout:
        layout = self.layout
        layout.check_node(node)
        return layout

    def _running(self, node: str) -> NodeRecord:
        self._checked(node)
        record = node_record(self.folders.node(node))
        if record is None or not (is_present(self.folders.node(node)) or processes_of(record.boot)):
            raise NodeDown(node=node)
        return record

    def _spawn(self, node: str) -> None:
        root, folder = self.folders.root, self.folders.node(node)
        command = [sys.executable, "-m", "jmss.commands.jnode", "--root", str(root), "--node", node]
        with (folder / "agent.log").open("ab") as log:
            agent = subprocess.Popen(
                command,
                env={**os.environ, **new_marks(node, root)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._agents.append(agent)

    def _end(self, nodes: tuple[str, ...]) -> None:
        """See the last processes of nodes end by themselves, then kill what is left of them.

        Whoever started an agent learns by its exit status whether it ended in order.
        """
        records = [(name, node_record(self.folders.node(name))) for name in nodes]
        boots = {name: record.boot for name, record in records if record is not None}
        deadline = time.monotonic() + ENDING_WITHIN
        while any(map(processes_of, boots.values())) and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY)
        for name, boot in boots.items():
            kill_all(boot, node=name)

    def _reap(self) -> None:
        """Take in the agents of ours that have ended."""
        self._agents = [agent for agent in self._agents if agent.poll() is None]

    def _wait(self, seconds: float, missing: Callable[[], list[str]]) -> None:
        deadline = time.monotonic() + seconds
        while left := missing():
            if time.monotonic() > deadline:
                raise NotInTime(
                    seconds=f"{seconds:g}",
                    missing=", ".join(left),
                    logs=self.folders.root / "nodes",
                )
            time.sleep(LOOK_EVERY)
        self._reap()

    def _missing(self) -> list[str]:
        status = self.status()
        return [node.name for node in status.nodes if node.state is not NodeState.UP] + [
            group.name
            for group in status.groups
            if group.server_type is not None and group.state is not GroupState.UP
        ]

    def _is_up(self, node: str) -> bool:
        return self.status().node(node).state is NodeState.UP

    def _carries(self, node: str, group: str) -> bool:
        there = self.status().group(group)
        return there.node == node and there.state is GroupState.UP
