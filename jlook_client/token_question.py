# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operator is asked when a server wants a token, and in which words.

It is a question on the screen, never a dialogue that stops anything. The token itself is
no part of it.
"""

from dataclasses import dataclass
from enum import StrEnum

from jmss.errors import N_
from jmss.texts import Texts


class Reason(StrEnum):
    """Why the operator is asked, or why not yet."""

    LOOKING = "looking"
    """The keyring has been asked; nothing is needed of the operator yet."""
    NEEDED = "needed"
    """None is at hand."""
    FILE_REFUSED = "file_refused"
    """The one in the token file is not accepted."""
    KEPT_REFUSED = "kept_refused"
    """The one in the keyring is not accepted."""
    ENTERED_REFUSED = "entered_refused"
    """The one that was entered is not accepted."""
    MALFORMED = "malformed"
    """What was entered can be no token."""
    WITHHELD = "withheld"
    """Others could read along, so no token would be shown to the server."""


class KeyringState(StrEnum):
    """What is known of the computer's keyring."""

    UNKNOWN = "unknown"
    """It has not been asked."""
    READY = "ready"
    ABSENT = "absent"
    """There is none that keeps secrets secret."""
    SILENT = "silent"
    """It was asked and does not answer: it may be waiting to be unlocked."""
    LOCKED = "locked"
    REFUSED = "refused"
    """It said no; ``why`` has its words."""
    DAMAGED = "damaged"
    """What it keeps for this server is no token."""


_KEEPS = frozenset(
    {KeyringState.READY, KeyringState.LOCKED, KeyringState.REFUSED, KeyringState.DAMAGED}
)

_REASONS = {
    Reason.LOOKING: N_("Looking for the token of {server} in this computer's keyring…"),
    Reason.NEEDED: N_("{server} asks for a token. The server's administrator has it."),
    Reason.FILE_REFUSED: N_("{server} does not accept the token in the token file. Enter another."),
    Reason.KEPT_REFUSED: N_(
        "{server} does not accept the token in the keyring any more. Enter a new one."
    ),
    Reason.ENTERED_REFUSED: N_("{server} does not accept the token that was entered."),
    Reason.MALFORMED: N_("This is no token: it is one word of Latin letters, digits and signs."),
    Reason.WITHHELD: N_(
        "{server} asks for a token, but others could read it on this link. Choose encryption (TLS)"
        " in [File] – [Servers]."
    ),
}

_KEYRINGS = {
    KeyringState.ABSENT: N_(
        "This computer has no keyring: {program} asks again at its next start."
    ),
    KeyringState.SILENT: N_(
        "This computer's keyring does not answer; it may be waiting to be unlocked."
    ),
    KeyringState.LOCKED: N_("This computer's keyring is locked."),
    KeyringState.REFUSED: N_("This computer's keyring refused: {why}."),
    KeyringState.DAMAGED: N_("What this computer's keyring keeps for {server} is no token."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenQuestion:
    """One question at one moment."""

    reason: Reason
    server: str
    keyring: KeyringState = KeyringState.UNKNOWN
    why: str = ""
    """The keyring's own words, in whatever language it has."""

    @property
    def takes_token(self) -> bool:
        """Whether a token that is entered now is of use."""
        return self.reason not in {Reason.LOOKING, Reason.WITHHELD}

    @property
    def offers_keeping(self) -> bool:
        """Whether there is a keyring that could keep it."""
        return self.keyring in _KEEPS

    @property
    def was_kept(self) -> bool:
        """Whether the operator had one kept before."""
        return self.reason is Reason.KEPT_REFUSED


def reason_words(tr: Texts, question: TokenQuestion) -> str:
    """Say why the operator is asked."""
    return tr(_REASONS[question.reason], server=question.server)


def keyring_words(tr: Texts, question: TokenQuestion) -> str:
    """Say what is the matter with the keyring; nothing while it is in order."""
    template = _KEYRINGS.get(question.keyring)
    if template is None or not question.takes_token:
        return ""
    return tr(template, program=tr.program, server=question.server, why=question.why)
