# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be meant by a word that is being typed into the filter box: keys and values. No Qt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from jlook_client.tables.filter_keys import KEYS, ME, STATE_WORDS, Key, Kind, key_named
from jlook_client.tables.filter_scan import COLONS, COMMAS, MINUSES, QUOTES
from jlook_client.tables.folding import folded

MOST_OPTIONS = 40

NamesOf = Callable[[str], Sequence[str]]
"""Gives the names that queue, owner, machine or node have on the board."""

_TIMES = ("02:00", "today", "yesterday", "30m", "1h", "1d")
_TIMES_JA = ("02:00", "今日", "昨日", "30分", "1時間", "1日")


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may be meant."""

    text: str
    """What is put in place of what was typed."""
    says: str = ""
    """A msgid, empty where the text says it."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand between two places of a text."""

    begin: int
    end: int
    options: tuple[Option, ...]


def completion(
    text: str, at: int, names_of: NamesOf, language: str, *, all_keys: bool = False
) -> Completion:
    """Give what may be meant by the word that ends at ``at``.

    Args:
        text: the filter box's.
        at: where the cursor is.
        names_of: the names on the board.
        language: the screen's.
        all_keys: give all keys where nothing was typed yet.
    """
    begin = _word_begin(text, at)
    word = text[begin:at]
    sign = len(word) > 1 and word[0] in MINUSES
    colon = next((place for place, letter in enumerate(word) if letter in COLONS), None)
    if colon is None:
        options = _keys(word[sign:], language) if word or all_keys else ()
        return Completion(begin + sign, at, tuple(options))
    key = key_named(word[sign:colon])
    if key is None:
        return Completion(at, at, ())
    commas = (place for place, letter in enumerate(word) if letter in COMMAS and place > colon)
    value = 1 + max(commas, default=colon)
    typed = word[value:]
    options = [one for one in _values(key, names_of, language) if _begins(one.text, typed)]
    return Completion(begin + value, at, tuple(options[:MOST_OPTIONS]))


def _word_begin(text: str, at: int) -> int:
    begin, closing = 0, ""
    for place, letter in enumerate(text[:at]):
        if closing:
            closing = "" if letter == closing else closing
        elif letter in QUOTES:
            closing = QUOTES[letter]
        elif letter.isspace():
            begin = place + 1
    return begin


def _begins(option: str, typed: str) -> bool:
    plain = folded(option).lstrip('="')
    return plain.startswith(folded(typed).lstrip('="「')) and option != typed


def _keys(typed: str, language: str) -> Iterable[Option]:
    for key in KEYS:
        if any(_begins(word, typed) for word in (key.id, key.japanese, *key.others)):
            yield Option(f"{key.word(language)}:", key.says)


def _values(key: Key, names_of: NamesOf, language: str) -> Iterable[Option]:
    match key.kind:
        case Kind.STATE:
            return [Option(word.word(language)) for word in STATE_WORDS]
        case Kind.NAME:
            me = [Option(ME[1] if language == "ja" else ME[0])] if key.id == "owner" else []
            return [*me, *(Option(_as_value(name)) for name in names_of(key.id))]
        case Kind.TIME:
            return [Option(time) for time in (_TIMES_JA if language == "ja" else _TIMES)]
        case _:
            return [Option(key.example)]


def _as_value(name: str) -> str:
    means = any(letter.isspace() or letter in COMMAS for letter in name) or name[:1] in QUOTES
    quoted = '"' + name.replace('"', '""') + '"' if means else name
    return f"={quoted}"
