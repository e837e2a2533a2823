# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's end of TLS: its certificate and key."""

import ssl
from pathlib import Path

from jmss.errors import BadConfiguration


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Read certificate and key.

    Raises:
        BadConfiguration: a file is missing or wrong, or they do not belong together.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        why = error.strerror or str(error)
        raise BadConfiguration(where=f"{certificate}, {key}", why=why) from error
    return context
