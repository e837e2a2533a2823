# SPDX-License-Identifier: GPL-3.0-or-later
"""The language of the filter box, read and written. No Qt, no clock.

``夜間 -test state:failed,unknown owner:me after:02:00`` asks for jobs that have 夜間 and not
test in them, are in one of two states, are one's own, and ended after two o'clock. Any text
is read: what is not understood becomes a ``Problem`` and hides nothing.
"""

import re
import unicodedata

from jlook_client.tables.filter_keys import (
    KEYS,
    ME,
    STATE_WORDS,
    Key,
    Kind,
    StateWord,
    is_me,
    key_named,
    like_key,
    like_state,
    state_named,
)
from jlook_client.tables.filter_scan import (
    COLONS,
    COMMAS,
    EQUALS,
    MINUSES,
    QUOTES,
    Part,
    Piece,
    parts_of,
)
from jlook_client.tables.filter_terms import Me, Name, Parsed, Placed, Problem, Span, Term, Value
from jlook_client.tables.filter_times import time_of
from jmss.errors import N_

_DIGITS = r"-?[0-9]{1,15}"
_NUMBER = re.compile(_DIGITS)
_FROM_TO = re.compile(rf"({_DIGITS})?(?:\.\.|~)({_DIGITS})?")
_COMPARED = re.compile(rf"(>=|<=|>|<|=)({_DIGITS})")

MOST_PARTS = 50
"""A text with more was not written by hand; each part is looked for in a million jobs."""

_TOO_MANY = N_("Only {most} parts are used; “{rest}” and what follows are not")
_NOT_A_KEY = N_("“{word}:” is no key: try {keys}; put it in “quotes” to find it")
_NOT_A_KEY_BUT = N_("“{word}:” is no key: did you mean {like}:? Quoted it is looked for")
_NO_VALUE = N_("“{word}:” wants a value, as in {word}:{example}")
_NOT_A_STATE = N_("“{value}” is no state: try {states}")
_NOT_A_STATE_BUT = N_("“{value}” is no state: did you mean {like}?")
_NOT_A_NUMBER = N_("“{value}” is no number: write 5, 5..9, >5 or <=5")
_NOT_A_TIME = N_("“{value}” is no time: write 02:00, 2026-11-22, 2026-11-22T02:00 or 90m")


class _Refused(Exception):
    """A value that is not understood."""

    def __init__(self, says: str, **fields: str) -> None:
        super().__init__(says)
        self.says, self.fields = says, fields


def parsed(text: str, language: str = "en") -> Parsed:
    """Read a filter text; problems name keys and states in the given language."""
    placed, problems = [], []
    parts = parts_of(text)
    for part in parts[MOST_PARTS:][:1]:
        said = (("most", str(MOST_PARTS)), ("rest", text[part.begin : part.end]))
        problems.append(Problem(part.begin, parts[-1].end, _TOO_MANY, said))
    for part in parts[:MOST_PARTS]:
        try:
            term = _term(part, language)
        except _Refused as refusal:
            fields = tuple(refusal.fields.items())
            problems.append(Problem(part.begin, part.end, refusal.says, fields))
        else:
            if term is not None:
                placed.append(Placed(term, part.begin, part.end))
    return Parsed(text, tuple(placed), tuple(problems))


def written(terms: tuple[Term, ...], language: str = "en") -> str:
    """Write terms as a filter text, which reads as the same terms again."""
    return " ".join(_written(term, language) for term in terms)


def _term(part: Part, language: str) -> Term | None:
    """Give what a part asks for; None: nothing."""
    if part.key is None:
        word = part.values[0].text
        return Term(None, (word,), part.negated) if word.strip() else None
    key = key_named(part.key)
    if key is None:
        raise _unknown_key(part.key, language)
    values = [piece for piece in part.values if piece.text.strip()]
    if not values:
        raise _Refused(_NO_VALUE, word=part.key, example=_example(key, language))
    return Term(key, tuple(_value(key, piece, language) for piece in values), part.negated)


