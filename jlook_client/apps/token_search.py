# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the token for one server comes from: its file, the keyring, the operator.

Nothing is looked for before the server has asked. Then each place is tried once, in this
order, and the operator is asked last. What he enters is kept in memory, and in the keyring
if he wishes, but not before the server has accepted it.
"""

from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

from jlook_client.apps.system_keyring import Owner, Reply, Told
from jlook_client.connection import ConnectionWatcher
from jlook_client.lines import Severity
from jlook_client.token_question import KeyringState, Reason, TokenQuestion
from jmss.access.token import is_one_word
from jmss.errors import N_
from jmss.link.credentials import Credentials, token_from
from jmss.link.view import Cause, LinkState, LinkView

Say = Callable[[Severity, str, str], None]
"""Tells the operator: how bad, the template, and the keyring's own words for ``{why}``."""

_NOT_KEPT = {
    KeyringState.ABSENT: N_("This computer has no keyring; the token was not kept"),
    KeyringState.SILENT: N_(
        "This computer's keyring has not taken the token yet; it may be waiting to be unlocked"
    ),
    KeyringState.LOCKED: N_("This computer's keyring is locked; the token was not kept"),
    KeyringState.REFUSED: N_("This computer's keyring did not take the token: {why}"),
}


class Place(Enum):
    """Where the token that is shown at the next dial comes from."""

    FILE = auto()
    KEYRING = auto()
    OPERATOR = auto()


class AskedKeyring(Protocol):
    """What is needed of the keyring; nothing here blocks."""

    def read(self, owner: Owner, told: Told) -> None:
        """Ask for a token."""

    def keep(self, owner: Owner, token: str, told: Told) -> None:
        """Keep a token."""


class TokenSearch(ConnectionWatcher):
    """Finds the token of one server for one user, and shows it to nobody else.

    Args:
        owner: the server and the user.
        token_file: the file that the site names for this server; empty: none.
        keyring: the computer's.
        dial: dials the server again.
        changed: told when the question is another one.
        say: tells the operator what became of a token that was to be kept.
    """

    def __init__(
        self,
        owner: Owner,
        *,
        token_file: str,
        keyring: AskedKeyring,
        dial: Callable[[], None],
        changed: Callable[[], None],
        say: Say,
    ) -> None:
        self.credentials = Credentials(self._token, owner.server)
        self._owner = owner
        self._in_file = token_from(token_file)
        self._keyring = keyring
        self._dial = dial
        self._changed = changed
        self._say = say
        self._place = Place.FILE
        self._known = ""
        """The token of keyring or operator; that of the file is read at each dial."""
        self._shown = ""
        """The token that was shown last; a ticket may have been since."""
        self._wants_keeping = False
        self._looking = False
        self._held = False
        self._ended = False
        self._ring = KeyringState.UNKNOWN
        self._why = ""
        self._question: TokenQuestion | None = None

    @property
    def question(self) -> TokenQuestion | None:
        """What the operator is asked now."""
        return self._question

    def end(self) -> None:
        """Forget everything: another server is dialled from now on."""
        self._ended = True
        self._known, self._shown, self._question = "", "", None
        self.credentials.forget()

    def enter(self, text: str, *, keep: bool) -> None:
        """Try what the operator entered; nothing entered: try again what is at hand.

        Args:
            text: a token.
            keep: whether the keyring shall keep it once the server has accepted it.
        """
        token = text.strip()
        if token and not is_one_word(token):
            self._ask(Reason.MALFORMED)
            return
        if token:
            self._place, self._known, self._wants_keeping = Place.OPERATOR, token, keep
        self._dial()

    def link_changed(self, view: LinkView) -> None:
        """Follow the link: a refusal starts the search, a link that is live ends it."""
        was_held, self._held = self._held, view.state is LinkState.HELD
        if self._held and view.cause is Cause.NOT_ALLOWED:
            if not was_held:
                self._refused()
        elif self._question is not None:
            self._question = None
            self._changed()
        if view.state is LinkState.LIVE and self._wants_keeping:
            self._wants_keeping = False
            self._keyring.keep(self._owner, self._known, self._was_kept)

    def _token(self) -> str:
        self._shown = self._in_file() if self._place is Place.FILE else self._known
        return self._shown

    def _refused(self) -> None:
        self.credentials.forget()
        place = self._place
        # Whoever dials again without entering anything gets a search from the beginning.
        self._place, self._known, self._wants_keeping = Place.FILE, "", False
        if self.credentials.withheld:
            self._ask(Reason.WITHHELD)
        elif place is Place.OPERATOR:
            self._ask(Reason.ENTERED_REFUSED)
        elif place is Place.KEYRING:
            self._ask(Reason.KEPT_REFUSED)
        else:
            self._look(self._shown)

    def _look(self, refused: str) -> None:
        reason = Reason.FILE_REFUSED if refused else Reason.NEEDED
        if self._looking:
            self._ask(reason)
            return
        self._looking = True
        self._ask(Reason.LOOKING)
        self._keyring.read(self._owner, lambda reply: self._found(reply, refused, reason))

    def _found(self, reply: Reply, refused: str, reason: Reason) -> None:
        if self._ended:
            return
        self._ring, self._why = reply.state, reply.why
        self._looking = reply.state is KeyringState.SILENT
        token = reply.token
        if token and not is_one_word(token):
            self._ring, token = KeyringState.DAMAGED, ""
        if self._question is None:
            return  # meanwhile the operator has entered one, or dialled again
        if self._in_file() not in {"", refused}:
            self._dial()  # there is another one in the file by now
        elif not token:
            self._ask(reason)
        elif token == refused:
            self._ask(Reason.KEPT_REFUSED)
        else:
            self._place, self._known = Place.KEYRING, token
            self._dial()

    def _was_kept(self, reply: Reply) -> None:
        if reply.state is KeyringState.READY:
            if self._place is Place.OPERATOR:
                self._place = Place.KEYRING
            self._say(Severity.INFO, N_("This computer's keyring keeps the token"), "")
        else:
            self._say(Severity.WARNING, _NOT_KEPT[reply.state], reply.why)

    def _ask(self, reason: Reason) -> None:
        self._question = TokenQuestion(
            reason=reason, server=self._owner.server, keyring=self._ring, why=self._why
        )
        self._changed()
