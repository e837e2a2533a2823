# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the filter box: its keys and the states, in Japanese and in English. No Qt.

Both languages are understood whatever language the screen speaks; what is written back to
the operator is in the screen's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto
from typing import Protocol, TypeVar

from jlook_client.tables.folding import folded
from jmss.errors import N_
from jmss.model.jobs import ENDED, JobState


class Kind(Enum):
    """What stands after a key."""

    STATE = auto()
    NAME = auto()
    """A part of a name, or ``=`` and the whole name."""
    TEXT = auto()
    NUMBER = auto()
    """``5``, ``5..9``, ``..9``, ``5..``, ``>5``, ``<=5``."""
    TIME = auto()


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the filter box, without its colon."""

    id: str
    """The English word."""
    japanese: str
    kind: Kind
    example: str
    says: str
    """A msgid: which jobs it asks for."""
    others: tuple[str, ...] = ()
    """Other words for it."""

    def word(self, language: str) -> str:
        """Give the key as it is written in a language."""
        return self.japanese if language == "ja" else self.id


KEYS = (
    Key("state", "状態", Kind.STATE, "failed,unknown", N_("state"), ("status", "ステータス")),
    Key(
        "queue",
        "キュー",
        Kind.NAME,
        "night",
        N_("a part of the job queue’s name; =NAME is the whole name"),
        ("ジョブキュー",),
    ),
    Key(
        "owner", "投入者", Kind.NAME, "me", N_("who submitted it; “me” is you"), ("user", "所有者")
    ),
    Key(
        "machine",
        "マシン",
        Kind.NAME,
        "VCOM2",
        N_("execution machine"),
        ("稼働マシン",),
    ),
    Key("node", "ノード", Kind.NAME, "SV2", N_("node that it ran on")),
    Key("name", "名前", Kind.TEXT, "backup", N_("a part of the job’s name"), ("job", "ジョブ名")),
    Key("command", "コマンド", Kind.TEXT, "rsync", N_("a part of its command")),
    Key("number", "番号", Kind.NUMBER, "100..200", N_("job number"), ("no",)),
    Key("exit", "終了コード", Kind.NUMBER, ">0", N_("exit code"), ("exitcode", "code")),
    Key("priority", "優先度", Kind.NUMBER, ">=50", N_("priority"), ("prio",)),
    Key(
        "after",
        "以降",
        Kind.TIME,
        "02:00",
        N_("ended, else started, else submitted then or later"),
        ("since", "から"),
    ),
    Key(
        "before",
        "以前",
        Kind.TIME,
        "06:30",
        N_("ended, else started, else submitted earlier"),
        ("until", "より前"),
    ),
)


@dataclass(frozen=True, slots=True)
class StateWord:
    """A state, or several that are asked for together."""

    id: str
    """The English word."""
    japanese: str
    states: frozenset[JobState]
    others: tuple[str, ...] = ()

    def word(self, language: str) -> str:
        """Give it as it is written in a language."""
        return self.japanese if language == "ja" else self.id


def _one(identity: str, japanese: str, state: JobState, *others: str) -> StateWord:
    return StateWord(identity, japanese, frozenset({state}), (state.value, *others))


_S = JobState
STATE_WORDS = (
    _one("failed", "異常終了", _S.ENDED_ABNORMALLY, "失敗", "abnormal", "ended abnormally"),
    _one("running", "実行中", _S.RUNNING),
    _one("queued", "実行待ち", _S.QUEUED, "待ち", "waiting"),
    _one("held", "保留", _S.HELD, "保留中"),
    _one("starting", "開始中", _S.STARTING),
    _one("stopping", "停止中", _S.STOPPING),
    _one("taking_over", "引継中", _S.TAKING_OVER, "引継", "takeover"),
    _one("unknown", "不明", _S.UNKNOWN),
    _one("completed", "正常終了", _S.ENDED_NORMALLY, "完了", "成功", "ok", "ended normally"),
    _one("cancelled", "取消", _S.CANCELLED, "取り消し", "canceled"),
    StateWord("ended", "終了", ENDED, ("done", "終わり")),
    StateWord("open", "未終了", frozenset(JobState) - ENDED, ("active", "unfinished")),
)

ME = ("me", "自分", "私")
"""Words for whoever is connected, after ``owner:``; the first two are written."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def japanese(self) -> str: ...
    @property
    def others(self) -> tuple[str, ...]: ...


_N = TypeVar("_N", bound=_Named)


def key_named(word: str) -> Key | None:
    """Give a key by any of its words."""
    return _named(KEYS, word)


def state_named(word: str) -> StateWord | None:
    """Give a state by any of its words, wherever they have their spaces and lines."""
    return _named(STATE_WORDS, word)


def is_me(word: str) -> bool:
    """Whether a word means whoever is connected."""
    return folded(word) in ME


def like_key(word: str, language: str) -> str | None:
    """Give the key that somebody may have meant."""
    return _like(KEYS, word, language)


def like_state(word: str, language: str) -> str | None:
    """Give the state that somebody may have meant."""
    return _like(STATE_WORDS, word, language)


def _plain(word: str) -> str:
    return "".join(letter for letter in folded(word) if letter not in "_- ")


def _words(one: _Named) -> tuple[str, ...]:
    return (one.id, one.japanese, *one.others)


def _named(among: Iterable[_N], word: str) -> _N | None:
    wanted = _plain(word)
    return next((one for one in among if wanted in map(_plain, _words(one))), None)


def _like(among: Iterable[Key] | Iterable[StateWord], word: str, language: str) -> str | None:
    known = {_plain(name): one for one in among for name in _words(one)}
    close = get_close_matches(_plain(word), known, 1, 0.6)
    return known[close[0]].word(language) if close else None
