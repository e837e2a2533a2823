# SPDX-License-Identifier: GPL-3.0-or-later
"""From a virtual computer name to an open WebSocket: look up, race the addresses, upgrade.

The two parts have time limits of their own. TCP gets little time, because a fresh attempt
beats a doubling retransmit; the upgrade gets much, because a server that 5,000 consoles
return to at once answers late, and giving up then makes it worse (``docs/link.md``).
"""

import asyncio
import errno
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
)

from jmss.errors import JmssError
from jmss.link.certificate import Certificate
from jmss.link.credentials import Credentials, headers
from jmss.link.lookup import Lookup, NameSilent, NameUnknown
from jmss.link.race import Race, RaceLost
from jmss.link.trust import Trust, Untrusted, seen_certificate, why_not
from jmss.link.view import Cause
from jmss.wire.codec import MAX_SIZE

PROBES = {"TCP_KEEPIDLE": 2, "TCP_KEEPINTVL": 1, "TCP_KEEPCNT": 3}
"""Seconds of silence before the first probe, between two, and how many in vain end the line.

More than a heartbeat, so that a line in order carries none.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What to dial: a virtual computer name, looked up at every attempt, and a port."""

    name: str
    port: int


class DialFailed(JmssError):
    """An attempt failed; ``cause`` and ``at_least`` tell the link what to make of it."""

    template = "{cause} {detail}"

    def __init__(
        self,
        cause: Cause,
        detail: str = "",
        at_least: float = 0.0,
        *,
        certificate: Certificate | None = None,
    ) -> None:
        super().__init__(cause=cause, detail=detail)
        self.cause = cause
        self.detail = detail
        self.at_least = at_least
        self.certificate = certificate


class Line:
    """An open WebSocket that notes when it last received a byte."""

    def __init__(self, connection: ClientConnection, address: str) -> None:
        self._connection = connection
        self.address = address

    @property
    def encryption(self) -> str:
        """How it is encrypted, such as ``TLS 1.3``; empty: it is not."""
        tls: ssl.SSLObject | None = self._connection.transport.get_extra_info("ssl_object")
        version = tls.version() if tls is not None else None
        return (version or "").replace("TLSv", "TLS ")

    async def send(self, text: str) -> None:
        """Send one text frame."""
        await self._connection.send(text)

    async def receive(self) -> str | bytes:
        """Give the next frame.

        Raises:
            websockets.exceptions.ConnectionClosed: there will be none.
        """
        return await self._connection.recv()

    def abort(self) -> None:
        """Drop the connection at once, whatever the peer does."""
        self._connection.transport.abort()

    async def close(self) -> None:
        """Say goodbye; take half a second at most."""
        with suppress(ConnectionClosed):
            await self._connection.close()


