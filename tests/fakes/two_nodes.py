# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's group on two nodes, its clock ahead as the test says, with the schedule service."""

import sys
from pathlib import Path

import msgspec

from jmss.cluster.layout import ClusterLayout, figure
from tests.fakes.cluster import free_port

SERVER = Path(__file__).with_name("ahead_jmssd.py")


def two_nodes() -> ClusterLayout:
    """Give SV1 and SV2 with the group VCOM1, which has a drive and no execution machine."""
    plan = figure(free_port())
    server = msgspec.structs.replace(
        plan.groups[0],
        nodes=("SV1", "SV2"),
        service=(sys.executable, str(SERVER)),
        schedule_service=(sys.executable, "-m", "jmss.commands.jscheduled"),
    )
    return msgspec.structs.replace(plan, groups=(server,), nodes=("SV1", "SV2"))
