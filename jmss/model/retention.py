# SPDX-License-Identifier: GPL-3.0-or-later
"""How many ended jobs a site keeps on the board, and for how long (``cluster.toml``).

What leaves the board is archived (``jmss.store.archive``).
"""

from collections.abc import Mapping

import msgspec


class Bound(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """What one queue keeps on the board."""

    jobs: int = 100_000
    """So many ended jobs at most."""
    days: float = 400.0
    """None that ended longer ago."""


class Retention(Bound, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What every queue keeps, and queues that keep something else, by name."""

    queues: dict[str, Bound] = {}

    def of(self, queue: str) -> Bound:
        """Give what a queue keeps."""
        return self.queues.get(queue, self)

    def faults(self) -> list[str]:
        """List what is wrong, in words; an empty list when all is well."""
        bounds: Mapping[str, Bound] = {"retention": self} | {
            f"retention.queues.{name}": bound for name, bound in self.queues.items()
        }
        return [
            f"{name}: jobs must not be negative, days must be above 0"
            for name, bound in bounds.items()
            if bound.jobs < 0 or not bound.days > 0.0
        ]
