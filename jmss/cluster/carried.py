# SPDX-License-Identifier: GPL-3.0-or-later
"""As what a node carries each group, by its service environment; looked at again and again."""

import logging

from jmss.cluster.environment import Environments
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout
from jmss.errors import BadConfiguration
from jmss.model.machines import ServerType

_log = logging.getLogger(__name__)


class Carried:
    """What one node carries. A node whose file is damaged goes on as before, and says so once."""

    def __init__(self, folders: ClusterFolders, layout: ClusterLayout, node: str) -> None:
        self._file = folders.applied_environment(node)
        self._environments = Environments(folders, layout)
        self._layout = layout
        self._node = node
        self._stamp: tuple[int, int] | None = None
        self._types: dict[str, ServerType | None] = {
            group.name: group.server_type for group in layout.groups
        }
        self.look()

    def look(self) -> bool:
        """Look whether an update has changed anything; costs a look at the file system."""
        stamp = self._stamp_now()
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            there = self._environments.in_force(self._node)
        except BadConfiguration as error:
            _log.error("the service environment of %s cannot be used: %s", self._node, error)
            return False
        before = self._types
        self._types = {each.name: each.server_type for each in there.computers}
        return self._types != before

    @property
    def left_alone(self) -> frozenset[str]:
        """The groups that JMSS does not carry here."""
        return frozenset(name for name, kind in self._types.items() if kind is None)

    def kind(self, group: str) -> ServerType:
        """Tell as what a group is carried here, or would be by ``cluster.toml``."""
        return self._types[group] or self._layout.group(group).server_type

    def _stamp_now(self) -> tuple[int, int]:
        try:
            there = self._file.stat()
        except OSError:
            return (0, 0)
        return (there.st_ino, there.st_mtime_ns)
