# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the local cluster keeps what: one folder for everything."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ClusterFolders:
    """The paths below the cluster's folder."""

    root: Path

    @property
    def layout(self) -> Path:
        """The nodes and failover groups (``jmss.cluster.layout``)."""
        return self.root / "cluster.toml"

    @property
    def site(self) -> Path:
        """What clients need to know (``jmss.settings.Site``)."""
        return self.root / "site.toml"

    @property
    def token(self) -> Path:
        """The token of whoever owns the cluster; named in the site."""
        return self.root / "token"

    def machine_token(self, group: str) -> Path:
        """Give the file of an execution machine's token, on its own switching drive."""
        return self.drive(group) / "token"

    def scheduler_token(self, group: str) -> Path:
        """Give the file of the schedule service's token, on the JMSS server's switching drive."""
        return self.drive(group) / "scheduler_token"

    def schedule_beat(self, node: str, group: str) -> Path:
        """Give the file of the heartbeat of a group's schedule service on a node."""
        return self.node(node) / f"{group}-schedule.beat"

    @property
    def certificates(self) -> Path:
        """The folder of the certificates that the site made for itself."""
        return self.root / "certificates"

    @property
    def going_down(self) -> Path:
        """There while the whole cluster is down or on its way: nobody takes anything over."""
        return self.root / "down"

    @property
    def lifeline(self) -> Path:
        """A named pipe; when its last writer is gone, the cluster stops. Not always there."""
        return self.root / "lifeline"

    def node(self, name: str) -> Path:
        """Give the folder of a node: its lock, heartbeat, record and logs."""
        return self.root / "nodes" / name

    def service_environment(self, node: str) -> Path:
        """Give the file of a node's settings, as JClusterEnv edits them."""
        return self.node(node) / "service_environment.json"

    def applied_environment(self, node: str) -> Path:
        """Give the file of what [Update service environment] has put in force on a node."""
        return self.node(node) / "applied_environment.json"

    def drive(self, group: str) -> Path:
        """Give the folder that stands for a group's switching drive."""
        return self.root / "drives" / group
