# SPDX-License-Identifier: GPL-3.0-or-later
"""Job queues (manual S8)."""

from enum import StrEnum

import msgspec


class QueueState(StrEnum):
    """An open queue starts jobs; a stopped one takes them in and keeps them waiting."""

    OPEN = "open"
    STOPPED = "stopped"


class Queue(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k", tag="queue"
):
    """A job queue, tied to a virtual computer (manual S8).

    Tied to the JMSS server it feeds every execution machine; tied to an execution
    machine it feeds that machine alone.
    """

    name: str
    virtual_computer: str
    state: QueueState = QueueState.OPEN
