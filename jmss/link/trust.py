# SPDX-License-Identifier: GPL-3.0-or-later
"""Which server certificates a client believes: the system's authorities, or the site's own."""

import asyncio
import ssl
from pathlib import Path

import truststore

from jmss.errors import JmssError
from jmss.link.certificate import Certificate, read_certificate
from jmss.link.view import Cause

SEEN_WITHIN = 3.0
"""Seconds that a server gets to show its certificate once more."""
_CAUSES = {
    62: Cause.CERTIFICATE_NAME,
    64: Cause.CERTIFICATE_NAME,
    9: Cause.CERTIFICATE_EARLY,
    10: Cause.CERTIFICATE_EXPIRED,
    **dict.fromkeys((2, 18, 19, 20, 21, 24, 27), Cause.CERTIFICATE_ISSUER),
}
"""By OpenSSL's code: another host or address, too early, too late, nobody whom we trust."""


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
        self._of_file: tuple[tuple[int, int, int], ssl.SSLContext] | None = None
        """What the file was when it was read last, and what checks by it."""

    def context(self) -> ssl.SSLContext:
        """Give what checks the certificate, its names included; a file that changed is read anew.

        Raises:
            Untrusted: the file cannot be used.
        """
        if not self._ca_file:
            self._of_system = self._of_system or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            return self._of_system
        try:
            about = Path(self._ca_file).stat()
            stamp = (about.st_mtime_ns, about.st_ino, about.st_size)
            if self._of_file is None or self._of_file[0] != stamp:
                self._of_file = stamp, ssl.create_default_context(cafile=self._ca_file)
            return self._of_file[1]
        except (OSError, ssl.SSLError) as error:
            raise Untrusted(why=f"{self._ca_file}: {error.strerror or error}") from error
        except ValueError as error:  # no path at all
            raise Untrusted(why=f"{self._ca_file!r}: {error}") from error


def why_not(error: ssl.SSLCertVerificationError) -> Cause:
    """Say which kind of fault made a certificate unbelievable."""
    return _CAUSES.get(error.verify_code, Cause.CERTIFICATE)


async def seen_certificate(name: str, address: str, port: int) -> Certificate | None:
    """Ask for a certificate that was refused once more, only to tell what it says.

    Nothing is checked, so nothing is sent or believed. None when it cannot be had.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    opening = asyncio.open_connection(address, port, ssl=context, server_hostname=name)
    try:
        async with asyncio.timeout(SEEN_WITHIN):
            _, writer = await opening
    except (OSError, TimeoutError):
        return None
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.transport.abort()
    try:
        return read_certificate(shown)
    except (ValueError, TypeError):
        return None
