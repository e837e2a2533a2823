# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader does: walks what the programs on the accessibility bus offer (AT-SPI)."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

ROOT = "/org/a11y/atspi/accessible/root"
REGISTRY = "org.a11y.atspi.Registry"
ACCESSIBLE = "org.a11y.atspi.Accessible"
MANAGES_DESCENDANTS, SHOWING = 28, 25
"""States of AT-SPI by their bits (atspi-constants)."""

LONGEST = 20.0
"""Seconds that an answer may take; a window that is asked while it opens takes long."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One object as it would be read out."""

    role: str
    name: str
    showing: bool
    path: tuple[str, ...]
    """Role and name of those it is in, the outermost first."""


@contextmanager
def private_bus() -> Iterator[str]:
    """Run a session bus for one test and give its address."""
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert bus.stdout is not None
        yield bus.stdout.readline().strip()
    finally:
        bus.terminate()
        bus.wait(10)
        assert bus.stdout is not None
        bus.stdout.close()


class ScreenReader:
    """Reads one program.

    Args:
        session_bus: the address of the session bus that the program was started on.
    """

    def __init__(self, session_bus: str) -> None:
        session = open_dbus_connection(bus=session_bus)
        where = DBusAddress("/org/a11y/bus", bus_name="org.a11y.Bus", interface="org.a11y.Bus")
        (address,) = _ask(session, new_method_call(where, "GetAddress"))
        session.close()
        self._bus = open_dbus_connection(bus=address)

    def close(self) -> None:
        """Leave the bus."""
        self._bus.close()

    def programs(self) -> list[tuple[str, str]]:
        """Give bus name and path of every program that is there."""
        return self._children(REGISTRY, ROOT)

    def read(self, program: tuple[str, str]) -> Iterator[Spoken]:
        """Walk everything that a program offers, the outer before the inner."""
        yield from self._walk(*program, ())

    def _walk(self, owner: str, path: str, above: tuple[str, ...]) -> Iterator[Spoken]:
        role, name = self._role(owner, path), self._name(owner, path)
        states = self._states(owner, path)
        yield Spoken(role, name, bool(states >> SHOWING & 1), above)
        for child in self._children(owner, path):
            yield from self._walk(*child, (*above, f"{role} {name!r}"))

    def _children(self, owner: str, path: str) -> list[tuple[str, str]]:
        (children,) = self._call(owner, path, "GetChildren")
        return [(child[0], child[1]) for child in children if not child[1].endswith("/null")]

    def _role(self, owner: str, path: str) -> str:
        (role,) = self._call(owner, path, "GetRoleName")
        return str(role)

    def _states(self, owner: str, path: str) -> int:
        ((low, high),) = self._call(owner, path, "GetState")
        return int(low) | int(high) << 32

    def _name(self, owner: str, path: str) -> str:
        where = DBusAddress(path, bus_name=owner, interface=ACCESSIBLE)
        ((_, name),) = _ask(self._bus, Properties(where).get("Name"))
        return str(name)

    def _call(self, owner: str, path: str, method: str) -> tuple[object, ...]:
        where = DBusAddress(path, bus_name=owner, interface=ACCESSIBLE)
        return _ask(self._bus, new_method_call(where, method))


def _ask(bus: DBusConnection, message: object) -> tuple[object, ...]:
    reply = bus.send_and_get_reply(message, timeout=LONGEST)
    assert reply.header.message_type.name == "method_return", reply.body
    return tuple(reply.body)
