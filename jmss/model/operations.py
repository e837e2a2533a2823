# SPDX-License-Identifier: GPL-3.0-or-later
"""What operators and commands may ask of the JMSS server.

Every operation travels with a UUID made before it is sent, so that asking twice does
it once (``jmss.wire.messages.Ask``).
"""

from enum import StrEnum

import msgspec


class Submit(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k", tag="submit"
):
    """Put a new job into a queue."""

    name: str
    command: str
    queue: str
    owner: str
    wanted_machine: str | None = None
    priority: int = 50
    restartable: bool = False
    hold: bool = False
    """Enter the queue held."""


class Hold(msgspec.Struct, frozen=True, tag_field="k", tag="hold"):
    """Keep a queued job from starting."""

    job: int


class Release(msgspec.Struct, frozen=True, tag_field="k", tag="release"):
    """Let a held job wait for its start again."""

    job: int


class Cancel(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="k", tag="cancel"):
    """Cancel a job; one that runs is asked to end, with ``force`` it is ended."""

    job: int
    force: bool = False


class Rerun(msgspec.Struct, frozen=True, tag_field="k", tag="rerun"):
    """Queue an ended job again as its next attempt."""

    job: int


class SetPriority(msgspec.Struct, frozen=True, tag_field="k", tag="set_priority"):
    """Let a waiting job start sooner or later."""

    job: int
    priority: int


class MoveToQueue(msgspec.Struct, frozen=True, tag_field="k", tag="move_to_queue"):
    """Let a waiting job wait in another queue."""

    job: int
    queue: str


class Fate(StrEnum):
    """What an operator can say of a job that the server has lost sight of."""

    ENDED_NORMALLY = "ended_normally"
    ENDED_ABNORMALLY = "ended_abnormally"
    QUEUED = "queued"
    """It shall run again."""


class Settle(msgspec.Struct, frozen=True, tag_field="k", tag="settle"):
    """Say what became of a job whose state is unknown: the operator has looked there."""

    job: int
    fate: Fate


class OpenQueue(msgspec.Struct, frozen=True, tag_field="k", tag="open_queue"):
    """Let a queue start jobs."""

    queue: str


class StopQueue(msgspec.Struct, frozen=True, tag_field="k", tag="stop_queue"):
    """Keep a queue from starting jobs; those that run go on."""

    queue: str


JobOperation = Hold | Release | Cancel | Rerun | SetPriority | MoveToQueue | Settle
"""What is asked of one job; ``job`` is its number."""

QueueOperation = OpenQueue | StopQueue
"""What is asked of one queue; ``queue`` is its name."""

Operation = Submit | JobOperation | QueueOperation
