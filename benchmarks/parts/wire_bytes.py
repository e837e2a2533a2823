# SPDX-License-Identifier: GPL-3.0-or-later
"""What this process's links have put on the wire and taken from it, as the kernel counts it.

Counted are the payload of TCP in both directions, without what was sent again, and 52 bytes of IP
and TCP header (with timestamps) for each segment, pure acknowledgements included. What lies
below IP is not: it differs from network to network.
"""

import os
import socket
import struct
from contextlib import suppress
from pathlib import Path

HEADERS = 20 + 32
"""Bytes of IPv4 and of TCP with its timestamps."""
_ABOUT = struct.Struct("=QQII")
"""``bytes_acked``, ``bytes_received``, ``segs_out``, ``segs_in`` in ``struct tcp_info``."""
_AT = 120


def traffic(port: int) -> int:
    """Give the bytes of all connections to a port that this process has open now."""
    return sum(_of_one(int(entry.name), port) for entry in Path("/proc/self/fd").iterdir())


def _of_one(number: int, port: int) -> int:
    try:
        copy = os.dup(number)
    except OSError:
        return 0  # closed meanwhile
    try:
        with socket.socket(fileno=copy) as link:
            if link.family != socket.AF_INET or link.getpeername()[1] != port:
                return 0
            about = link.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    except OSError:  # no socket, or not connected
        with suppress(OSError):
            os.close(copy)
        return 0
    sent, received, out, taken = _ABOUT.unpack_from(about, _AT)
    return int(sent + received + (out + taken) * HEADERS)
