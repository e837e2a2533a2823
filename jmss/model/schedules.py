# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules, business calendars, and what became of the times at which a schedule was due."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from jmss.model.named_facts import Document, NamedFact
from jmss.model.ranges import Count, Moment, Priority, Text, Word

Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A day, as ISO 8601 writes it."""


class PreparedJob(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A job as it is submitted later."""

    name: Word
    command: Text
    queue: Word
    wanted_machine: Word | None = None
    priority: Priority = 50
    restartable: bool = False
    hold: bool = False


class Shift(StrEnum):
    """What becomes of a time on a day that is no business day."""

    NONE = ""
    """It stands."""
    BEFORE = "before"
    """The same time on the last business day before."""
    AFTER = "after"
    """The same time on the next business day."""
    SKIP = "skip"


class Missed(StrEnum):
    """What becomes of the times that passed while no server worked."""

    ONCE = "once"
    """One run in place of all of them."""
    EACH = "each"
    SKIP = "skip"


class Overlap(StrEnum):
    """What becomes of a time at which jobs of the last run have not ended yet."""

    QUEUE = "queue"
    """The new jobs are submitted all the same."""
    SKIP = "skip"
    """Nothing is submitted."""
    CANCEL = "cancel"
    """The old ones are cancelled, the new ones submitted."""


class BusinessDay(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The n-th business day of each month."""

    n: Annotated[int, Meta(ge=1, le=31)]
    from_end: bool = False
    """Counted from the end of the month: 1 is the last one."""


class Schedule(Document, frozen=True, kw_only=True, omit_defaults=True, tag="schedule"):
    """When which jobs are submitted."""

    jobs: tuple[PreparedJob, ...] = ()
    """Submitted together, in this order."""
    owner: Word = ""
    """Whose jobs they are."""
    cron: Word = ""
    """Five fields: minute, hour, day, month, weekday; the third and the last are ``*`` with
    ``business_day``.
    """
    time_zone: Word = "Asia/Tokyo"
    """A name of the IANA time zone database."""
    calendar: Word = ""
    """The business calendar; empty: every day is a business day."""
    business_day: BusinessDay | None = None
    shift: Shift = Shift.NONE
    first_day: Day | None = None
    last_day: Day | None = None
    missed: Missed = Missed.ONCE
    overlap: Overlap = Overlap.QUEUE
    enabled: bool = True
    since: Moment = 0.0
    """From when on it is due: when it was made or enabled, by the server's clock."""
    note: Text = ""


class Calendar(Document, frozen=True, kw_only=True, omit_defaults=True, tag="calendar"):
    """Which days are business days."""

    weekdays: Annotated[str, Meta(pattern="^[01]{7}$")] = "1111100"
    """Monday to Sunday: 1 for a business day."""
    holidays: Word = "JP"
    """The country whose public holidays are no business days; empty: none."""
    closed: tuple[Day, ...] = ()
    """The site's own days without business."""
    open: tuple[Day, ...] = ()
    """Days with business whatever the rest says."""


class Outcome(StrEnum):
    """What became of a time at which a schedule was due."""

    SUBMITTED = "submitted"
    SKIPPED_MISSED = "skipped_missed"
    """No server worked then, and the schedule does not make up for it."""
    SKIPPED_OVERLAP = "skipped_overlap"
    REFUSED = "refused"
    """The jobs could not be submitted; ``Run.why`` says why."""


class Run(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One time at which a schedule was due, or was run by hand."""

    due: Moment
    at: Moment
    """When it was seen to."""
    outcome: Outcome
    jobs: tuple[Count, ...] = ()
    """The numbers of the jobs that it submitted."""
    by: Word = ""
    """Who ran it by hand; empty: it was due."""
    why: Word = ""
    """Why it was refused, in English."""
    error: Word = ""
    """The same for every language: a code of ``jmss.errors`` and its fields."""
    fields: dict[str, str] = {}


MOST_RUNS = 50


class Fired(NamedFact, frozen=True, kw_only=True, omit_defaults=True, tag="fired"):
    """How far the schedule of this name has come.

    Written with the jobs in one transaction: each time is seen to once.
    """

    up_to: Moment = 0.0
    """Every time up to here has been seen to."""
    runs: tuple[Run, ...] = ()
    """The newest ``MOST_RUNS``, the oldest first."""
