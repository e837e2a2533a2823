# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual's three services of a node, by name, and how they hang together (manual S5, S16).

*JCluster Service* is the node's agent. It carries failover groups, and what it runs for them
are the other two: *JLook Service* (the JMSS server or the execution machine of each group
carried here) and *JSchedule Service* (the schedules, beside the JMSS server). So the three
start and stop together, and the two never by themselves (``docs/decisions``, 13).
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from jmss.cluster.identity import process_start
from jmss.errors import NoSuchService


class Service(StrEnum):
    """A service of a node, by the short name of the manual's."""

    JCLUSTER = "JCluster"
    JLOOK = "JLook"
    JSCHEDULE = "JSchedule"

    @property
    def full_name(self) -> str:
        """The manual's name: ``ESMPRO/JMSS JCluster Service``."""
        return f"ESMPRO/JMSS {self.value} Service"


DEPENDS_ON = {Service.JCLUSTER: (Service.JLOOK, Service.JSCHEDULE)}
"""What a service needs: it starts both and stops both (manual S5)."""


class ServiceState(StrEnum):
    """Whether a service of a node works."""

    RUNNING = "running"
    STANDING_BY = "standing_by"
    """Its node is up and carries nothing that it has work for."""
    SILENT = "silent"
    """It is there but gives no sign of life; the other nodes are about to kill the node."""
    STOPPED = "stopped"


class ServiceProcess(msgspec.Struct, frozen=True, kw_only=True):
    """A process of a service."""

    service: Service
    group: str
    """The failover group that it works for; empty for the agent."""
    pid: int
    pid_start: int
    """Clock ticks since the kernel's start; with ``pid`` it names the process for good."""


class ServiceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One service of a node at one moment."""

    name: Service
    title: str
    state: ServiceState
    processes: tuple[ServiceProcess, ...] = ()


class NodeServices(msgspec.Struct, frozen=True, kw_only=True):
    """The three services of a node, the agent first."""

    node: str
    services: tuple[ServiceStatus, ...]

    def service(self, name: Service) -> ServiceStatus:
        """Give one of the three."""
        return next(service for service in self.services if service.name is name)


def service_named(words: str) -> Service:
    """Give the service that a person means: ``jlook``, ``JLook Service``, or the full title.

    Raises:
        NoSuchService: there is none of this name; the error lists those there are.
    """
    wanted = " ".join(words.split()).casefold()
    for service in Service:
        known = (service.value, f"{service.value} Service", service.full_name)
        if wanted in {name.casefold() for name in known}:
            return service
    raise NoSuchService(service=words, known=", ".join(Service))


def named_processes(
    pids: Mapping[Service, Mapping[str, int | None]],
) -> tuple[ServiceProcess, ...]:
    """Name the processes of services so that nobody takes later ones for them.

    Args:
        pids: by service and failover group; None where none runs.
    """
    return tuple(
        ServiceProcess(service=service, group=group, pid=pid, pid_start=process_start(pid) or 0)
        for service, by_group in pids.items()
        for group, pid in by_group.items()
        if pid is not None
    )
