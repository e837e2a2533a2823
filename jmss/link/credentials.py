# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client shows the server at the door, in a header of the upgrade, never in a URL."""

from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

from jmss.access.token import is_ticket, read_token


def no_token() -> str:
    """Give no token: for a server that asks for none."""
    return ""


def token_from(path: str) -> Callable[[], str]:
    """Give what reads a token from a file at each dial: it may be made or replaced meanwhile."""
    return lambda: read_token(Path(path)) if path else ""


class Credentials:
    """The ticket of one client, or else its token. Shown to the server and to nobody else.

    Args:
        token: gives the token; asked at every dial.
        server: the virtual computer that it is for; empty: any.
    """

    def __init__(self, token: Callable[[], str] = no_token, server: str = "") -> None:
        self._token = token
        self._server = server.lower()
        self._ticket = ""
        self._withheld = False

    @property
    def withheld(self) -> bool:
        """Whether the last dial showed nothing because others could have read it."""
        return self._withheld

    def shown(self, server: str, address: str, *, encrypted: bool) -> str:
        """Give what to show; nothing to another server, or where others could read along."""
        meant = self._server in {"", server.lower()}
        safe = encrypted or _is_loopback(address)
        self._withheld = meant and not safe
        return (self._ticket or self._token()) if meant and safe else ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The ticket and the token, as far as there are any: what belongs into no text."""
        return tuple(filter(None, (self._ticket, self._token())))

    def keep(self, ticket: str) -> None:
        """Take the ticket that the server has issued; an empty one is none."""
        self._ticket = ticket or self._ticket

    def forget(self) -> None:
        """Forget the ticket: the token is to be shown at the next dial."""
        self._ticket = ""

    def refused(self, shown: str) -> bool:
        """Forget a ticket that the server does not accept; whether another try has a chance."""
        if not is_ticket(shown):
            return False
        if shown == self._ticket:
            self._ticket = ""
        return True


def headers(shown: str) -> dict[str, str]:
    """Give the headers that show something; never a part of a URL, which ends up in logs."""
    return {"Authorization": f"Bearer {shown}"} if shown else {}


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
