# SPDX-License-Identifier: GPL-3.0-or-later
"""How many jobs of each queue wait, are held and run."""

from collections import Counter

from jlook_client.job_load import Kind
from jlook_client.mirror import Mirror


class QueueLoad:
    """Tells of the jobs of a mirror by the queue that they are in."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror

    def queued(self) -> Counter[str]:
        """Give how many jobs of each queue wait for their start."""
        return self._mirror.load_by_name(Kind.QUEUED)

    def held(self) -> Counter[str]:
        """Give how many jobs of each queue are held."""
        return self._mirror.load_by_name(Kind.HELD)

    def running(self) -> Counter[str]:
        """Give how many jobs of each queue take up a machine's multiplicity (manual S14)."""
        return self._mirror.load_by_name(Kind.RUNS)
