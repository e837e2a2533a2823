# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs run on each machine and how many wait for it."""

from collections import Counter
from collections.abc import Mapping

from jlook_client.job_load import Kind
from jlook_client.mirror import Mirror
from jmss.model.queues import Queue


class MachineLoad:
    """Tells of the jobs of a mirror by the machine that they are on or wait for."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror

    def running(self) -> Counter[str]:
        """Give how many jobs take up each machine's multiplicity (manual S14)."""
        return self._mirror.load_by_name(Kind.ON_MACHINE)

    def waiting(self, queues: Mapping[str, Queue]) -> Counter[str]:
        """Give how many queued jobs wait for each virtual computer that feeds from these queues."""
        waiting = self._mirror.load_by_name(Kind.WANTS)
        for name, n in self._mirror.load_by_name(Kind.WAITS).items():
            queue = queues.get(name)
            waiting[queue.virtual_computer if queue else ""] += n
        return waiting
