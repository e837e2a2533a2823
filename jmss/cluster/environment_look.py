# SPDX-License-Identifier: GPL-3.0-or-later
"""One look at the service environments of all nodes, for JClusterEnv (manual S6, S11)."""

from jmss.cluster.base import ClusterStatus, GroupStatus
from jmss.cluster.environment import Applied, Environments, environment_revision
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout
from jmss.errors import BadConfiguration
from jmss.model.environment_list import (
    ComputerLine,
    EnvironmentList,
    EnvironmentState,
    NodeLine,
    is_outdated,
)
from jmss.model.service_environment import ComputerSetting, ServiceEnvironment


class _NodeFiles:
    """What the two files of a node hold."""

    def __init__(self, environments: Environments, node: str) -> None:
        self.settings: ServiceEnvironment | None = None
        self.applied: Applied | None = None
        self.damaged = ""
        try:
            self.settings = environments.settings(node)
            self.applied = environments.applied(node)
        except BadConfiguration as error:
            self.damaged = str(error)

    def line(self, name: str) -> NodeLine:
        """Give what is listed of the node."""
        applied = self.applied
        return NodeLine(
            name=name,
            settings=self.settings.fingerprint if self.settings else "",
            applied=applied.environment.fingerprint if applied else "",
            at=applied.at if applied else None,
            revision=applied.revision if applied else None,
            damaged=self.damaged,
        )


def environment_list(
    folders: ClusterFolders, layout: ClusterLayout, status: ClusterStatus, node: str
) -> EnvironmentList:
    """List the virtual computers that the cluster reports, as seen from a node.

    Raises:
        NoSuchNode: the layout has none of this name.
    """
    layout.check_node(node)
    environments = Environments(folders, layout)
    here = _shown(environments, node)
    files = {name: _NodeFiles(environments, name) for name in layout.nodes}
    nodes = {name: each.line(name) for name, each in files.items()}
    revision = environment_revision(folders.drive(layout.server.name))

    def line(group: GroupStatus) -> ComputerLine:
        setting = here.of(group.name) or ComputerSetting(name=group.name)
        states = {
            name: _state(files[name], nodes[name], setting, revision) for name in layout.nodes
        }
        return ComputerLine(
            name=group.name,
            group=group.name,
            state=group.state,
            node=group.node,
            home_node=group.home_node,
            drive=group.drive,
            setting=setting,
            on=states,
        )

    return EnvironmentList(
        node=node,
        root=str(folders.root),
        fingerprint=here.fingerprint,
        revision=revision,
        computers=tuple(line(group) for group in status.groups),
        nodes=tuple(nodes.values()),
    )


def _shown(environments: Environments, node: str) -> ServiceEnvironment:
    try:
        return environments.shown(node)
    except BadConfiguration:
        return environments.default  # the node is listed as damaged; loading a file mends it


def _state(
    files: _NodeFiles, node: NodeLine, here: ComputerSetting, revision: int | None
) -> EnvironmentState:
    if files.damaged:
        return EnvironmentState.DAMAGED
    if files.applied is None:
        return EnvironmentState.NOT_SET if files.settings is None else EnvironmentState.NOT_UPDATED
    there = files.applied.environment.of(here.name)
    wanted = files.settings.of(here.name) if files.settings else there
    if there != wanted:
        return EnvironmentState.NOT_UPDATED
    if there != here:
        return EnvironmentState.DIFFERS
    if revision is not None and here.server_type is not None and is_outdated(node, revision):
        return EnvironmentState.OUTDATED
    return EnvironmentState.SAME
