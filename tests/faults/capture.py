# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that goes over a network, and what of some secrets can be found in it."""

import base64
import socket
import struct
import threading
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self

from tests.faults.network import Bed

ALL_PROTOCOLS = 3  # ETH_P_ALL
SOL_PACKET, PACKET_STATISTICS = 263, 6
BUFFER = 64 * 1024 * 1024
WINDOW = 8
"""Bytes of a secret, in any form, that are one too many."""


class Capture:
    """Takes in every packet of every interface of a station."""

    def __init__(self, bed: Bed, station: str) -> None:
        self._bed = bed
        self._station = station
        self.packets: list[bytes] = []
        self.lost = 0
        self._over = threading.Event()

    def __enter__(self) -> Self:
        with self._bed.inside(self._station):
            everything = socket.htons(ALL_PROTOCOLS)
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, everything)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        self._socket.settimeout(0.05)
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        statistics = self._socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8)
        self.lost = struct.unpack("II", statistics)[1]
        self._socket.close()

    def _take(self) -> None:
        while True:
            try:
                self.packets.append(self._socket.recv(128 * 1024))
            except TimeoutError:
                if self._over.is_set():
                    return

    def heaps(self) -> list[bytes]:
        """Give the packets as they are, and what each end of a connection said as one piece.

        What is masked, as a WebSocket client has to, is unmasked: the key stands beside it.
        """
        said: dict[bytes, dict[int, bytes]] = {}
        for packet in self.packets:
            who, place, data = _tcp(packet)
            if data:
                said.setdefault(who, {}).setdefault(place, data)
        joined = [b"".join(parts[at] for at in sorted(parts)) for parts in said.values()]
        return [*self.packets, *joined, *map(_unmasked, joined)]


def _tcp(packet: bytes) -> tuple[bytes, int, bytes]:
    """Give ends, sequence number and data of a TCP segment over IPv4; no data for all else."""
    if packet[12:14] != b"\x08\x00" or packet[23] != socket.IPPROTO_TCP:
        return b"", 0, b""
    internet = packet[14 : 14 + int.from_bytes(packet[16:18], "big")]
    segment = internet[(internet[0] & 15) * 4 :]
    place = int.from_bytes(segment[4:8], "big")
    return internet[12:20] + segment[:4], place, segment[(segment[12] >> 4) * 4 :]


def _unmasked(said: bytes) -> bytes:
    """Give the contents of masked frames after an upgrade (RFC 6455, section 5.2)."""
    heap = b""
    at = said.find(b"\r\n\r\n") + 4
    while at + 2 <= len(said) and at >= 4:
        size, masked, at = said[at + 1] & 127, said[at + 1] & 128, at + 2
        if size >= 126:
            width = 2 if size == 126 else 8
            size, at = int.from_bytes(said[at : at + width], "big"), at + width
        if not masked:
            break
        key, data = said[at : at + 4], said[at + 4 : at + 4 + size]
        heap += bytes(byte ^ key[place % 4] for place, byte in enumerate(data))
        at += 4 + size
    return heap


def forms(secret: bytes) -> Iterable[bytes]:
    """Give a secret as it is and as it may be written down."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    yield secret.decode(errors="replace").encode("utf-16-le")
    for shift in range(3):
        # Base64 of something else with the secret in it; the ends depend on what is beside it.
        text = base64.b64encode(bytes(shift) + secret)[4 if shift else 0 : -4]
        yield text
        yield text.translate(bytes.maketrans(b"+/", b"-_"))


def found(heaps: Iterable[bytes], secrets: Mapping[str, bytes]) -> set[str]:
    """Give the names of the secrets of which any piece can be found."""
    pieces = {
        form[at : at + WINDOW]: name
        for name, secret in secrets.items()
        for form in forms(secret)
        for at in range(len(form) - WINDOW + 1)
    }
    return {
        pieces[heap[at : at + WINDOW]]
        for heap in heaps
        for at in range(len(heap) - WINDOW + 1)
        if heap[at : at + WINDOW] in pieces
    }
