# SPDX-License-Identifier: GPL-3.0-or-later
"""A session bus with a notification service on it, as far as JLook speaks to them."""

import socket
import threading
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    Parser,
    new_error,
    new_method_return,
    new_signal,
)

NAME = "org.freedesktop.Notifications"
PLACE = "/org/freedesktop/Notifications"


class NotificationBus:
    """Takes one connection; answers what Qt asks of a bus, and what a notice asks of a service.

    Args:
        folder: gets the socket.
        capabilities: of the service; None: there is no such service.
    """

    def __init__(self, folder: Path, capabilities: list[str] | None) -> None:
        self.notices: list[tuple[Any, ...]] = []
        self.withdrawn: list[int] = []
        self.address = f"unix:path={folder / 'bus'}"
        self._capabilities = capabilities
        self._numbers = count(71)
        self._serials = count(1)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / "bus"))
        self._listener.listen()
        self._listener.settimeout(20.0)
        self._line: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, name="bus", daemon=True)
        self._thread.start()

    def choose(self, number: int) -> None:
        """The operator chooses a notice."""
        self._tell("ActionInvoked", "us", (number, "default"))

    def dismiss(self, number: int) -> None:
        """The operator closes a notice, or its time is over."""
        self._tell("NotificationClosed", "uu", (number, 2))

    def end(self) -> None:
        for end in (self._listener, self._line):
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)  # wakes the thread, as a close does not
                end.close()
        self._thread.join(5.0)

    def _tell(self, name: str, signature: str, body: tuple[Any, ...]) -> None:
        emitter = DBusAddress(PLACE, bus_name=":1.2", interface=NAME)
        message = new_signal(emitter, name, signature, body)
        message.header.fields[HeaderFields.sender] = ":1.2"
        self._send(message)

    def _serve(self) -> None:
        try:
            self._line, _ = self._listener.accept()
            self._line.settimeout(20.0)
            parser, data = Parser(), self._shaken_hands()
            while True:
                for message in parser.feed(data):
                    self._take(message)
                data = self._line.recv(65536)
                if not data:
                    return
        except OSError:
            pass  # one of the two ends is closed: the test is over

    def _shaken_hands(self) -> bytes:
        """Let the client in; give what it said after that already."""
        assert self._line is not None
        heard = b""
        while True:
            line, end, rest = heard.partition(b"\r\n")
            if not end:
                piece = self._line.recv(4096)
                if not piece:
                    return b""
                heard += piece
                continue
            heard = rest
            if line == b"BEGIN":
                return heard
            known = b"AUTH" in line
            self._line.sendall(
                b"OK 0123456789abcdef0123456789abcdef\r\n" if known else b"ERROR\r\n"
            )

    def _take(self, message: Message) -> None:
        fields = message.header.fields
        if message.header.message_type is not MessageType.method_call:
            return
        name = fields[HeaderFields.member]
        if fields.get(HeaderFields.destination) != NAME:
            answer = (":1.1",) if name in {"Hello", "GetNameOwner"} else ()
            self._send(new_method_return(message, "s" if answer else None, answer))
        elif self._capabilities is None:
            unknown = "org.freedesktop.DBus.Error.ServiceUnknown"
            self._send(new_error(message, unknown, "s", ("nobody there",)))
        elif name == "GetCapabilities":
            self._send(new_method_return(message, "as", (self._capabilities,)))
        elif name == "Notify":
            number = message.body[1] or next(self._numbers)
            self.notices.append(message.body)
            self._send(new_method_return(message, "u", (number,)))
        elif name == "CloseNotification":
            self.withdrawn.append(message.body[0])
            self._send(new_method_return(message))

    def _send(self, message: Message) -> None:
        assert self._line is not None
        self._line.sendall(message.serialise(next(self._serials)))
