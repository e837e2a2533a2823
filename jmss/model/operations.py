# SPDX-License-Identifier: GPL-3.0-or-later
"""What operators and commands may ask of the JMSS server.

Every operation travels with a UUID made before it is sent, so that asking twice does
it once (``jmss.wire.messages.Ask``).
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from jmss.model.documents import AnyDocument
from jmss.model.ranges import Moment, Text, Word


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


class PutDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="k", tag="put_document"):
    """Let a document hold, new or in place of the revision that it names as its own.

    ``document.revision`` is the one that it was written from, 0 for a new one; the server
    gives the next. It is refused when somebody else has written a newer one meanwhile.
    """

    document: AnyDocument


class RemoveDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="k", tag="remove_document"
):
    """Take a document away, if it is still of this revision."""

    kind: Word
    name: Word
    revision: int


class EnableSchedule(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="k", tag="enable_schedule"
):
    """Let a schedule be due again, or no longer."""

    schedule: Word
    enabled: bool


class RunSchedule(msgspec.Struct, frozen=True, kw_only=True, tag_field="k", tag="run_schedule"):
    """Submit the jobs of a schedule now, whenever it is due."""

    schedule: Word


class FireSchedule(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="k",
    tag="fire_schedule",
):
    """A schedule is due: from the schedule service alone. Each time is seen to once.

    A time that ``Fired.up_to`` has passed is answered as done and does nothing.
    """

    schedule: Word
    due: Moment
    missed: bool = False
    """The time passed while no server worked, and the schedule does not make up for it."""


class StartEntry(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k", tag="start_entry"
):
    """Submit the job of a menu's entry."""

    entry: Word
    """Its id."""
    values: dict[Word, Text] = {}
    """The parameters, by their names, as they were entered."""


class MakeToken(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="k", tag="make_token"
):
    """Let somebody come in. Whoever asks has made the token; only its hash travels."""

    user: Word
    role: Word
    hash: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    """SHA-256 of the token, in hexadecimal (``jmss.access.token``)."""
    instead: bool = False
    """It takes the place of the user's token that is there."""


class RevokeToken(msgspec.Struct, frozen=True, kw_only=True, tag_field="k", tag="revoke_token"):
    """Let somebody come in no more; his links end within seconds."""

    user: Word


JobOperation = Hold | Release | Cancel | Rerun | SetPriority | MoveToQueue | Settle
"""What is asked of one job; ``job`` is its number."""

QueueOperation = OpenQueue | StopQueue
"""What is asked of one queue; ``queue`` is its name."""

DocumentOperation = PutDocument | RemoveDocument
"""What administrators write."""

ScheduleOperation = EnableSchedule | RunSchedule | FireSchedule
"""What is asked of one schedule; ``schedule`` is its name."""

UserOperation = MakeToken | RevokeToken
"""Who may come in, and as what."""

Operation = (
    Submit
    | StartEntry
    | JobOperation
    | QueueOperation
    | DocumentOperation
    | ScheduleOperation
    | UserOperation
)
