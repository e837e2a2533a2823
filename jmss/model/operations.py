# SPDX-License-Identifier: GPL-3.0-or-later
"""What operators and commands may ask of the JMSS server.

Every operation travels with a UUID made before it is sent, so that asking twice does
it once (``jmss.wire.messages.Ask``).
"""

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


class OpenQueue(msgspec.Struct, frozen=True, tag_field="k", tag="open_queue"):
    """Let a queue start jobs."""

    queue: str


class StopQueue(msgspec.Struct, frozen=True, tag_field="k", tag="stop_queue"):
    """Keep a queue from starting jobs; those that run go on."""

    queue: str


Operation = Submit | Hold | Release | Cancel | Rerun | OpenQueue | StopQueue
