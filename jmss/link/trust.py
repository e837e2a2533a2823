# SPDX-License-Identifier: GPL-3.0-or-later
"""Which server certificates a client believes: the system's authorities, or the site's own."""

import asyncio
import ssl

import truststore

from jmss.errors import JmssError

WRONG_NAME = frozenset({62, 64})
"""OpenSSL's codes for a certificate of another host or another address."""
NAMES_WITHIN = 3.0


class Untrusted(JmssError):
    """There is no way to check certificates."""

    template = "{why}"


class Trust:
    """What a server has to prove before a client says anything to it.

    Args:
        ca_file: the site's own authorities, and then no others; empty: those of the system.
    """

    def __init__(self, ca_file: str = "") -> None:
        self._ca_file = ca_file
        self._of_system: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Give what checks the certificate, its names included; the file is read anew.

        Raises:
            Untrusted: the file cannot be used.
        """
        if not self._ca_file:
            self._of_system = self._of_system or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            return self._of_system
        try:
            return ssl.create_default_context(cafile=self._ca_file)
        except (OSError, ssl.SSLError) as error:
            raise Untrusted(why=f"{self._ca_file}: {error.strerror or error}") from error

    async def why(self, error: ssl.SSLCertVerificationError, address: str, port: int) -> str:
        """Say what is wrong with a certificate; for a wrong name, which names it bears."""
        if error.verify_code not in WRONG_NAME:
            return error.verify_message
        names = await self._names(address, port)
        return ", ".join(names) or error.verify_message

    async def _names(self, address: str, port: int) -> list[str]:
        """Ask for the certificate once more, only to read its names; nothing is sent then."""
        context = ssl.create_default_context(cafile=self._ca_file or None)
        context.check_hostname = False
        try:
            async with asyncio.timeout(NAMES_WITHIN):
                _, writer = await asyncio.open_connection(address, port, ssl=context)
        except (OSError, TimeoutError):
            return []
        certificate = writer.get_extra_info("peercert") or {}
        writer.transport.abort()
        return [str(value) for _, value in certificate.get("subjectAltName", ())]
