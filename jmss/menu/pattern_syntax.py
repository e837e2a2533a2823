# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a regular expression into what it is made of (``pattern.py`` says which there are)."""

import string
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from jmss.errors import N_

LONGEST = 200
"""Characters of a pattern."""
MOST_TIMES = 200
"""The greatest number in ``{m,n}``."""


class BadPattern(Exception):
    """A pattern cannot be used.

    ``why`` is marked for translation; ``at`` counts its characters from 1, 0: all of it.
    """

    def __init__(self, why: str, at: int) -> None:
        super().__init__(f"{why} ({at})")
        self.why = why
        self.at = at


@dataclass(frozen=True, slots=True)
class Signs:
    """One character, out of these or, ``but``, any other."""

    ranges: tuple[tuple[str, str], ...]
    but: bool = False
    groups: "tuple[Signs, ...]" = ()

    def __contains__(self, sign: str) -> bool:
        """Say whether a character is one of them."""
        found = any(first <= sign <= last for first, last in self.ranges)
        return (found or any(sign in group for group in self.groups)) is not self.but


class Edge(Enum):
    """Where no character is."""

    START = "^"
    END = "$"


@dataclass(frozen=True, slots=True)
class Run:
    """One after the other."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of these."""

    ways: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Several times."""

    what: "Node"
    least: int
    most: int | None


Node: TypeAlias = Signs | Edge | Run | Alternatives | Repeat

_DIGIT = (("0", "9"),)
_WORD = (("a", "z"), ("A", "Z"), ("0", "9"), ("_", "_"))
_SPACE = (("\t", "\r"), (" ", " "))
_CLASSES = {
    "d": Signs(_DIGIT),
    "D": Signs(_DIGIT, but=True),
    "w": Signs(_WORD),
    "W": Signs(_WORD, but=True),
    "s": Signs(_SPACE),
    "S": Signs(_SPACE, but=True),
}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}
_NOT_CLOSED = N_("a bracket is not closed")
_NOTHING_TO_REPEAT = N_("there is nothing to repeat")


def parsed(source: str) -> Node:
    """Read a pattern.

    Raises:
        BadPattern: it cannot be understood, or is too long.
    """
    if len(source) > LONGEST:
        raise BadPattern(N_("it is too long"), 0)
    reader = _Reader(source)
    node = reader.alternatives()
    if reader.left:
        raise reader.bad(N_("a bracket is closed that was not opened"))
    return node


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    @property
    def left(self) -> bool:
        return self._at < len(self._source)

    def bad(self, why: str) -> BadPattern:
        return BadPattern(why, self._at + 1)

    def alternatives(self) -> Node:
        ways = [self._run()]
        while self._skip("|"):
            ways.append(self._run())
        return ways[0] if len(ways) == 1 else Alternatives(tuple(ways))

    def _run(self) -> Node:
        parts: list[Node] = []
        while self.left and self._peek() not in "|)":
            parts.append(self._repeated(self._atom()))
        return Run(tuple(parts))

    def _atom(self) -> Node:
        match sign := self._next():
            case "(":
                return self._group()
            case "[":
                return self._set()
            case ".":
                return Signs((("\n", "\n"),), but=True)
            case "^":
                return Edge.START
            case "$":
                return Edge.END
            case "\\":
                return self._escaped()
            case "*" | "+" | "?" | "{":
                self._at -= 1
                raise self.bad(_NOTHING_TO_REPEAT)
            case _:
                return Signs(((sign, sign),))

    def _group(self) -> Node:
        if self._skip("?") and not self._skip(":"):
            raise self.bad(N_("of the groups that begin with ? only (?: is known"))
        node = self.alternatives()
        if not self._skip(")"):
            raise self.bad(_NOT_CLOSED)
        return node

    def _repeated(self, what: Node) -> Node:
        if not self.left or self._peek() not in "*+?{":
            return what
        if isinstance(what, Edge):
            raise self.bad(_NOTHING_TO_REPEAT)
        least, most = self._times()
        self._skip("?")  # as few as possible: for the whole text it is all the same
        if self.left and self._peek() in "*+?{":
            raise self.bad(_NOTHING_TO_REPEAT)
        return Repeat(what, least, most)

    def _times(self) -> tuple[int, int | None]:
        match self._next():
            case "*":
                return 0, None
            case "+":
                return 1, None
            case "?":
                return 0, 1
            case _:
                return self._counted()

    def _counted(self) -> tuple[int, int | None]:
        least = self._number()
        most: int | None = least
        if self._skip(","):
            most = None if self._peek() == "}" else self._number()
        if not self._skip("}"):
            raise self.bad(_NOT_CLOSED)
        if most is not None and most < least:
            raise self.bad(N_("the first number is greater than the second"))
        return least, most

    def _number(self) -> int:
        began = self._at
        while self.left and self._peek() in string.digits:
            self._at += 1
        digits = self._source[began : self._at]
        if not digits:
            raise self.bad(N_("a number belongs here (a backslash makes the brace a sign)"))
        if len(digits) > 3 or int(digits) > MOST_TIMES:
            raise self.bad(N_("its repeats make it too long"))
        return int(digits)

    def _set(self) -> Node:
        but = self._skip("^")
        ranges: list[tuple[str, str]] = []
        groups: list[Signs] = []
        is_first = True
        while is_first or self._peek() != "]":
            is_first = False
            one = self._member()
            if isinstance(one, Signs):
                groups.append(one)
                continue
            last: str | Signs = one
            if self._peek() == "-" and self._source[self._at + 1 : self._at + 2] != "]":
                self._at += 1
                last = self._member()
            if isinstance(last, Signs) or last < one:
                raise self.bad(N_("the range in the brackets runs backwards"))
            ranges.append((one, last))
        self._at += 1
        return Signs(tuple(ranges), but, tuple(groups))

    def _member(self) -> str | Signs:
        if not self.left:
            raise self.bad(_NOT_CLOSED)
        sign = self._next()
        if sign != "\\":
            return sign
        escaped = self._escaped()
        first, last = escaped.ranges[0]
        return first if first == last and not escaped.but else escaped

    def _escaped(self) -> Signs:
        if not self.left:
            raise self.bad(N_("nothing follows the backslash"))
        sign = self._next()
        if sign in _CLASSES:
            return _CLASSES[sign]
        sign = _CONTROLS.get(sign, sign)
        if sign.isascii() and sign.isalnum():
            self._at -= 1
            raise self.bad(N_("this letter means nothing after a backslash"))
        return Signs(((sign, sign),))

    def _skip(self, sign: str) -> bool:
        if self._peek() != sign:
            return False
        self._at += 1
        return True

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _next(self) -> str:
        self._at += 1
        return self._source[self._at - 1]