class Dialler:
    """Opens lines.

    Args:
        lookup: finds addresses.
        agent: program and version, said in the upgrade request.
        credentials: what is shown to the server.
        trust: what the server has to prove first; None: the link is not encrypted.
        tcp_timeout: seconds that TCP gets, all fresh attempts together.
        upgrade_timeout: seconds that the WebSocket upgrade gets.
    """

    def __init__(
        self,
        lookup: Lookup,
        *,
        agent: str,
        credentials: Credentials | None = None,
        trust: Trust | None = None,
        tcp_timeout: float = 1.5,
        upgrade_timeout: float = 8.0,
    ) -> None:
        self._lookup = lookup
        self._agent = agent
        self._credentials = credentials or Credentials()
        self._trust = trust
        self._tcp_timeout = tcp_timeout
        self._upgrade_timeout = upgrade_timeout

    async def dial(self, target: Target, heard: Callable[[], None], more: float = 0.0) -> Line:
        """Open a line; ``heard`` is called at every byte that arrives on it.

        Args:
            more: seconds beyond the usual that the upgrade gets.

        Raises:
            DialFailed: with the cause.
        """
        try:
            addresses = await self._lookup.addresses(target.name)
        except NameUnknown as error:
            raise DialFailed(Cause.NAME_UNKNOWN, target.name) from error
        except NameSilent as error:
            raise DialFailed(Cause.NAME_SILENT, target.name) from error
        sock, address = await self._first_of(addresses, target.port)
        shown = self._credentials.shown(target.name, address, encrypted=self._trust is not None)
        try:
            connection = await self._upgrade(target, sock, shown, heard, more)
        except ssl.SSLCertVerificationError as error:
            sock.close()
            seen = await seen_certificate(target.name, address, target.port)
            detail = seen.short if seen else error.verify_message
            raise DialFailed(why_not(error), detail, certificate=seen) from error
        except BaseException as error:
            sock.close()
            turned_away = isinstance(error, DialFailed) and error.cause is Cause.NOT_ALLOWED
            if turned_away and self._credentials.refused(shown):
                # Its ticket has run out: once more, with the token.
                return await self.dial(target, heard, more)
            raise
        self._lookup.remember(target.name, address)
        return Line(connection, f"{address}:{target.port}")

    async def _first_of(self, addresses: Sequence[str], port: int) -> tuple[socket.socket, str]:
        race = Race(addresses, lambda address: _connect(address, port), patience=self._tcp_timeout)
        try:
            return await race.run()
        except RaceLost as lost:
            raise DialFailed(_cause_of(lost.why), f"{lost.address}:{port}") from lost

    def _tls_for(self, target: Target) -> dict[str, Any]:
        """Give what checks the certificate against the *virtual* name, whatever is dialled."""
        if self._trust is None:
            return {}
        try:
            return {"ssl": self._trust.context(), "server_hostname": target.name}
        except Untrusted as error:
            raise DialFailed(Cause.AUTHORITIES, str(error)) from error

    async def _upgrade(
        self,
        target: Target,
        sock: socket.socket,
        shown: str,
        heard: Callable[[], None],
        more: float,
    ) -> ClientConnection:
        opening = connect(
            f"ws{'s' if self._trust else ''}://{quote(target.name)}:{target.port}/",
            sock=sock,
            user_agent_header=self._agent,
            additional_headers=headers(shown),
            # A console on the site's own network has no business with a proxy, and
            # looking for one can block the loop.
            proxy=None,
            compression=None,
            ping_interval=None,
            open_timeout=None,
            close_timeout=0.5,
            max_size=MAX_SIZE,
            create_connection=cast(type[ClientConnection], partial(_Listening, heard)),
            **self._tls_for(target),
        )
        try:
            async with asyncio.timeout(self._upgrade_timeout + more):
                return await opening
        except TimeoutError as error:
            raise DialFailed(Cause.NO_HELLO) from error
        except ssl.SSLCertVerificationError:
            raise
        except ssl.SSLError as error:
            raise DialFailed(Cause.WRONG_SERVICE, error.reason or "") from error
        except InvalidStatus as error:
            raise _from_status(error) from error
        except InvalidMessage as error:
            # Closed before any answer is a server on its way down; anything else is no
            # server of ours.
            cut = isinstance(error.__cause__, EOFError)
            raise DialFailed(Cause.CUT if cut else Cause.WRONG_SERVICE) from error
        except InvalidHandshake as error:
            raise DialFailed(Cause.WRONG_SERVICE) from error
        except (OSError, EOFError, ConnectionClosed) as error:
            raise DialFailed(Cause.CUT) from error


class _Listening(ClientConnection):
    """Any byte is a sign of life, also half-way through a long frame."""

    def __init__(self, heard: Callable[[], None], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._heard = heard

    def data_received(self, data: bytes) -> None:
        """Pass the bytes on, and say so."""
        self._heard()
        super().data_received(data)


async def _connect(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _probe_silence(sock)
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except BaseException:
        sock.close()
        raise
    return sock


def _probe_silence(sock: socket.socket) -> None:
    """Let the kernel ask a silent line whether the other end still knows it.

    A node that hung took our connection and then lost its power: we have said all that we
    have to say, so nothing that we send meets the node that has the address now. The probe
    does, and is answered by a reset. A server that is merely slow answers it like any other.
    """
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in PROBES.items():
        if hasattr(socket, name):  # not on every system
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _cause_of(error: OSError) -> Cause:
    if isinstance(error, TimeoutError):
        return Cause.TIMED_OUT
    if isinstance(error, ConnectionRefusedError):
        return Cause.REFUSED
    if error.errno in {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL}:
        return Cause.UNREACHABLE
    return Cause.CUT


def _from_status(error: InvalidStatus) -> DialFailed:
    response = error.response
    if response.status_code in {401, 403}:
        return DialFailed(Cause.NOT_ALLOWED)
    if response.status_code in {429, 503}:
        wait = response.headers.get("Retry-After", "")
        return DialFailed(Cause.BUSY, at_least=min(float(wait), 60.0) if wait.isdigit() else 2.0)
    return DialFailed(Cause.WRONG_SERVICE, str(response.status_code))