def _value(key: Key, piece: Piece, language: str) -> Value:
    text = piece.text
    match key.kind:
        case Kind.STATE:
            return _state(text, language)
        case Kind.NAME:
            return _name(key, piece)
        case Kind.TEXT:
            return text
        case Kind.NUMBER:
            return _span(text)
        case Kind.TIME:
            when = time_of(text)
            if when is None:
                raise _Refused(_NOT_A_TIME, value=text)
            return when


def _unknown_key(word: str, language: str) -> _Refused:
    like = like_key(word, language)
    if like is not None:
        return _Refused(_NOT_A_KEY_BUT, word=word, like=like)
    keys = ", ".join(f"{key.word(language)}:" for key in KEYS[:4])
    return _Refused(_NOT_A_KEY, word=word, keys=keys)


def _example(key: Key, language: str) -> str:
    return STATE_WORDS[0].word(language) if key.kind is Kind.STATE else key.example


def _state(text: str, language: str) -> StateWord:
    word = state_named(text)
    if word is not None:
        return word
    like = like_state(text, language)
    if like is not None:
        raise _Refused(_NOT_A_STATE_BUT, value=text, like=like)
    states = ", ".join(one.word(language) for one in STATE_WORDS[:5])
    raise _Refused(_NOT_A_STATE, value=text, states=states)


def _name(key: Key, piece: Piece) -> Name | Me:
    if piece.quoted:
        return Name(piece.text, piece.whole)
    if key.id == "owner" and is_me(piece.text):
        return Me()
    whole = len(piece.text) > 1 and piece.text[0] in EQUALS
    return Name(piece.text[1:] if whole else piece.text, whole)


def _span(text: str) -> Span:
    said = unicodedata.normalize("NFKC", text).strip()
    if _NUMBER.fullmatch(said):
        return Span(int(said), int(said))
    if (match := _FROM_TO.fullmatch(said)) and (match[1] or match[2]):
        return _from_to(_whole(match[1]), _whole(match[2]))
    if match := _COMPARED.fullmatch(said):
        return _compared(match[1], int(match[2]))
    raise _Refused(_NOT_A_NUMBER, value=text)


def _from_to(low: int | None, high: int | None) -> Span:
    turned = low is not None and high is not None and high < low
    return Span(high, low) if turned else Span(low, high)


def _whole(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _compared(sign: str, number: int) -> Span:
    match sign:
        case ">=":
            return Span(number, None)
        case ">":
            return Span(number + 1, None)
        case "<=":
            return Span(None, number)
        case "<":
            return Span(None, number - 1)
        case _:
            return Span(number, number)


def _written(term: Term, language: str) -> str:
    sign = "-" if term.negated else ""
    if term.key is None:
        return sign + _bare_or_quoted(str(term.values[0]), COLONS, MINUSES)
    values = ",".join(_written_value(value, language) for value in term.values)
    return f"{sign}{term.key.word(language)}:{values}"


def _written_value(value: Value, language: str) -> str:
    match value:
        case Me():
            return ME[1] if language == "ja" else ME[0]
        case Name(text, True):
            return "=" + _bare_or_quoted(text, COMMAS)
        case Name(text):
            return _quoted(text) if is_me(text) else _bare_or_quoted(text, COMMAS, EQUALS)
        case Span():
            return _written_span(value)
        case StateWord():
            return value.word(language)
        case str():
            return _bare_or_quoted(value, COMMAS, EQUALS)
        case _:
            return str(value)


def _written_span(span: Span) -> str:
    low, high = ("" if end is None else str(end) for end in (span.low, span.high))
    return low if low == high else f"{low}..{high}"


def _bare_or_quoted(text: str, signs: str, first: str = "") -> str:
    """Write a text so that none of these signs in it, or at its beginning, means anything."""
    means = any(letter.isspace() or letter in signs for letter in text)
    return _quoted(text) if means or text[0] in QUOTES or text[0] in first else text


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
