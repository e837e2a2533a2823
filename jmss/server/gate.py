# SPDX-License-Identifier: GPL-3.0-or-later
"""Who comes in: each WebSocket upgrade is checked here, before anything else is read.

A server without a list of tokens asks nobody; it listens on loopback only
(``jmss.access.exposure``). How many may stand before the gate, for how long and with how
much to say is bounded in ``newcomers``.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from weakref import WeakKeyDictionary

from websockets.asyncio.server import ServerConnection
from websockets.datastructures import Headers, MultipleValuesError
from websockets.http11 import Request, Response

from jmss.access.asker import Asker
from jmss.access.roles import AccessRole
from jmss.access.tickets import TicketOffice
from jmss.access.token import is_ticket
from jmss.access.token_file import Entry, TokenFile, find
from jmss.errors import BadConfiguration
from jmss.wire.close_reasons import CloseReason, Denial
from jmss.wire.messages import Hello, Role

SAY_EVERY = 10.0
"""Seconds between two lines in the log about those who were turned away."""

_BEARER = "bearer "
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pass:
    """What the bearer of an accepted token got at the gate."""

    entry: Entry | None
    """None: nobody was asked for a token."""

    def asker(self, hello: Hello, address: str) -> Asker:
        """Say who asks on this link from now on."""
        entry = self.entry
        if entry is None:
            role, name, user = AccessRole.ADMINISTRATOR, "", hello.user
        else:
            role, name = entry.role, entry.name
            user = hello.user if entry.shared else entry.name
        return Asker(token=name, user=user, role=role, address=address, agent=hello.agent)

    def why_not(self, hello: Hello) -> CloseReason | None:
        """Say why the bearer may not be who he says he is; None when he may."""
        entry = self.entry
        if entry is None:
            return None
        if (hello.role is Role.MACHINE) != (entry.role is AccessRole.MACHINE):
            if hello.role is Role.MACHINE:
                return CloseReason(Denial.NO_MACHINE_TOKEN, (entry.role,))
            return CloseReason(Denial.MACHINE_TOKEN)
        if hello.role is Role.MACHINE and hello.machine != entry.name:
            return CloseReason(Denial.OTHER_MACHINE, (entry.name, hello.machine))
        return None


class Gate:
    """Lets in whoever shows a token that the server accepts, or a ticket issued for one.

    Args:
        tokens: the list; None: everybody may come in.
        office: issues and reads tickets; None: there are none.
        clock: a clock that only rises; ``wall`` is the time of day.
    """

    def __init__(
        self,
        tokens: TokenFile | None = None,
        office: TicketOffice | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._tokens = tokens
        self._office = office
        self._wall = wall
        self._clock = clock
        self._entries: tuple[Entry, ...] = tokens.read() if tokens else ()
        self._stamp = self._stamp_now()
        self._passes: WeakKeyDictionary[ServerConnection, Pass] = WeakKeyDictionary()
        self._said_at = float("-inf")
        self._turned_away = 0

    @property
    def tokens(self) -> TokenFile | None:
        """The list of those who may come in; None: everybody may."""
        return self._tokens

    @property
    def is_open(self) -> bool:
        """Whether everybody may come in."""
        return self._tokens is None

    def check(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer an upgrade with 401, or let it through (``process_request``)."""
        passed = self._passed(request.headers)
        if passed is not None:
            self._passes[connection] = passed
            return None
        self._note_turned_away(connection)
        response = connection.respond(HTTPStatus.UNAUTHORIZED, "This server asks for a token.\n")
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def passed(self, connection: ServerConnection) -> Pass | None:
        """Give what a connection got at the gate; None: it never passed it."""
        return Pass(None) if self.is_open else self._passes.get(connection)

    def look(self) -> None:
        """Take in changes of the list; to be called about each second."""
        stamp = self._stamp_now()
        if self._tokens is None or stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._entries = self._tokens.read()
        except BadConfiguration as error:
            # Neither everybody nor nobody: those who were known stay known.
            _log.error("%s", error)

    def holds(self, passed: Pass) -> bool:
        """Whether the token is still on the list."""
        return passed.entry is None or passed.entry in self._entries

    def ticket(self, passed: Pass) -> str:
        """Issue a ticket for coming back; nothing where nobody is asked for one."""
        if self._office is None or passed.entry is None:
            return ""
        return self._office.issue(passed.entry, self._wall())

    def _passed(self, headers: Headers) -> Pass | None:
        if self.is_open:
            return Pass(None)
        self.look()
        try:
            shown = headers.get("Authorization", "")
        except MultipleValuesError:
            return None
        if shown[: len(_BEARER)].lower() != _BEARER:
            return None
        entry = self._entry(shown[len(_BEARER) :].strip())
        return Pass(entry) if entry is not None else None

    def _entry(self, shown: str) -> Entry | None:
        if not is_ticket(shown):
            return find(self._entries, shown)
        if self._office is None:
            return None
        return self._office.read(shown, self._entries, self._wall())

    def _note_turned_away(self, connection: ServerConnection) -> None:
        """One line for many: a stranger shall not fill the disk with his tries."""
        self._turned_away += 1
        now = self._clock()
        if now - self._said_at >= SAY_EVERY:
            _log.warning(
                "%d turned away without a valid token, the last from %s",
                self._turned_away,
                connection.remote_address,
            )
            self._said_at, self._turned_away = now, 0

    def _stamp_now(self) -> tuple[int, int]:
        if self._tokens is None:
            return (0, 0)
        try:
            about = self._tokens.path.stat()
        except OSError:
            return (0, 0)
        return (about.st_mtime_ns, about.st_ino)
