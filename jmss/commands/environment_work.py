# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``jclusterenv`` does to the settings of one node; all of a step or nothing."""

import platform
import sys
from collections.abc import Mapping
from pathlib import Path

from jmss.cluster.environment import Applied, Environments
from jmss.cluster.environment_csv import CsvFault, environment_as_csv, read_csv
from jmss.cluster.environment_look import environment_list
from jmss.cluster.environment_update import update_environment
from jmss.cluster.layout import ClusterLayout
from jmss.cluster.local import LocalCluster
from jmss.errors import BadConfiguration, SettingsChanged, Unwritten
from jmss.model.environment_list import EnvironmentList
from jmss.model.machines import ServerType
from jmss.model.service_environment import (
    ServiceEnvironment,
    read_setting,
    recommended_setting,
)
from jmss.model.storage_folders import Purpose

STANDARD = Path("-")
"""Standard input or output in place of a file."""


class EnvironmentWork:
    """The service environment of one node, as a command changes it.

    Args:
        cluster: whose node it is.
        node: its name; empty: this computer's own, else the first of the cluster.
    """

    def __init__(self, cluster: LocalCluster, node: str) -> None:
        self._cluster = cluster
        layout = cluster.layout
        self.node = node or _own_node(layout)
        layout.check_node(self.node)

    @property
    def _layout(self) -> ClusterLayout:
        return self._cluster.layout

    @property
    def _environments(self) -> Environments:
        return Environments(self._cluster.folders, self._layout)

    def listed(self) -> EnvironmentList:
        """Look at the cluster and at the settings of all nodes."""
        status = self._cluster.status()
        return environment_list(self._cluster.folders, self._layout, status, self.node)

    def expect(self, fingerprint: str) -> None:
        """Make sure that nobody has changed the settings since they were read.

        Raises:
            SettingsChanged: somebody has.
        """
        if self._environments.shown(self.node).fingerprint != fingerprint:
            raise SettingsChanged(node=self.node)

    def with_type(
        self, name: str, server_type: ServerType | None, folders: Mapping[Purpose, str]
    ) -> ServiceEnvironment:
        """Give the settings with another type of one virtual computer; nothing is changed.

        Folders that are not given get recommended values.

        Raises:
            NoSuchGroup: the cluster has none of this name.
            NotOnDrive, BadFolder: a folder is none that it can have.
        """
        drive = self._layout.group(name).drive
        usual = recommended_setting(name, server_type, drive).folders
        setting, faults = read_setting(name, server_type, {**usual, **folders}, drive)
        for error in faults.values():
            raise error
        return self.settings().with_setting(setting)

    def keep(self, settings: ServiceEnvironment) -> None:
        """Change the settings of the node; they hold after the next update only."""
        self._environments.keep_settings(self.node, settings)

    def read(self, file: Path) -> tuple[ServiceEnvironment, tuple[CsvFault, ...]]:
        """Read the settings of a CSV file, and what is wrong with it; nothing is changed.

        Raises:
            BadConfiguration: the file cannot be read.
        """
        try:
            data = sys.stdin.buffer.read() if file == STANDARD else file.read_bytes()
        except OSError as error:
            raise BadConfiguration(where=file, why=error.strerror or error) from error
        drives = {group.name: group.drive for group in self._layout.groups}
        return read_csv(data, drives)

    def save(self, file: Path, language: str) -> None:
        """Save the settings as a CSV file, in place of what it held.

        Raises:
            Unwritten: it cannot be written; what it held before is still there.
        """
        data = environment_as_csv(self.settings(), language)
        if file == STANDARD:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return
        beside = file.with_name(f"{file.name}.new")
        try:
            beside.write_bytes(data)
            beside.replace(file)
        except OSError as error:
            why = f"{file}: {error.strerror or error}"
            raise Unwritten(why=why, text=data.decode("utf-8-sig")) from error

    def update(self) -> Applied:
        """Put the settings in force on the node; see ``update_environment`` for the errors."""
        return update_environment(self._cluster.folders, self._layout, self.node)

    def settings(self) -> ServiceEnvironment:
        """Give the settings as they are shown."""
        return self._environments.shown(self.node)

    def in_force(self) -> ServiceEnvironment:
        """Give what holds on the node until the next update."""
        return self._environments.in_force(self.node)


def _own_node(layout: ClusterLayout) -> str:
    host = platform.node().partition(".")[0]
    return host if host in layout.nodes else layout.nodes[0]
