# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a server does not allow a link: a word and its values travel as the close frame's reason.

A close frame has room for 123 bytes, and whoever is turned away reads his own language. So
``other_machine VCOM2 VCOM3`` is sent, and said by whoever gets it (``docs/protocol.md``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from jmss.error_words import ROLES
from jmss.errors import N_
from jmss.saying import Saying

LONGEST = 120
"""Bytes of a reason that are sent."""


class Denial(StrEnum):
    """Why with the code ``NOT_ALLOWED``."""

    NO_TOKEN = "no_token"  # noqa: S105 - a word of the wire
    TOKEN_REMOVED = "token_removed"  # noqa: S105 - a word of the wire
    MACHINE_TOKEN = "machine_token"  # noqa: S105 - a word of the wire
    """A person, or a program, shows the token of an execution machine."""
    NO_MACHINE_TOKEN = "no_machine_token"  # noqa: S105 - a word of the wire
    """An execution machine shows a token of another role."""
    OTHER_MACHINE = "other_machine"
    NO_MACHINE = "no_machine"
    OLDER_MACHINE = "older_machine"
    SESSION_TAKEN = "session_taken"


_SAID: Mapping[Denial, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        Denial.NO_TOKEN: (N_("no token was shown"), ()),
        Denial.TOKEN_REMOVED: (N_("the token was removed"), ()),
        Denial.MACHINE_TOKEN: (N_("the token is for an execution machine alone"), ()),
        Denial.NO_MACHINE_TOKEN: (
            N_("an execution machine needs a token of its own, not one of role {role}"),
            ("role",),
        ),
        Denial.OTHER_MACHINE: (
            N_("the token of {token} does not speak for {machine}"),
            ("token", "machine"),
        ),
        Denial.NO_MACHINE: (N_("there is no execution machine {machine}"), ("machine",)),
        Denial.OLDER_MACHINE: (N_("a newer incarnation of it works"), ()),
        Denial.SESSION_TAKEN: (N_("somebody else has this session"), ()),
    }
)
"""What each is in words, and the values that follow its word on the wire, in their order."""


@dataclass(frozen=True, slots=True)
class CloseReason:
    """A denial and its values."""

    denial: Denial
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Give it as it travels; what does not fit is cut off."""
        whole = " ".join((self.denial, *self.values))
        return whole.encode()[:LONGEST].decode(errors="ignore")

    def saying(self) -> Saying:
        """Give it in words."""
        template, names = _SAID[self.denial]
        values = zip(names, self.values, strict=True)
        return Saying(template, {name: _said(name, value) for name, value in values})


def saying_of(reason: str) -> Saying | None:
    """Say a reason that came; None: it is none that is known here."""
    word, *values = reason.split(" ")
    if word not in frozenset(Denial):
        return None
    denial = Denial(word)
    if len(values) != len(_SAID[denial][1]) or not all(values):
        return None
    return CloseReason(denial, tuple(values)).saying()


def _said(name: str, value: str) -> str | Saying:
    return Saying(value) if name == "role" and value in ROLES else value
