# SPDX-License-Identifier: GPL-3.0-or-later
"""``jmssd``: the JMSS server. Started by a node's agent, for its failover group."""

import argparse
import asyncio
import logging
import os
import resource
import signal
import ssl
import sys
from collections.abc import Callable
from pathlib import Path

from jmss.access.exposure import check_exposure
from jmss.access.tickets import TicketOffice, ticket_key
from jmss.access.token_file import TokenFile, access_folder
from jmss.cluster.data_follow import bring_data
from jmss.cluster.environment import folders_on, setting_in_force
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout, load_layout
from jmss.cluster.local import LocalCluster
from jmss.cluster.ownership import Ownership
from jmss.errors import BadConfiguration, Fenced, JmssError
from jmss.logs import start_log
from jmss.model.machines import ServerType
from jmss.model.storage_folders import Purpose
from jmss.server.cluster_watch import Stay
from jmss.server.encryption import server_context
from jmss.server.gate import Gate
from jmss.server.place import ServerPlace
from jmss.server.service import ServerService
from jmss.settings import default_root
from jmss.store.folders import ServerFolders

FAILED = 3
FENCED = 5
"""The exit code of a service whose drive got another owner."""
EXIT_CODES = (
    "Exit codes: 0 stopped in order; 2 wrong usage; 3 it cannot work, its log says why; 5 another"
    " node has taken its drive."
)

SWITCH = 0.0005
"""Seconds that a thread computes while another waits: commits must not wait for the loop."""

_log = logging.getLogger("jmss.server")


def main(guard: Callable[..., None] = check_exposure) -> None:
    """Serve until SIGTERM, on the node that carries the failover group.

    ``guard`` decides whether a server may listen at its address as it is.
    """
    options = jmssd().parse_args()
    start_log()
    _allow_many_links()
    sys.setswitchinterval(SWITCH)
    try:
        sys.exit(_work(options.root.absolute(), options.group, options.node, guard))
    except JmssError as error:
        _log.error("%s", error)
        sys.exit(FAILED)


def _allow_many_links() -> None:
    """Take as many open files as the system allows: each link is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def jmssd() -> argparse.ArgumentParser:
    """Make the command's parser: click would add to the time in which clients find nobody."""
    parser = argparse.ArgumentParser(
        prog="jmssd",
        description="Serve as the JMSS server, on the node that carries its failover group. A"
        " node's agent starts it.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--root", type=Path, default=default_root(), help="the cluster's folder")
    parser.add_argument("--group", required=True, metavar="VCOM1")
    parser.add_argument("--node", required=True, metavar="SV1")
    return parser


def _work(root: Path, group: str, node: str, guard: Callable[..., None]) -> int:
    folders = ClusterFolders(root)
    layout = load_layout(folders.layout)
    address = layout.group(group).address
    drive = folders.drive(group)
    ownership = Ownership.acquire(drive, virtual_computer=group, node=node)
    try:
        real = _real_folders(folders, layout, group, node)
        moved = bring_data(drive, real, group=group)
        start_log(real[Purpose.LOG] / "jmssd.log")
        for each in moved:
            _log.warning("moved: %s", each)
        place = ServerPlace(
            drive=drive,
            folders=ServerFolders(**{purpose.value: real[purpose] for purpose in real}),
            address=address,
            port=layout.port,
            stay=_stay(ownership),
            retention=layout.retention,
            gate=_gate(drive),
            tls=_tls(root, layout),
        )
        guard(
            address,
            layout.port,
            encrypted=place.tls is not None,
            authenticated=not place.gate.is_open,
        )
        code = asyncio.run(_serve(place, ownership, LocalCluster(root)))
    except JmssError as error:
        # Both for who looks on the drive and for who started us.
        _log.error("%s", error)
        start_log()
        raise
    if code == 0:
        ownership.release()
    return code


async def _serve(place: ServerPlace, ownership: Ownership, cluster: LocalCluster) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return await ServerService(place, ownership, cluster.status, fenced=_end_at_once).run(stop)


def _end_at_once(fenced: Fenced) -> None:
    # Nothing more may be written or said, so nothing is tidied up.
    _log.critical("%s", fenced)
    os._exit(FENCED)


def _real_folders(
    folders: ClusterFolders, layout: ClusterLayout, group: str, node: str
) -> dict[Purpose, Path]:
    """Give the storage folders by this node's service environment (manual S6).

    Raises:
        NotCarried, NotOnDrive, BadConfiguration: the server cannot work with them.
    """
    wanted = ServerType.JMSS_SERVER
    setting = setting_in_force(folders, layout, node=node, group=group, wanted=wanted)
    if layout.server.name != group:
        raise BadConfiguration(where=folders.layout, why=f"{group} is not the JMSS server")
    return folders_on(folders.drive(group), setting)


def _tls(root: Path, layout: ClusterLayout) -> ssl.SSLContext | None:
    if not layout.certificate:
        return None
    return server_context(root / layout.certificate, root / layout.key)


def _gate(drive: Path) -> Gate:
    """Ask for tokens if the drive has a list of them."""
    folder = access_folder(drive)
    tokens = TokenFile(folder)
    return Gate(tokens, TicketOffice(ticket_key(folder))) if tokens.exists() else Gate()


def _stay(ownership: Ownership) -> Stay:
    record, previous = ownership.record, ownership.previous
    return Stay(
        virtual_computer=record.virtual_computer,
        node=record.node,
        incarnation=record.incarnation,
        began=record.began,
        last_seen=previous.last_seen if previous else None,
        clean=previous.clean if previous else False,
    )


if __name__ == "__main__":
    main()
