# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting and stopping the services of nodes as the manual has them depend (manual S5, S16).

JCluster Service is started, stopped and restarted, and with it the two that it depends on.
Those two by themselves are refused, with what to do instead; what is so already is no error.
"""

import time
from collections.abc import Iterable
from contextlib import suppress

from jmss.cluster.local import START_WITHIN, LocalCluster
from jmss.cluster.services import NodeServices, Service, ServiceState
from jmss.cluster.services_look import services_of
from jmss.errors import NodeUp, NotInTime, RestartTied, StartTied, StopTied

WORKS = frozenset({ServiceState.RUNNING, ServiceState.STANDING_BY})
"""The states of a service that is started."""
LOOK_EVERY = 0.05


class Services:
    """The services of some nodes of a cluster.

    Args:
        cluster: the cluster of this machine.
        nodes: which nodes are meant, in the layout's order.
    """

    def __init__(self, cluster: LocalCluster, nodes: tuple[str, ...]) -> None:
        self._cluster = cluster
        self._nodes = nodes

    def look(self) -> tuple[NodeServices, ...]:
        """Tell how the services are now."""
        ttl = self._cluster.layout.ttl
        return tuple(services_of(self._cluster.folders, node, ttl) for node in self._nodes)

    def start(self, service: Service) -> None:
        """Start a service and what it depends on, and wait until it works.

        Raises:
            StartTied: it is started by JCluster Service alone, and that does not run.
            ClusterError: a node does not come up.
        """
        if service is Service.JCLUSTER:
            self._start_nodes()
            self._until_working()
        elif not self._works(service):
            raise StartTied(service=service.full_name, whole=Service.JCLUSTER.full_name)

    def stop(self, service: Service) -> None:
        """Stop a service and what it depends on.

        Raises:
            StopTied: JCluster Service, which depends on it, runs.
            StillRunning: a process does not die.
        """
        if service is Service.JCLUSTER:
            self._stop_nodes()
        elif any(each.service(service).state is not ServiceState.STOPPED for each in self.look()):
            raise StopTied(service=service.full_name, whole=Service.JCLUSTER.full_name)

    def restart(self, service: Service) -> None:
        """Stop a service and what it depends on, and start it again.

        Raises:
            RestartTied: it is restarted with JCluster Service alone (manual S16).
            ClusterError: a node does not end or come up.
        """
        if service is not Service.JCLUSTER:
            raise RestartTied(service=service.full_name, whole=Service.JCLUSTER.full_name)
        self._stop_nodes()
        self._start_nodes()
        self._until_working()

    def _works(self, service: Service) -> bool:
        return all(each.service(service).state in WORKS for each in self.look())

    def _start_nodes(self) -> None:
        cluster = self._cluster
        if set(self._nodes) == set(cluster.layout.nodes) and not cluster.is_watched:
            cluster.up()
            return
        for node in self._nodes:
            with suppress(NodeUp):
                cluster.begin(node)

    def _stop_nodes(self) -> None:
        if set(self._nodes) == set(self._cluster.layout.nodes):
            # Together: else the groups would wander from node to node.
            self._cluster.down()
            return
        for node in self._nodes:
            self._cluster.stop(node)

    def _until_working(self) -> None:
        deadline = time.monotonic() + START_WITHIN
        while missing := [each.node for each in self.look() if not _all_work(each)]:
            if time.monotonic() > deadline:
                raise NotInTime(
                    seconds=f"{START_WITHIN:g}",
                    missing=", ".join(missing),
                    logs=self._cluster.folders.root / "nodes",
                )
            time.sleep(LOOK_EVERY)


def _all_work(there: NodeServices) -> bool:
    return all(service.state in WORKS for service in there.services)


def working(nodes: Iterable[NodeServices], services: Iterable[Service]) -> bool:
    """Whether these services work on all these nodes."""
    wanted = tuple(services)
    return all(each.service(service).state in WORKS for each in nodes for service in wanted)
