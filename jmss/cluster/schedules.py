# SPDX-License-Identifier: GPL-3.0-or-later
"""The schedule services of one node: each runs beside its group's JMSS server, and goes with it."""

import logging

from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout
from jmss.cluster.ownership import current_owner
from jmss.cluster.post import Post
from jmss.cluster.schedule_service import ScheduleService, schedule_command
from jmss.errors import BadConfiguration

_log = logging.getLogger(__name__)


class Schedules:
    """What looks after schedules on ``node``, by failover group."""

    def __init__(self, folders: ClusterFolders, layout: ClusterLayout, node: str) -> None:
        self._drives = {group.name: folders.drive(group.name) for group in layout.groups}
        self._services = {
            group.name: ScheduleService(
                schedule_command(group, folders.root, node),
                folders.node(node) / f"{group.name}-schedule.log",
                folders.drive(group.name),
                beat=folders.schedule_beat(node, group.name),
                ttl=layout.ttl,
                node=node,
            )
            for group in layout.groups
        }

    @property
    def pids(self) -> dict[str, int | None]:
        """The process number of each; None where none runs."""
        return {name: service.pid for name, service in self._services.items()}

    @property
    def running(self) -> bool:
        """Whether any is still there."""
        return any(service.running for service in self._services.values())

    def follow(self, group: str, server: Post | None, now: float, step: float) -> int | None:
        """Bring a group's to where its JMSS server is, and see that it lives.

        Args:
            group: its name.
            server: the server's post; None where the group is no JMSS server.
            now: seconds on the monotonic clock.
            step: seconds since the last look.

        Returns:
            The number of the process that was started just now, if any.
        """
        service = self._services[group]
        if server is None or not server.running or server.stopping:
            service.stop(now)
            return None
        service.watch(now, step)
        if not self._works(group, server) or not service.keep(now):
            return None
        _log.info("%s: schedule service, process %s started", group, service.pid)
        return service.pid

    def stop(self, now: float) -> None:
        """Ask all to end in order. Call again until none is ``running``."""
        for service in self._services.values():
            service.stop(now)

    def _works(self, group: str, server: Post) -> bool:
        try:
            owner = current_owner(self._drives[group])
        except BadConfiguration:
            return False
        return owner is not None and owner.ready and owner.pid == server.pid
