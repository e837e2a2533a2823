# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client shows the server at the door, in a header of the upgrade, never in a URL."""

from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

from jmss.access.token import read_token


def no_token() -> str:
    """Give no token: for a server that asks for none."""
    return ""


def token_from(path: str) -> Callable[[], str]:
    """Give what reads a token from a file at each dial: it may be made or replaced meanwhile."""
    return lambda: read_token(Path(path)) if path else ""


class Credentials:
    """The token of one client. It is shown to the server and to nobody else.

    Args:
        token: gives the token; asked at every dial.
    """

    def __init__(self, token: Callable[[], str] = no_token) -> None:
        self._token = token

    def headers(self, address: str, *, encrypted: bool) -> dict[str, str]:
        """Give the headers for a dial; nothing where others could read along."""
        shown = self._token()
        if not shown or not (encrypted or _is_loopback(address)):
            return {}
        return {"Authorization": f"Bearer {shown}"}


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
