# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames to messages and back. JSON is made and read here only, but for two heads in columns."""

import msgspec

from jmss.errors import WireError
from jmss.wire.frames import from_server_bytes
from jmss.wire.messages import ClientMessage, Message, ServerMessage, ServerText

MAX_FRAME = 64 * 1024
"""Bytes that a sender puts into one frame at most, roughly; receivers allow ``MAX_SIZE``."""

MAX_SIZE = 4 * 1024 * 1024
"""Bytes that a receiver accepts in one frame."""

LONGEST_WHY = 200
"""Characters of what a peer sent that may come back in an error."""

_encoder = msgspec.json.Encoder()
_from_client: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)
_from_server: msgspec.json.Decoder[ServerText] = msgspec.json.Decoder(ServerText)


def encode(message: Message) -> str:
    """Give a message as the text of one frame."""
    return _encoder.encode(message).decode()


def from_client(text: str | bytes) -> ClientMessage:
    """Read what a client sent.

    Raises:
        WireError: it is no such message.
    """
    try:
        return _from_client.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise WireError(why=_harmless(str(error))) from error


def from_server(data: str | bytes) -> ServerMessage:
    """Read what a server sent: JSON in a text frame, columns in a binary one.

    Raises:
        WireError: it is no such message.
    """
    try:
        return from_server_bytes(data) if isinstance(data, bytes) else _from_server.decode(data)
    except WireError as error:
        raise WireError(why=_harmless(error.fields["why"])) from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise WireError(why=_harmless(str(error))) from error


def _harmless(text: str) -> str:
    """Cut what a peer may have written himself, and leave out what could move a cursor."""
    short = text if len(text) <= LONGEST_WHY else f"{text[:LONGEST_WHY]}…"
    return "".join(character if character.isprintable() else "�" for character in short)
