# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether this machine can answer under the addresses of the virtual computers."""

import errno
import socket
from pathlib import Path

from jmss.cluster.layout import ClusterLayout
from jmss.errors import N_, AddressAway


def check_addresses(layout: ClusterLayout, path: Path) -> None:
    """Try each address, the JMSS server's with its port; ``path``: where the layout is kept.

    Raises:
        AddressAway: one cannot be used; it says which and why.
    """
    for group in layout.groups:
        port = layout.port if group.name == layout.server.name else 0
        try:
            _try(group.address, port)
        except OSError as error:
            raise AddressAway(
                name=group.name,
                address=group.address,
                port=port or layout.port,
                why=_words(error),
                layout=path,
            ) from error


def _try(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((address, port))


def _words(error: OSError) -> str:
    """Say why an address cannot be used, and what helps."""
    if error.errno == errno.EADDRNOTAVAIL:
        return N_("this system does not have the address (on macOS: sudo ifconfig lo0 alias …)")
    return error.strerror or str(error)
