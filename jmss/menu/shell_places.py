# SPDX-License-Identifier: GPL-3.0-or-later
"""Where in a line for the shell a quoted value may stand.

A value in quotes is one harmless word only where the shell reads quotes as quotes. Inside other
quotes, after a backslash, in a comment or in a here-document it does not, and what somebody
entered would be read as commands. When in doubt the answer is no: whoever writes the command can
put the value elsewhere, or the doubtful part into a script of its own.
"""

from collections.abc import Iterable
from enum import StrEnum

from jmss.errors import N_


class Around(StrEnum):
    """What the shell is in the middle of."""

    NOTHING = ""
    """A quoted value is one word here."""
    SINGLE = N_("it stands inside quotes, and gets quotes of its own")
    DOUBLE = N_("it stands inside double quotes, and gets quotes of its own")
    BACKSLASH = N_("a backslash stands before it")
    DOLLAR = N_("a $ stands before it")
    BRACES = N_("it stands inside braces of the shell")
    SUBSTITUTION = N_("it stands inside double quotes and $(…)")
    COMMENT = N_("it stands in a comment")
    DOUBT = N_("something stands before it after which it cannot be made safe: `, <<, ((, $'")


_IN_BRACES = frozenset("'\"`$\\{")
_IN_SUBSTITUTION = frozenset("'\"`$\\({#<")
"""Signs with which it is no longer clear where it ends."""


class ShellPlaces:
    """Reads a line bit by bit and says what it is in the middle of."""

    def __init__(self) -> None:
        self.around = Around.NOTHING
        self._outside = Around.NOTHING
        self._nested = ""
        self._last = "\n"

    def read(self, text: str) -> None:
        """Go on over this text."""
        signs = [*text]
        while signs and self.around is not Around.DOUBT:
            sign = signs.pop(0)
            self._take(sign, signs)
            self._last = sign

    def pass_value(self) -> None:
        """Go on over a quoted value; it is a part of a word."""
        if self.around in {Around.BACKSLASH, Around.DOLLAR}:
            self.around = Around.NOTHING
        self._last = "x"

    def _take(self, sign: str, ahead: list[str]) -> None:
        match self.around:
            case Around.SINGLE:
                self._end_at(sign, "'")
            case Around.COMMENT:
                self._end_at(sign, "\n")
            case Around.BRACES:
                self._take_nested(sign, "}", _IN_BRACES)
            case Around.SUBSTITUTION:
                self._take_nested(sign, ")", _IN_SUBSTITUTION)
            case Around.DOUBLE:
                self._take_in_double(sign, ahead)
            case _:
                self._take_plain(sign, ahead)

    def _end_at(self, sign: str, end: str) -> None:
        if sign == end:
            self.around = Around.NOTHING

    def _take_nested(self, sign: str, end: str, doubtful: frozenset[str]) -> None:
        self._nested += sign
        if sign == end:
            # The bracket of a case ends nothing.
            self.around = Around.DOUBT if "case" in self._nested else self._outside
        elif sign in doubtful:
            self.around = Around.DOUBT

    def _take_in_double(self, sign: str, ahead: list[str]) -> None:
        match sign:
            case '"':
                self.around = Around.NOTHING
            case "\\":
                del ahead[:1]
            case "`":
                self.around = Around.DOUBT
            case "$" if ahead[:1] == ["("]:
                self._open(Around.SUBSTITUTION)
                del ahead[:1]
            case "$" if ahead[:1] == ["{"]:
                self._open(Around.BRACES)
                del ahead[:1]

    def _take_plain(self, sign: str, ahead: list[str]) -> None:
        if self.around is Around.BACKSLASH:
            self.around = Around.NOTHING
            return
        after_dollar = self.around is Around.DOLLAR
        self.around = Around.NOTHING
        match sign:
            case "'" | '"' if after_dollar:
                self.around = Around.DOUBT
            case "'":
                self.around = Around.SINGLE
            case '"':
                self.around = Around.DOUBLE
            case "\\":
                self.around = Around.BACKSLASH
            case "`":
                self.around = Around.DOUBT
            case "{" if after_dollar:
                self._open(Around.BRACES)
            case "$":
                self.around = Around.DOLLAR
            case "(" | "<" if self._last == sign:
                self.around = Around.DOUBT
            case "#" if self._last in " \t\n;&|()":
                self.around = Around.COMMENT

    def _open(self, inner: Around) -> None:
        self._outside, self._nested = self.around, ""
        self.around = inner


def around_each(bits: Iterable[str | None]) -> list[Around]:
    """Say for each value, a None among the texts, what it stands in the middle of.

    Texts beside each other must be one: what belongs together for the shell is read together.
    """
    places, found = ShellPlaces(), []
    for bit in bits:
        if bit is not None:
            places.read(bit)
            continue
        found.append(places.around)
        places.pass_value()
    return found
