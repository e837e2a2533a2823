# SPDX-License-Identifier: GPL-3.0-or-later
"""Which program carries a failover group on a node."""

import sys
from pathlib import Path

from jmss.cluster.layout import GroupLayout
from jmss.model.machines import ServerType

_SERVICES = {
    ServerType.JMSS_SERVER: "jmss.commands.jmssd",
    ServerType.EXECUTION_MACHINE: "jmss.commands.jexecd",
}


def service_command(group: GroupLayout, kind: ServerType, root: Path, node: str) -> list[str]:
    """Give the command line of the service that carries a group on a node as ``kind``."""
    program = group.service or (sys.executable, "-m", _SERVICES[kind])
    return [*program, "--root", str(root), "--group", group.name, "--node", node]
