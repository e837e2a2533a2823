# SPDX-License-Identifier: GPL-3.0-or-later
"""What one node agent sees of the nodes, over time."""

from dataclasses import dataclass

from jmss.cluster.folders import ClusterFolders
from jmss.cluster.presence import is_present, node_record, presence_stamp
from jmss.errors import BadConfiguration
from jmss.rules.succession import NodeView

LONGEST_STEP = 0.25
"""Seconds of silence that one look may count, however long ago the last look was."""
FORMING = 3.0
"""Seconds after our own start in which nodes never seen may still come."""


@dataclass(slots=True)
class Silence:
    """How long a heartbeat has not changed *while we were looking*.

    An observer that was itself stopped, or whose machine slept, must not take that time
    for the silence of others: each look counts ``LONGEST_STEP`` at most.
    """

    stamp: float = 0.0
    seconds: float = 0.0

    def look(self, stamp: float, step: float) -> float:
        """Take in the heartbeat's stamp ``step`` seconds after the last look; give the silence."""
        if stamp == self.stamp:
            self.seconds += min(step, LONGEST_STEP)
        else:
            self.stamp, self.seconds = stamp, 0.0
        return self.seconds


class Watch:
    """Looks at the nodes again and again."""

    def __init__(self, folders: ClusterFolders, names: tuple[str, ...], ttl: float) -> None:
        self._folders = {name: folders.node(name) for name in names}
        self._ttl = ttl
        self._agents: dict[str, int] = {}
        self._silences = {name: Silence() for name in names}
        self._seen: set[str] = set()
        self._age = 0.0

    def look(self, step: float) -> dict[str, NodeView]:
        """Give every node as it is now; ``step``: seconds since the last look."""
        self._age += min(step, LONGEST_STEP)
        return {name: self._look_at(name, step) for name in self._silences}

    @property
    def agents(self) -> dict[str, int]:
        """The process numbers of the agents that were last seen alive, by node."""
        return self._agents

    def silent(self, name: str) -> bool:
        """Whether the node is there but has been silent too long at the last look."""
        return self._silences[name].seconds > self._ttl and is_present(self._folders[name])

    def _look_at(self, name: str, step: float) -> NodeView:
        folder = self._folders[name]
        silence = self._silences[name].look(presence_stamp(folder), step)
        try:
            record = node_record(folder)
        except BadConfiguration:
            record = None
        if record is None or silence > self._ttl or not is_present(folder):
            self._agents.pop(name, None)
            expected = name not in self._seen and self._age < FORMING
            return NodeView(alive=False, boot=record.boot if record else "", expected=expected)
        self._seen.add(name)
        self._agents[name] = record.pid
        return NodeView(alive=True, boot=record.boot, barred=frozenset(record.barred))
