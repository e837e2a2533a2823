# SPDX-License-Identifier: GPL-3.0-or-later
"""A change: one row of the journal, the unit in which everything is told."""

import msgspec

from jmss.model.documents import AnyNamed, Removed
from jmss.model.jobs import Job
from jmss.model.machines import Machine, Placement
from jmss.model.queues import Queue, QueueGone
from jmss.model.ranges import Count, Moment


class Gone(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k", tag="gone"
):
    """A job has left the board (it is old); the archive keeps it."""

    number: Count


Fact = Job | Queue | QueueGone | Machine | Placement | Gone | AnyNamed | Removed
"""Anything that the board holds. Each kind names itself in the field ``k``."""


class Position(msgspec.Struct, frozen=True):
    """How far a reader has come in the journal.

    ``seq`` alone is not enough: a journal that was rolled back and grew again has
    the same numbers with other contents. The incarnation that wrote ``seq`` tells.
    """

    epoch: str
    """Names the journal; another value means another journal."""
    seq: Count
    inc: Count
    """The incarnation of the server that wrote row ``seq``."""


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One journal row: since ``seq``, this fact holds in place of its predecessor."""

    seq: Count
    inc: Count
    at: Moment
    """When it was written, seconds since 1970, UTC, by the server's clock."""
    fact: Fact
    by: str = ""
    """The operator whose command caused it; empty when the server did it by itself."""
    op: str = ""
    """The UUID of that command; empty likewise."""
