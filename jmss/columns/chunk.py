# SPDX-License-Identifier: GPL-3.0-or-later
"""A chunk: some jobs in columns that stand for themselves, on their way between two boards."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from jmss.columns.changing import NO_EXIT
from jmss.columns.jobs import (
    REASON_CODES,
    REASONS,
    STATE_CODES,
    STATES,
    WORD_COLUMNS,
    Ints,
    JobColumns,
)
from jmss.columns.long_texts import LongTexts, Sizes
from jmss.columns.number_index import NO_ROW
from jmss.columns.words import NOTHING, Words
from jmss.model.jobs import Job

Floats = npt.NDArray[np.float64]

INTS = (
    "number",
    "state",
    "reason",
    *WORD_COLUMNS,
    "priority",
    "restartable",
    "attempt",
    "takeovers",
    "exit_code",
)
MOMENTS = ("submitted", "started", "ended")
LASTING = frozenset({"queue", "owner", "wanted_machine", "priority", "restartable", "submitted"})
"""What hardly ever changes in a job's life; so do its name and its command."""


@dataclass(frozen=True, slots=True)
class Many:
    """A text for each job, one after the other."""

    data: bytes
    """UTF-8."""
    sizes: Sizes
    """Bytes of each, shape (n,)."""

    def texts(self) -> list[bytes]:
        """Give each job's text."""
        ends = np.cumsum(self.sizes, dtype=np.int64)
        pairs = zip((ends - self.sizes).tolist(), ends.tolist(), strict=True)
        return [self.data[begin:end] for begin, end in pairs]

    def lengths(self) -> Ints:
        """Give the bytes of each job's text, shape (n,)."""
        return self.sizes.astype(np.int64)

    def only(self, which: Ints) -> "Many":
        """Give the texts of some of the jobs."""
        texts = self.texts()
        kept = [texts[at] for at in which.tolist()]
        return Many(b"".join(kept), self.sizes[which])


@dataclass(frozen=True, slots=True)
class Few:
    """A text for each job, out of a few."""

    few: Sequence[bytes]
    """UTF-8."""
    codes: Ints
    """Which of the few, shape (n,)."""

    def texts(self) -> list[bytes]:
        """Give each job's text."""
        return [self.few[code] for code in self.codes.tolist()]

    def lengths(self) -> Ints:
        """Give the bytes of each job's text, shape (n,)."""
        return np.array([len(text) for text in self.few], np.int64)[self.codes]

    def only(self, which: Ints) -> "Few":
        """Give the texts of some of the jobs."""
        return Few(self.few, self.codes[which])


@dataclass(frozen=True, slots=True)
class JobChunk:
    """Some jobs. Columns are named as those of ``JobColumns``, all of shape (n,)."""

    ints: dict[str, Ints]
    """Each of ``INTS``; names are codes into ``words``."""
    moments: dict[str, Floats]
    """Each of ``MOMENTS``, seconds since 1970, UTC; NaN: not yet."""
    words: Sequence[str | None]
    """The words that the codes mean; code 0 is None."""
    names: Many | Few
    commands: Many | Few
    details: dict[int, str]
    """By the place in this chunk."""
    whole: Ints | None = None
    """The places of the jobs that are here with their lasting side too, ascending; None: all.

    The columns of ``LASTING``, the names and the commands are of their shape.
    """

    def __len__(self) -> int:
        """Give how many jobs it has."""
        return len(self.ints["number"])

    @property
    def numbers(self) -> Ints:
        """The jobs' numbers."""
        return self.ints["number"]

    def only(self, which: Ints) -> "JobChunk":
        """Give a chunk with some of the jobs, by their places, each named once."""
        place = {old: new for new, old in enumerate(which.tolist())} if self.details else {}
        whole, lasting = None, which
        if self.whole is not None:
            at = np.minimum(np.searchsorted(self.whole, which), max(0, len(self.whole) - 1))
            found = self.whole[at] == which if len(self.whole) else np.zeros(len(which), np.bool_)
            whole, lasting = np.flatnonzero(found), at[found]
        return JobChunk(
            ints=_picked(self.ints, which, lasting),
            moments=_picked(self.moments, which, lasting),
            words=self.words,
            names=self.names.only(lasting),
            commands=self.commands.only(lasting),
            details={place[at]: text for at, text in self.details.items() if at in place},
            whole=whole,
        )

    def completed(self, columns: JobColumns) -> "JobChunk":
        """Give the chunk with the lasting sides that it leaves out, as ``columns`` have them.

        Of a job that is not there either they are blank.
        """
        if self.whole is None:
            return self
        rows = columns.rows(self.numbers)
        here = rows != NO_ROW
        codes, words = _known_words(columns, self.words)
        ints, moments = dict(self.ints), dict(self.moments)
        for name in LASTING & set(INTS):
            there = np.where(here, getattr(columns, name)[rows], 0).astype(np.int64)
            ints[name] = codes[there] if name in WORD_COLUMNS else there
            ints[name][self.whole] = self.ints[name]
        moments["submitted"] = np.where(here, columns.submitted[rows], 0.0)
        moments["submitted"][self.whole] = self.moments["submitted"]
        return JobChunk(
            ints=ints,
            moments=moments,
            words=words,
            names=_texts(_filled(columns.names, rows, self.whole, self.names)),
            commands=_texts(_filled(columns.commands, rows, self.whole, self.commands)),
            details=self.details,
        )

    def partly(self, whole: Ints) -> "JobChunk":
        """Give a chunk in which only these jobs, by their places, have their lasting sides."""
        return JobChunk(
            ints=_picked(self.ints, ..., whole),
            moments=_picked(self.moments, ..., whole),
            words=self.words,
            names=self.names.only(whole),
            commands=self.commands.only(whole),
            details=self.details,
            whole=whole,
        )

    def jobs(self) -> list[Job]:
        """Give the jobs as objects; all of them must be whole."""
        assert self.whole is None
        names, commands = self.names.texts(), self.commands.texts()
        columns = {name: column.tolist() for name, column in (self.ints | self.moments).items()}
        words = {name: [self.words[code] for code in columns[name]] for name in WORD_COLUMNS}
        return [
            Job(
                number=columns["number"][at],
                name=names[at].decode(),
                owner=words["owner"][at] or "",
                queue=words["queue"][at] or "",
                command=commands[at].decode(),
                wanted_machine=words["wanted_machine"][at],
                priority=columns["priority"][at],
                restartable=bool(columns["restartable"][at]),
                state=STATES[columns["state"][at]],
                reason=REASONS[columns["reason"][at]],
                detail=self.details.get(at, ""),
                machine=words["machine"][at],
                node=words["node"][at],
                attempt=columns["attempt"][at],
                takeovers=columns["takeovers"][at],
                submitted=columns["submitted"][at],
                started=_known(columns["started"][at]),
                ended=_known(columns["ended"][at]),
                exit_code=None if columns["exit_code"][at] == NO_EXIT else columns["exit_code"][at],
            )
            for at in range(len(self))
        ]


