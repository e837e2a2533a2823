# SPDX-License-Identifier: GPL-3.0-or-later
"""What a node does about other nodes that hang or are dead: it kills what is left of them."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping

from jmss.cluster.fence import kill_all
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout
from jmss.cluster.presence import is_present, mark_fenced, node_record, presence_stamp
from jmss.errors import StillRunning
from jmss.rules.succession import NodeView

LAST_LIGHT = 8.0
"""Seconds to wait for the other nodes when the whole cluster ends."""
LOOK_EVERY = 0.1
_log = logging.getLogger(__name__)


class Guard:
    """The guard that ``node`` keeps over the other nodes."""

    def __init__(self, folders: ClusterFolders, layout: ClusterLayout, node: str) -> None:
        self._folders = folders
        self._ring = layout.nodes
        self._ttl = layout.ttl
        self._node = node

    async def fence(self, node: str, boot: str) -> bool:
        """Kill all that is left of one start of a node; False when it does not die.

        It is first marked as dead, so that an agent that wakes up meanwhile ends itself.
        """
        if not boot:
            return True
        try:
            if node in self._ring:
                mark_fenced(self._folders.node(node), boot)
            killed = await asyncio.to_thread(kill_all, boot, node=node)
        except StillRunning as error:
            _log.error("%s", error)
            return False
        _log.info("node %s: %d processes of %s killed", node, killed, boot)
        return True

    async def watch_over(
        self, nodes: Mapping[str, NodeView], silent: Callable[[str], bool]
    ) -> None:
        """Kill hung nodes; the first living node behind each in the ring does it."""
        for place, name in enumerate(self._ring):
            others = (*self._ring[place + 1 :], *self._ring[:place])
            guard = next((other for other in others if nodes[other].alive), None)
            if guard == self._node and nodes[name].boot and silent(name):
                _log.error("node %s gives no sign of life", name)
                await self.fence(name, nodes[name].boot)

    async def see_the_others_end(self) -> None:
        """See the whole cluster to its end: a node that hangs cannot end itself."""
        others = [name for name in self._ring if name != self._node]
        deadline = time.monotonic() + LAST_LIGHT
        while others and time.monotonic() < deadline:
            for name in others:
                folder = self._folders.node(name)
                silence = time.monotonic() - presence_stamp(folder)
                record = node_record(folder)
                if silence > self._ttl / 2 and record is not None and is_present(folder):
                    await self.fence(name, record.boot)
            others = [name for name in others if is_present(self._folders.node(name))]
            await asyncio.sleep(LOOK_EVERY if others else 0)
