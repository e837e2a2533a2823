# SPDX-License-Identifier: GPL-3.0-or-later
"""One look at the services of a node, from what its agent has written down."""

import time

from jmss.cluster.folders import ClusterFolders
from jmss.cluster.identity import process_start
from jmss.cluster.presence import NodeRecord, is_present, node_record, presence_stamp
from jmss.cluster.services import (
    DEPENDS_ON,
    NodeServices,
    Service,
    ServiceProcess,
    ServiceState,
    ServiceStatus,
)


def services_of(folders: ClusterFolders, node: str, ttl: float) -> NodeServices:
    """Tell how the three services of a node are now.

    Args:
        folders: the cluster's.
        node: which node.
        ttl: seconds of silence after which an agent is counted as dead.

    Raises:
        BadConfiguration: the node's record is damaged.
    """
    folder = folders.node(node)
    record = node_record(folder)
    agent, living = ServiceState.STOPPED, tuple[ServiceProcess, ...]()
    if record is not None and is_present(folder):
        silent = time.monotonic() - presence_stamp(folder) > ttl
        agent = ServiceState.SILENT if silent else ServiceState.RUNNING
        living = _living(record)
    needed = DEPENDS_ON[Service.JCLUSTER]
    services = (
        _status(Service.JCLUSTER, agent, living),
        *(_status(service, _with(agent, service, living), living) for service in needed),
    )
    return NodeServices(node=node, services=services)


def _living(record: NodeRecord) -> tuple[ServiceProcess, ...]:
    agent = ServiceProcess(
        service=Service.JCLUSTER, group="", pid=record.pid, pid_start=record.pid_start
    )
    return tuple(p for p in (agent, *record.processes) if process_start(p.pid) == p.pid_start)


def _with(
    agent: ServiceState, service: Service, living: tuple[ServiceProcess, ...]
) -> ServiceState:
    """Give the state of a service that goes with the agent."""
    works = any(process.service is service for process in living)
    if agent is ServiceState.RUNNING and not works:
        return ServiceState.STANDING_BY
    return agent


def _status(
    service: Service, state: ServiceState, living: tuple[ServiceProcess, ...]
) -> ServiceStatus:
    processes = tuple(process for process in living if process.service is service)
    return ServiceStatus(name=service, title=service.full_name, state=state, processes=processes)
