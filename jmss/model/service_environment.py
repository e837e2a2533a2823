# SPDX-License-Identifier: GPL-3.0-or-later
"""The service environment of a node: what JMSS is to run there, and where it keeps its data.

Set with JClusterEnv, the same on every node (manual S6, 2.2).
"""

import hashlib
from collections.abc import Mapping

import msgspec

from jmss.errors import JmssError, TwoServers
from jmss.model.machines import ServerType
from jmss.model.storage_folders import (
    PURPOSES,
    Purpose,
    folder_faults,
    recommended_folders,
    storage_folder,
)

FINGERPRINT_LETTERS = 12
"""Of a fingerprint: enough to tell settings apart, few enough to be read out."""


class ComputerSetting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one virtual computer is for JMSS. Folders are in their kept form (``I:/log``)."""

    name: str
    server_type: ServerType | None = None
    """None: JMSS does not run there."""
    log: str = ""
    output: str = ""
    queue: str = ""
    schedule: str = ""

    @property
    def folders(self) -> dict[Purpose, str]:
        """The folders that its server type has."""
        return {purpose: getattr(self, purpose) for purpose in PURPOSES[self.server_type]}


class ServiceEnvironment(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of a node, one for each virtual computer of the cluster."""

    computers: tuple[ComputerSetting, ...]

    def of(self, name: str) -> ComputerSetting | None:
        """Give the setting of one virtual computer; None when it has none."""
        return next((each for each in self.computers if each.name == name), None)

    def with_setting(self, setting: ComputerSetting) -> "ServiceEnvironment":
        """Give the same with another setting of one virtual computer."""
        changed = [setting if each.name == setting.name else each for each in self.computers]
        if setting not in changed:
            changed.append(setting)
        return ServiceEnvironment(computers=tuple(changed))

    @property
    def servers(self) -> tuple[str, ...]:
        """The virtual computers that are the JMSS server; there should be exactly one."""
        wanted = ServerType.JMSS_SERVER
        return tuple(each.name for each in self.computers if each.server_type is wanted)

    @property
    def fingerprint(self) -> str:
        """A short mark that is the same exactly where the settings are, in whatever order."""
        canonical = msgspec.json.encode(sorted(self.computers, key=lambda each: each.name))
        return hashlib.sha256(canonical).hexdigest()[:FINGERPRINT_LETTERS]

    def check_server(self) -> str:
        """Give the one JMSS server (manual S1).

        Raises:
            TwoServers: there is none, or more than one.
        """
        if len(self.servers) != 1:
            raise TwoServers(count=len(self.servers), names=", ".join(self.servers) or "-")
        return self.servers[0]


def recommended_setting(name: str, server_type: ServerType | None, drive: str) -> ComputerSetting:
    """Give a setting with the recommended folders (推奨値)."""
    folders = recommended_folders(server_type, drive)
    return ComputerSetting(name=name, server_type=server_type, **_by_name(folders))


def read_setting(
    name: str, server_type: ServerType | None, folders: Mapping[Purpose, str], drive: str
) -> tuple[ComputerSetting, dict[Purpose, JmssError]]:
    """Read a setting that a person wrote; give it and what is wrong, by folder.

    What is wrong is left out of the setting.
    """
    faults = folder_faults(server_type, folders, drive)
    good = {
        purpose: storage_folder(folders.get(purpose, ""), drive)
        for purpose in PURPOSES[server_type]
        if purpose not in faults
    }
    return ComputerSetting(name=name, server_type=server_type, **_by_name(good)), faults


def _by_name(folders: Mapping[Purpose, str]) -> dict[str, str]:
    return {purpose.value: folder for purpose, folder in folders.items()}