def chunk_of_rows(columns: JobColumns, rows: Ints) -> JobChunk:
    """Give the jobs of some rows as a chunk."""
    ints = {name: columns.ints(name, rows) for name in INTS}
    used, here = _used_words(columns, [ints[name] for name in WORD_COLUMNS])
    for name in WORD_COLUMNS:
        ints[name] = here[ints[name]]
    place = {row: at for at, row in enumerate(rows.tolist())} if columns.details else {}
    return JobChunk(
        ints=ints,
        moments={name: getattr(columns, name)[rows] for name in MOMENTS},
        words=[None, *(columns.words.text(code) for code in used)],
        names=_texts_of(columns.names, rows),
        commands=_texts_of(columns.commands, rows),
        details={place[row]: text for row, text in columns.details.items() if row in place},
    )


def chunk_of_jobs(jobs: Sequence[Job]) -> JobChunk:
    """Give some jobs as a chunk."""
    told = zip(*map(msgspec.structs.astuple, jobs), strict=True)
    columns = dict(zip(Job.__struct_fields__, told, strict=True)) if jobs else _NO_JOBS
    words = Words()
    lists: dict[str, Iterable[int]] = {
        "number": columns["number"],
        "state": map(STATE_CODES.__getitem__, columns["state"]),
        "reason": map(REASON_CODES.__getitem__, columns["reason"]),
        **{name: words.codes(columns[name]) for name in WORD_COLUMNS},
        "priority": columns["priority"],
        "restartable": columns["restartable"],
        "attempt": columns["attempt"],
        "takeovers": columns["takeovers"],
        "exit_code": (NO_EXIT if code is None else code for code in columns["exit_code"]),
    }
    return JobChunk(
        ints={name: np.fromiter(values, np.int64, len(jobs)) for name, values in lists.items()},
        # None becomes NaN.
        moments={name: np.array(columns[name], np.float64) for name in MOMENTS},
        words=words.texts(),
        names=_texts([text.encode() for text in columns["name"]]),
        commands=_texts([text.encode() for text in columns["command"]]),
        details={at: detail for at, detail in enumerate(columns["detail"]) if detail},
    )


_NO_JOBS: dict[str, tuple[Any, ...]] = dict.fromkeys(Job.__struct_fields__, ())


Scalar = TypeVar("Scalar", bound=np.generic)


def _picked(
    columns: dict[str, npt.NDArray[Scalar]], which: Ints | EllipsisType, lasting: Ints
) -> dict[str, npt.NDArray[Scalar]]:
    return {name: column[lasting if name in LASTING else which] for name, column in columns.items()}


def _known_words(
    columns: JobColumns, words: Sequence[str | None]
) -> tuple[Ints, Sequence[str | None]]:
    """Give the words of a chunk with those of the columns behind, and the codes of the latter."""
    codes = np.arange(len(columns.words)) + len(words) - 1
    codes[NOTHING] = NOTHING
    return codes, [*words, *columns.words.texts()[1:]]


def _filled(column: LongTexts, rows: Ints, whole: Ints, those: Many | Few) -> list[bytes]:
    texts = [b""] * len(rows)
    here = np.flatnonzero(rows != NO_ROW)
    for at, text in zip(here.tolist(), column.raws(rows[here]), strict=True):
        texts[at] = text
    for at, text in zip(whole.tolist(), those.texts(), strict=True):
        texts[at] = text
    return texts


def _used_words(columns: JobColumns, codes: Sequence[Ints]) -> tuple[list[int], Ints]:
    """Give the words that are used, None left out, and of every word its code among them."""
    is_used = np.zeros(len(columns.words), np.bool_)
    for some in codes:
        is_used[some] = True
    is_used[NOTHING] = False
    return np.flatnonzero(is_used).tolist(), np.where(is_used, np.cumsum(is_used), 0)


def _texts_of(texts: LongTexts, rows: Ints) -> Many | Few:
    few = texts.few(rows)
    return Few(*few) if few is not None else Many(*texts.joined(rows))


def _texts(texts: Sequence[bytes]) -> Many | Few:
    few = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    if len(few) * 2 <= len(texts):
        return Few(list(few), np.fromiter(map(few.__getitem__, texts), np.int64, len(texts)))
    return Many(b"".join(texts), np.fromiter(map(len, texts), np.uint32, len(texts)))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
