# SPDX-License-Identifier: GPL-3.0-or-later
"""[サービス環境を更新]: put a node's settings in force there (manual S6, 2.2 ⑩).

All of it or nothing: what a service that works on the node stands on is not changed under it.
"""

import time
from contextlib import ExitStack
from pathlib import Path

import msgspec

from jmss.cluster.environment import Applied, Environments, environment_revision, folders_on
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout
from jmss.cluster.lock import KernelLock
from jmss.cluster.ownership import current_owner, lives
from jmss.cluster.presence import is_present
from jmss.cluster.toml import write_toml
from jmss.errors import BadConfiguration, GroupsAtWork, ServerFixed
from jmss.model.machines import ServerType
from jmss.model.service_environment import ServiceEnvironment
from jmss.model.storage_folders import folder_faults

PATIENCE = 0.2
"""Seconds to wait for the lock of a drive that somebody is just looking at."""


def update_environment(folders: ClusterFolders, layout: ClusterLayout, node: str) -> Applied:
    """Put the settings of a node in force; a node without any gets those that it shows.

    Raises:
        NoSuchNode: the layout has none of this name.
        TwoServers, NotOnDrive, BadFolder: the settings cannot be worked with (manual S1, S15).
        ServerFixed: another JMSS server, while nodes are up.
        GroupsAtWork: a group that works on this node would be changed under its service.
    """
    layout.check_node(node)
    environments = Environments(folders, layout)
    wanted = environments.shown(node)
    server = _check(folders, layout, wanted)
    changed = _changed(environments, node, wanted)
    with ExitStack() as held:
        _hold(folders, changed, node, held)
        if server != layout.server.name:
            write_toml(folders.layout, _with_server(layout, server))
        applied = Applied(
            environment=wanted,
            at=time.time(),
            revision=environment_revision(folders.drive(server)),
        )
        if environments.settings(node) != wanted:
            environments.keep_settings(node, wanted)
        environments.keep_applied(node, applied)
    return applied


def _changed(environments: Environments, node: str, wanted: ServiceEnvironment) -> list[str]:
    """Name the groups of which something else is in force; all, where nobody can tell."""
    try:
        before = environments.in_force(node)
    except BadConfiguration:
        return [each.name for each in wanted.computers]  # this update makes the file anew
    return [each.name for each in wanted.computers if before.of(each.name) != each]


def _check(folders: ClusterFolders, layout: ClusterLayout, wanted: ServiceEnvironment) -> str:
    """Check settings as a whole; give the JMSS server."""
    server = wanted.check_server()
    for group in layout.groups:
        setting, drive = wanted.of(group.name), folders.drive(group.name)
        if setting is None:
            continue
        for error in folder_faults(setting.server_type, setting.folders, group.drive).values():
            raise error
        if drive.exists():
            folders_on(drive, setting)
    if server != layout.server.name and any(is_present(folders.node(n)) for n in layout.nodes):
        raise ServerFixed(server=layout.server.name, wanted=server)
    return server


def _hold(folders: ClusterFolders, groups: list[str], node: str, held: ExitStack) -> None:
    """Keep the services of these groups from starting meanwhile.

    A service that works on another node is left alone: it goes by that node's settings.

    Raises:
        GroupsAtWork: one works on this node, or is just starting.
    """
    at_work = []
    for group in groups:
        drive = folders.drive(group)
        if not drive.exists():
            continue
        lock = KernelLock.take(drive / "owner.lock", patience=PATIENCE)
        if lock is not None:
            held.callback(lock.free)
        elif _may_be_here(drive, node):
            at_work.append(group)
    if at_work:
        raise GroupsAtWork(
            node=node,
            groups=", ".join(at_work),
            stop="; ".join(f"`jstop {group}`" for group in at_work),
            start="; ".join(f"`jstart {group}`" for group in at_work),
        )


def _may_be_here(drive: Path, node: str) -> bool:
    owner = current_owner(drive)
    return owner is None or owner.node == node or not lives(owner)


def _with_server(layout: ClusterLayout, server: str) -> ClusterLayout:
    """Give the layout with another JMSS server; the one before is an execution machine there."""
    groups = tuple(
        msgspec.structs.replace(
            group,
            server_type=ServerType.JMSS_SERVER
            if group.name == server
            else ServerType.EXECUTION_MACHINE,
            multiplicity=0 if group.name == server else group.multiplicity or 1,
        )
        for group in layout.groups
    )
    return msgspec.structs.replace(layout, groups=groups)
