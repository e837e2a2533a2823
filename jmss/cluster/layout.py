# SPDX-License-Identifier: GPL-3.0-or-later
"""The nodes and failover groups of a local cluster; the TOML file ``cluster.toml``."""

import re
from ipaddress import ip_address
from pathlib import Path

import msgspec

from jmss.errors import BadConfiguration, NoSuchGroup, NoSuchNode
from jmss.model.machines import ServerType
from jmss.model.retention import Retention
from jmss.settings import DEFAULT_PORT, Site

TOKEN_FILE = "token"  # noqa: S105 - the name of a file
"""The token of whoever owns the cluster, in the cluster's folder."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}")
_DRIVE = re.compile(r"[A-Z]:")


class GroupLayout(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """One failover group with its virtual computer, drive and address."""

    name: str
    """Of the group and of its virtual computer."""
    server_type: ServerType
    drive: str
    """The letter of its switching drive, as the manual writes it (``I:``)."""
    address: str
    nodes: tuple[str, ...]
    """The nodes that may carry it, the first choice first."""
    multiplicity: int = 0
    """How many jobs an execution machine runs at once (manual S14)."""
    service: tuple[str, ...] = ()
    """The program to run for it in place of the usual one; empty for the usual one."""
    schedule_service: tuple[str, ...] = ()
    """The same for the schedule service beside a JMSS server; it must beat as that does."""


class ClusterLayout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A local cluster."""

    nodes: tuple[str, ...]
    groups: tuple[GroupLayout, ...]
    port: int = DEFAULT_PORT
    """The TCP port of the JMSS server."""
    certificate: str = ""
    """The JMSS server's certificate, relative to the cluster's folder; empty: no encryption."""
    key: str = ""
    """The key that belongs to it; readable by its owner alone."""
    ca_file: str = ""
    """The authorities that clients are to believe; empty: those that the system trusts."""
    retention: Retention = Retention()
    """Which ended jobs stay on the board; the others are archived."""
    ttl: float = 2.0
    """A node or a service that gives no sign of life for so many seconds is killed."""
    stop_grace: float = 20.0
    """Seconds that running jobs get to end when a group's work is stopped (``jstop``)."""
    stop_timeout: float = 0.0
    """After so many seconds a cluster manager gives up a stop script; 0: not known."""

    def group(self, name: str) -> GroupLayout:
        """Give one group.

        Raises:
            NoSuchGroup: the layout has none of this name; the error lists those it has.
        """
        for group in self.groups:
            if group.name == name:
                return group
        raise NoSuchGroup(group=name, known=", ".join(group.name for group in self.groups))

    def check_node(self, name: str) -> None:
        """Make sure that the layout has this node.

        Raises:
            NoSuchNode: it has not; the error lists those it has.
        """
        if name not in self.nodes:
            raise NoSuchNode(node=name, known=", ".join(self.nodes))

    def with_port(self, port: int) -> "ClusterLayout":
        """Give the same layout with another port for the JMSS server."""
        return msgspec.structs.replace(self, port=port)

    @property
    def server(self) -> GroupLayout:
        """The group that carries the JMSS server."""
        return next(g for g in self.groups if g.server_type is ServerType.JMSS_SERVER)

    @property
    def machines(self) -> tuple[GroupLayout, ...]:
        """The groups that are execution machines."""
        return tuple(g for g in self.groups if g.server_type is ServerType.EXECUTION_MACHINE)

    @property
    def site(self) -> Site:
        """What clients have to know."""
        hosts = {group.name: group.address for group in self.groups}
        return Site(
            server=self.server.name,
            port=self.port,
            hosts=hosts,
            tls=bool(self.certificate),
            ca_file=self.ca_file,
            token_file=TOKEN_FILE,
        )


def figure(port: int = DEFAULT_PORT) -> ClusterLayout:
    """Give the cluster of the manual's figure (manual S3): SV1 to SV4, VCOM1 to VCOM4.

    VCOMn belongs to SVn; the other nodes follow in a ring, so that SV2 then works as
    VCOM1 and VCOM2 when SV1 fails.
    """
    nodes = ("SV1", "SV2", "SV3", "SV4")
    groups = tuple(
        GroupLayout(
            name=f"VCOM{place + 1}",
            server_type=ServerType.EXECUTION_MACHINE if place else ServerType.JMSS_SERVER,
            drive=letter,
            address=f"127.0.0.{101 + place}",
            nodes=nodes[place:] + nodes[:place],
            multiplicity=4 if place else 0,
        )
        for place, letter in enumerate(("I:", "J:", "K:", "L:"))
    )
    return ClusterLayout(nodes=nodes, groups=groups, port=port)


def load_layout(path: Path) -> ClusterLayout:
    """Read a layout.

    Raises:
        BadConfiguration: it is not there, or something in it is wrong; it says what.
    """
    try:
        layout = msgspec.toml.decode(path.read_bytes(), type=ClusterLayout)
    except OSError as error:
        raise BadConfiguration(where=path, why=error.strerror or error) from error
    except msgspec.DecodeError as error:
        raise BadConfiguration(where=path, why=error) from error
    for why in _faults(layout):
        raise BadConfiguration(where=path, why=why)
    return layout


def _faults(layout: ClusterLayout) -> list[str]:
    """List what is wrong, in words; an empty list when all is well."""
    names = [group.name for group in layout.groups]
    servers = [g for g in layout.groups if g.server_type is ServerType.JMSS_SERVER]
    faults = [
        f"{name!r} is no name: letters, digits and - only"
        for name in (*layout.nodes, *names)
        if not _NAME.fullmatch(name)
    ]
    if not layout.nodes or len(set(layout.nodes)) < len(layout.nodes):
        faults.append("nodes must be a list of different names")
    if len(set(names)) < len(names):
        faults.append("two groups have the same name")
    if set(names) & set(layout.nodes):
        faults.append("a group has the name of a node")
    if len({group.address for group in layout.groups}) < len(names):
        faults.append("two groups have the same address")
    if len(servers) != 1:
        faults.append(f"exactly one group must be the jmss_server, not {len(servers)}")
    if not 0 < layout.port < 65536:
        faults.append(f"port is {layout.port}: 1 to 65535")
    if not 0.5 <= layout.ttl <= 60.0:
        faults.append(f"ttl is {layout.ttl}: 0.5 to 60 seconds")
    if not 0 <= layout.stop_grace <= 86400 or not 0 <= layout.stop_timeout <= 86400:
        faults.append("stop_grace and stop_timeout: 0 to 86400 seconds")
    faults += layout.retention.faults()
    return faults + [fault for group in layout.groups for fault in _group_faults(layout, group)]


def _group_faults(layout: ClusterLayout, group: GroupLayout) -> list[str]:
    faults = []
    strangers = [node for node in group.nodes if node not in layout.nodes]
    if strangers:
        faults.append(f"group {group.name}: no such node: {', '.join(strangers)}")
    if not group.nodes or len(set(group.nodes)) < len(group.nodes):
        faults.append(f"group {group.name}: nodes must be a list of different names")
    if not _DRIVE.fullmatch(group.drive):
        faults.append(f"group {group.name}: drive is {group.drive!r}: a letter and a colon")
    try:
        ip_address(group.address)
    except ValueError:
        faults.append(f"group {group.name}: {group.address!r} is no address")
    if group.server_type is ServerType.EXECUTION_MACHINE and not 1 <= group.multiplicity <= 1000:
        faults.append(f"group {group.name}: multiplicity is {group.multiplicity}: 1 to 1000")
    return faults
