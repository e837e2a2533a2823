# SPDX-License-Identifier: GPL-3.0-or-later
"""When a notice is due, and what is in it: a burst is one notice, a replay is one digest.

Jobs are counted in arrays; a storm of ten thousand failures a second costs no more than a
few additions for each delta. No clock and no I/O: moments come in as arguments.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import numpy as np

from jlook_client.notice_rules import LocalTime, NoticeRules
from jlook_client.turns import Mask, Turns
from jmss.columns.jobs import STATE_CODES, Ints
from jmss.model.jobs import JobState

GATHER = 1.0
"""Seconds for which further jobs are waited for before a notice."""
REST = 15.0
"""Seconds after a notice in which no other one is given; what happens then is counted."""
SETTLE = 2.0
"""Seconds after a return in which execution machines may still tell what ended meanwhile."""
SETTLE_AFTER_MOVE = 8.0
"""The same after a move in good order: nothing is urgent, and all of it belongs together."""
KEPT = 10_000
"""So many jobs of a notice can be shown; the others are only counted."""
NAMED = 3
"""So many jobs are named in a notice."""

FOREVER = float("inf")


class Silence(StrEnum):
    """Why nothing is said at the moment."""

    NONE = ""
    MUTED = "muted"
    QUIET_HOURS = "quiet_hours"
    AWAY = "away"
    """The link is down, or what was missed is still coming."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is told at once."""

    failed: int
    taken_over: int
    first: tuple[int, ...]
    """The numbers of a few jobs, failed ones first."""
    numbers: frozenset[int]
    """The jobs that can be shown, ``KEPT`` at most."""
    digest: Silence = Silence.NONE
    """Why it was not told at once; NONE: it was."""
    complete: bool = True
    """False when some changes were missed for good: only the outcome is known then."""

    @property
    def count(self) -> int:
        """How many jobs it tells of."""
        return self.failed + self.taken_over


def together(older: Notice, newer: Notice) -> Notice:
    """Give one notice for two that nobody has seen yet: there is room for one on the desktop."""
    numbers = dict.fromkeys([*newer.numbers, *older.numbers])
    return Notice(
        failed=older.failed + newer.failed,
        taken_over=older.taken_over + newer.taken_over,
        first=tuple(dict.fromkeys(newer.first + older.first))[:NAMED],
        numbers=frozenset(islice(numbers, KEPT)),
        digest=newer.digest if newer.digest is older.digest else Silence.NONE,
        complete=older.complete and newer.complete,
    )


@dataclass(frozen=True, slots=True)
class Happened:
    """Jobs that a notice may tell of, by their numbers; each of shape (n,)."""

    failed: Ints
    taken_over: Ints

    def only(self, which: Callable[[Ints], Mask]) -> "Happened":
        """Give those that are of interest."""
        return Happened(self.failed[which(self.failed)], self.taken_over[which(self.taken_over)])

    def as_wished(self, rules: NoticeRules) -> "Happened":
        """Leave out the kinds that nobody wants to be told of."""
        return Happened(
            self.failed if rules.failed else _NOBODY,
            self.taken_over if rules.taken_over else _NOBODY,
        )

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(len(self.failed) or len(self.taken_over))


_NOBODY: Ints = np.zeros(0, np.int64)
_FAILED = STATE_CODES[JobState.ENDED_ABNORMALLY]
_TAKING_OVER = STATE_CODES[JobState.TAKING_OVER]


def happened(turns: Turns) -> Happened:
    """Give the jobs that have just failed, and those whose machine has just gone down."""
    was = turns.before.state
    failed = (turns.state == _FAILED) & (was != _FAILED)
    lost = (turns.state == _TAKING_OVER) & (was != _TAKING_OVER)
    return Happened(turns.number[failed], turns.number[lost])


