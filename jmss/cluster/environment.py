# SPDX-License-Identifier: GPL-3.0-or-later
"""The service environment of each node: what is set, and what is in force there (manual S6).

A node has two small files: the settings that JClusterEnv edits, and a copy of them that
[Update service environment] makes and that services work by. A node that has neither follows
the server types of ``cluster.toml`` and the recommended folders.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from jmss.cluster.drive import check_on_drive
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout, GroupLayout
from jmss.cluster.records import read_record, write_record
from jmss.errors import BadConfiguration, NotCarried
from jmss.model.machines import ServerType
from jmss.model.service_environment import (
    ComputerSetting,
    ServiceEnvironment,
    recommended_setting,
)
from jmss.model.storage_folders import Purpose, folder_faults, parts_below_drive


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force on a node since its last update."""

    environment: ServiceEnvironment
    at: float
    """Seconds since 1970, UTC."""
    revision: int | None = None
    """The revision of JEnv's environment at that time (manual S11); None: it was not known."""


class Environments:
    """The service environments of the nodes of one cluster.

    Args:
        folders: of the cluster.
        layout: its nodes and groups.
    """

    def __init__(self, folders: ClusterFolders, layout: ClusterLayout) -> None:
        self._folders = folders
        self._layout = layout

    @property
    def default(self) -> ServiceEnvironment:
        """What a node works by that has no settings: server types as in ``cluster.toml``."""
        settings = (recommended_setting(g.name, g.server_type, g.drive) for g in self._groups)
        return ServiceEnvironment(computers=tuple(settings))

    def settings(self, node: str) -> ServiceEnvironment | None:
        """Give the settings of a node; None when nobody has set any.

        Raises:
            BadConfiguration: the file is damaged.
        """
        return read_record(self._folders.service_environment(node), ServiceEnvironment)

    def applied(self, node: str) -> Applied | None:
        """Give what was applied on a node; None when nothing was.

        Raises:
            BadConfiguration: the file is damaged.
        """
        return read_record(self._folders.applied_environment(node), Applied)

    def shown(self, node: str) -> ServiceEnvironment:
        """Give what JClusterEnv shows for a node: one setting for each group of the layout."""
        return self._complete(self.settings(node))

    def in_force(self, node: str) -> ServiceEnvironment:
        """Give what services on a node work by: one setting for each group of the layout."""
        applied = self.applied(node)
        return self._complete(applied.environment if applied else None)

    def keep_settings(self, node: str, settings: ServiceEnvironment) -> None:
        """Write the settings of a node; they hold after the next update only."""
        self._folders.node(node).mkdir(parents=True, exist_ok=True)
        write_record(self._folders.service_environment(node), settings, durable=True)

    def keep_applied(self, node: str, applied: Applied) -> None:
        """Write what is in force on a node from now on."""
        self._folders.node(node).mkdir(parents=True, exist_ok=True)
        write_record(self._folders.applied_environment(node), applied, durable=True)

    def carried_as(self, node: str, group: str) -> ServerType | None:
        """Tell as what JMSS carries a group on a node; None: it does not."""
        setting = self.in_force(node).of(group)
        return setting.server_type if setting else None

    @property
    def _groups(self) -> tuple[GroupLayout, ...]:
        return self._layout.groups

    def _complete(self, environment: ServiceEnvironment | None) -> ServiceEnvironment:
        """Order it as the layout is; a group that it does not know is as ``cluster.toml`` says."""
        if environment is None:
            return self.default
        known = {each.name: each for each in environment.computers}
        computers = (known.get(each.name, each) for each in self.default.computers)
        return ServiceEnvironment(computers=tuple(computers))


def types_in_force(environments: Environments) -> Callable[[str, str], ServerType | None]:
    """Give a question, (node, group) → type, that reads the file of each node at most once.

    A node whose file is damaged counts as one that carries nothing.
    """
    read: dict[str, ServiceEnvironment | None] = {}

    def carried(node: str, group: str) -> ServerType | None:
        if node not in read:
            try:
                read[node] = environments.in_force(node)
            except BadConfiguration:
                read[node] = None
        there = read[node]
        setting = there.of(group) if there else None
        return setting.server_type if setting else None

    return carried


def setting_in_force(
    folders: ClusterFolders, layout: ClusterLayout, *, node: str, group: str, wanted: ServerType
) -> ComputerSetting:
    """Give what a service that is about to work has to go by.

    Raises:
        NotCarried: the group has no server type on this node.
        BadConfiguration: it has another one, or the node's file is damaged.
        NotOnDrive, BadFolder: a folder is not on the group's switching drive (manual S15).
    """
    setting = Environments(folders, layout).in_force(node).of(group)
    if setting is None or setting.server_type is None:
        raise NotCarried(group=group, node=node)
    if setting.server_type is not wanted:
        raise BadConfiguration(where=node, why=f"{group} is no {wanted.replace('_', ' ')}")
    drive = layout.group(group).drive
    for error in folder_faults(wanted, setting.folders, drive).values():
        raise error
    return setting


def folders_on(drive: Path, setting: ComputerSetting) -> dict[Purpose, Path]:
    """Give the real folders of a setting; ``drive``: where the switching drive is.

    Raises:
        NotOnDrive: a link leads one of them off the drive (manual S15).
    """
    real = {
        purpose: drive.joinpath(*parts_below_drive(folder))
        for purpose, folder in setting.folders.items()
    }
    for folder in real.values():
        check_on_drive(folder, drive)
    return real


def environment_revision(drive: Path) -> int | None:
    """Read with which revision of JEnv's environment the JMSS server works (manual S11).

    The server writes it to its switching drive. None: no change was ever made, or the drive
    is not here.
    """
    try:
        return int((drive / "environment_revision").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
