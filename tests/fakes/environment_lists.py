# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists as ``jclusterenv --list --json`` gives them, of the manual's figure."""

import msgspec

from jmss.cluster.layout import figure
from jmss.model.environment_list import (
    ComputerLine,
    EnvironmentList,
    EnvironmentState,
    NodeLine,
)
from jmss.model.service_environment import ServiceEnvironment, recommended_setting

NODES = figure().nodes
ALL_SAME = dict.fromkeys(NODES, EnvironmentState.SAME)


def computer(name: str = "VCOM2", **fields: object) -> ComputerLine:
    """A virtual computer that works on its home node, the same everywhere."""
    group = figure().group(name)
    line = ComputerLine(
        name=name,
        group=name,
        state="up",
        node=group.nodes[0],
        home_node=group.nodes[0],
        drive=group.drive,
        setting=recommended_setting(name, group.server_type, group.drive),
        on=ALL_SAME,
    )
    return msgspec.structs.replace(line, **fields)


def all_well(**fields: object) -> EnvironmentList:
    """Everything updated, the same on all nodes, as SV1 sees it."""
    computers = tuple(computer(group.name) for group in figure().groups)
    settings = ServiceEnvironment(computers=tuple(line.setting for line in computers))
    mark = settings.fingerprint
    listed = EnvironmentList(
        node="SV1",
        root="cluster",
        fingerprint=mark,
        revision=None,
        computers=computers,
        nodes=tuple(NodeLine(name=n, settings=mark, applied=mark, at=1.0) for n in NODES),
    )
    return msgspec.structs.replace(listed, **fields)


def without(name: str) -> ComputerLine:
    """A virtual computer that JMSS has nothing to do with."""
    return computer(name, setting=recommended_setting(name, None, "X:"), state="down", node=None)
