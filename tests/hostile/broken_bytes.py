# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes below the messages: upgrades and WebSocket frames, whole and broken."""

import base64
import hashlib
import struct

from hypothesis import strategies as st

KEY = base64.b64encode(b"0123456789abcdef").decode()
_ACCEPT_OF = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""RFC 6455, section 1.3."""

UPGRADE = (
    "GET / HTTP/1.1\r\nHost: VCOM1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n"
).encode()


def accepted(key: str) -> bytes:
    """Give the answer to an upgrade with this key."""
    digest = hashlib.sha1(f"{key}{_ACCEPT_OF}".encode()).digest()
    head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    accept = base64.b64encode(digest).decode()
    return f"{head}Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()


def frame(payload: bytes, *, masked: bool, opcode: int = 1, flags: int = 0x80) -> bytes:
    """Make one frame (RFC 6455, section 5.2); the mask is all zeros."""
    return _head(len(payload), masked=masked, opcode=opcode, flags=flags) + payload


def _head(size: int, *, masked: bool, opcode: int, flags: int) -> bytes:
    first, mask = flags | opcode, 0x80 if masked else 0
    if size < 126:
        head = struct.pack("!BB", first, mask | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, mask | 126, size)
    else:
        head = struct.pack("!BBQ", first, mask | 127, size)
    return head + (b"\0\0\0\0" if masked else b"")


_OPCODES = st.sampled_from([0, 1, 1, 2, 3, 8, 9, 10, 15])
_FLAGS = st.sampled_from([0x80, 0x80, 0x00, 0xC0, 0xF0])
_SIZES = st.sampled_from([0, 1, 125, 126, 65535, 65536, 2**31, 2**62, 2**63])


@st.composite
def broken_frame(draw: st.DrawFn, payloads: st.SearchStrategy[bytes], *, masked: bool) -> bytes:
    """A frame whose opcode, flags, mask or length may be anything."""
    payload, opcode, flags = draw(payloads), draw(_OPCODES), draw(_FLAGS)
    mask = masked if draw(st.integers(0, 7)) else not masked
    if draw(st.integers(0, 3)):
        return frame(payload, masked=mask, opcode=opcode, flags=flags)
    return _head(draw(_SIZES), masked=mask, opcode=opcode, flags=flags) + payload


@st.composite
def spoilt(draw: st.DrawFn, whole: bytes) -> bytes:
    """These bytes with some put in, taken out, or all after some place cut off."""
    place = draw(st.integers(0, len(whole)))
    match draw(st.integers(0, 2)):
        case 0:
            return whole[:place]
        case 1:
            return whole[:place] + draw(st.binary(min_size=1, max_size=8)) + whole[place:]
    return whole[:place] + whole[place + draw(st.integers(1, 8)) :]


_NONSENSE = st.one_of(
    st.binary(max_size=200),
    st.integers(1, 40_000).map(lambda count: b"\r\n" * count),
    st.integers(1, 3000).map(lambda count: b"GET / HTTP/1.1\r\n" * count),
    st.integers(1, 20_000).map(lambda size: UPGRADE[:-2] + b"A: " + b"x" * size + b"\r\n\r\n"),
)


def from_client(payloads: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """All that one client sends."""
    frames = st.lists(
        st.one_of(
            payloads.map(lambda p: frame(p, masked=True)), broken_frame(payloads, masked=True)
        ),
        max_size=5,
    ).map(b"".join)
    return st.one_of(
        frames.map(UPGRADE.__add__), frames.map(UPGRADE.__add__), spoilt(UPGRADE), _NONSENSE
    )


_STATUS = st.sampled_from([200, 204, 301, 400, 401, 404, 426, 429, 500, 503, 999])
_RETRY = st.sampled_from(["", "0", "3", "1e9", "-1", "x", "99999999999999999999", "\u0663"])


def _answer(status: int, retry: str) -> bytes:
    after = f"Retry-After: {retry}\r\n" if retry else ""
    return f"HTTP/1.1 {status} X\r\n{after}Content-Length: 0\r\n\r\n".encode()


def from_server(
    texts: st.SearchStrategy[bytes], binary: st.SearchStrategy[bytes]
) -> st.SearchStrategy[tuple[bool, bytes]]:
    """What one server sends: whether it accepts the upgrade first, and what comes then."""
    frames = st.lists(
        st.one_of(
            texts.map(lambda text: frame(text, masked=False)),
            binary.map(lambda data: frame(data, masked=False, opcode=2)),
            broken_frame(texts, masked=False),
        ),
        max_size=5,
    ).map(b"".join)
    instead = st.one_of(
        st.builds(_answer, _STATUS, _RETRY),
        spoilt(accepted(KEY)),
        st.binary(max_size=200),
        st.integers(1, 40_000).map(lambda size: b"HTTP/1.1 101 X\r\nA: " + b"x" * size),
    )
    return st.one_of(
        st.tuples(st.just(True), frames),
        st.tuples(st.just(True), frames),
        st.tuples(st.just(False), instead),
    )