class Notices:
    """Collects what happened and gives a notice when one is due.

    Args:
        rules: what the operator wants.
    """

    def __init__(self, rules: NoticeRules) -> None:
        self.rules = rules
        self._heap = _Heap()
        self._due = 0.0
        self._rests_until = 0.0
        self._mute_ends: float | None = None
        self._away = False
        self._digest = Silence.NONE
        self._complete = True

    @property
    def is_pending(self) -> bool:
        """Whether there is anything to tell, now or later."""
        return not self._heap.is_empty

    @property
    def mute_ends(self) -> float | None:
        """When it is told again; ``FOREVER``: when the operator says so; None: it is told."""
        return self._mute_ends

    @property
    def is_away(self) -> bool:
        """Whether the link is down, or what was missed is still coming."""
        return self._away

    def mute(self, until: float) -> None:
        """Say nothing until then, or, with ``FOREVER``, until the operator says so."""
        self._mute_ends = until

    def unmute(self) -> None:
        """Speak again; what happened meanwhile is one digest."""
        self._mute_ends = None

    def take(self, news: Happened, now: float) -> None:
        """Take what has just happened; while the desk is away its summary tells it instead."""
        if self._away or not news:
            return
        if self._heap.is_empty:
            self._due = max(now + GATHER, self._rests_until)
        self._heap.add(news)

    def went_away(self) -> None:
        """The link is down: what follows comes as a summary."""
        self._away = True

    def came_back(self, news: Happened, now: float, *, orderly: bool, complete: bool) -> None:
        """The link is live again, and this happened meanwhile.

        Args:
            news: the jobs.
            now: the monotonic time.
            orderly: whether the server was moved or stopped on purpose.
            complete: whether every change was replayed.
        """
        self._away = False
        if news:
            self._heap.add(news)
            self._digest, self._complete = Silence.AWAY, complete
        if not self._heap.is_empty:
            self._due = now + (SETTLE_AFTER_MOVE if orderly else SETTLE)

    def is_back(self) -> None:
        """The link is live without anything having been missed."""
        self._away = False

    def silence(self, now: float, local: LocalTime) -> Silence:
        """Say why nothing is told at this moment."""
        if self._mute_ends is not None and now < self._mute_ends:
            return Silence.MUTED
        self._mute_ends = None
        if self._away:
            return Silence.AWAY
        quiet = self.rules.quiet
        return Silence.QUIET_HOURS if quiet is not None and quiet.hold(local) else Silence.NONE

    def next(self, now: float, local: LocalTime) -> Notice | None:
        """Give the notice that is due, or None."""
        silence = self.silence(now, local)
        if self._heap.is_empty:
            return None
        if silence is not Silence.NONE:
            self._digest = silence
            return None
        if now < self._due:
            return None
        notice = self._heap.notice(self._digest, complete=self._complete)
        self._forget()
        self._rests_until = now + REST
        return notice

    def _forget(self) -> None:
        self._heap = _Heap()
        self._digest, self._complete = Silence.NONE, True


class _Heap:
    """What a notice will tell."""

    def __init__(self) -> None:
        self._failed = _Pile()
        self._taken_over = _Pile()

    @property
    def is_empty(self) -> bool:
        return not (self._failed.count or self._taken_over.count)

    def add(self, news: Happened) -> None:
        self._failed.add(news.failed)
        self._taken_over.add(news.taken_over)

    def notice(self, digest: Silence, *, complete: bool) -> Notice:
        numbers = [*self._failed.numbers(), *self._taken_over.numbers()]
        each_once = dict.fromkeys(numbers)
        return Notice(
            failed=self._failed.count,
            taken_over=self._taken_over.count,
            first=tuple(each_once)[:NAMED],
            numbers=frozenset(list(each_once)[:KEPT]),
            digest=digest,
            complete=complete,
        )


class _Pile:
    """Jobs of one kind: counted all, kept by number only as far as they can be shown."""

    def __init__(self) -> None:
        self.count = 0
        self._parts: list[Ints] = []
        self._room = KEPT

    def add(self, numbers: Ints) -> None:
        self.count += len(numbers)
        if self._room and len(numbers):
            kept = numbers[: self._room]
            self._parts.append(kept)
            self._room -= len(kept)

    def numbers(self) -> list[int]:
        found: list[int] = np.concatenate([_NOBODY, *self._parts]).tolist()
        return found
