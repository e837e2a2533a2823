# SPDX-License-Identifier: GPL-3.0-or-later
"""The job queues of a board that has none yet (manual S8)."""

from collections.abc import Iterable

from jmss.model.machines import Machine, ServerType
from jmss.model.queues import Queue

SHARED = ("NIGHT", "ACCOUNT", "STOCK", "REPORT")
"""Queues that feed every execution machine."""


def first_queues(server: str, machines: Iterable[Machine]) -> list[Queue]:
    """Give the shared queues, and one for each execution machine, named like it."""
    shared = [Queue(name=name, virtual_computer=server) for name in SHARED]
    own = [
        Queue(name=machine.name, virtual_computer=machine.name)
        for machine in machines
        if machine.server_type is ServerType.EXECUTION_MACHINE
    ]
    return shared + own
