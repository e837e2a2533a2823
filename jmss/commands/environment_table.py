# SPDX-License-Identifier: GPL-3.0-or-later
"""``jclusterenv --list`` for people: the virtual computers, then the nodes."""

from datetime import datetime

from jmss.commands.columns import table
from jmss.model.environment_list import EnvironmentList
from jmss.model.environment_words import (
    ENVIRONMENT_STATES,
    FOLDERS,
    GROUP_STATES,
    SERVER_TYPES,
)
from jmss.model.storage_folders import Purpose
from jmss.texts import Texts


def list_text(listed: EnvironmentList, tr: Texts) -> str:
    """Give three tables: where everything is, how it is set here, and how far each node is."""
    parts = [_computers(listed, tr), _folders(listed, tr), _nodes(listed, tr)]
    if listed.outdated:
        parts.append(
            tr(
                "JEnv changed the environment (revision {revision}). Update the service"
                " environment on: {nodes}.",
                revision=listed.revision,
                nodes=", ".join(listed.outdated),
            )
        )
    return "\n\n".join(parts)


def _computers(listed: EnvironmentList, tr: Texts) -> str:
    head = (
        tr("Virtual computer"),
        tr("Group"),
        tr("State"),
        tr("Node"),
        tr("Home"),
        tr("Drive"),
        tr("Server type"),
        *(node.name for node in listed.nodes),
    )
    rows = [
        (
            line.name,
            line.group,
            tr(GROUP_STATES.get(line.state, line.state)),
            line.node or "-",
            line.home_node,
            line.drive,
            tr(SERVER_TYPES[line.server_type]),
            *(tr(ENVIRONMENT_STATES[line.on[node.name]]) for node in listed.nodes),
        )
        for line in listed.computers
    ]
    return table(head, rows, frozenset())


def _folders(listed: EnvironmentList, tr: Texts) -> str:
    head = (tr("Set on {node}", node=listed.node), *(tr(FOLDERS[purpose]) for purpose in Purpose))
    rows = [
        (line.name, *(line.setting.folders.get(purpose, "-") for purpose in Purpose))
        for line in listed.computers
    ]
    return table(head, rows, frozenset())


def _nodes(listed: EnvironmentList, tr: Texts) -> str:
    head = (
        tr("Node"),
        tr("Settings"),
        tr("In force"),
        tr("Updated"),
        tr("Revision of JEnv"),
    )
    rows = [
        (
            node.name,
            node.damaged or node.settings or "-",
            node.applied or "-",
            _time(node.at),
            "-" if node.revision is None else str(node.revision),
        )
        for node in listed.nodes
    ]
    return table(head, rows, frozenset({4}))


def _time(at: float | None) -> str:
    if at is None:
        return "-"
    return datetime.fromtimestamp(at).astimezone().isoformat(" ", "seconds")
