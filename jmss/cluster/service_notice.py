# SPDX-License-Identifier: GPL-3.0-or-later
"""Telling the service manager that started us that we work; nothing where there is none."""

import os
import socket
from collections.abc import MutableMapping

SOCKET = "NOTIFY_SOCKET"
"""Where systemd listens for its notices; a name that begins with ``@`` is an abstract one."""


def tell_ready(environment: MutableMapping[str, str] = os.environ) -> bool:
    """Say once that the service works; False when nobody listens.

    What is started from here on does not find the socket any more: it is not the service.
    """
    name = environment.pop(SOCKET, "")
    if not name:
        return False
    address = f"\0{name[1:]}" if name.startswith("@") else name
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        try:
            line.sendto(b"READY=1", address)
        except OSError:
            return False
    return True
