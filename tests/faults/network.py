# SPDX-License-Identifier: GPL-3.0-or-later
"""A small site in network namespaces: a switch, the workstation, SV1, SV2, a moving address.

Nothing of the machine's own network is touched: the switch is a bridge in a namespace of its own,
and whatever is made goes with the namespaces. It needs root and ``ip``; ``why_not`` says what is
missing. Processes that are started here end with the process that started them.

A frame is lost without a word in three ways: the port of the switch is down (a cut cable), the
interface itself is down, or the switch sends what is for a station into a void (a firewall, one-way
loss), which needs no packet filter in the kernel.
"""

import ctypes
import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from jmss.cluster.identity import process_start

CLIENT, SV1, SV2, SWITCH = "client", "SV1", "SV2", "switch"
STATIONS = {CLIENT: "10.77.0.1", SV1: "10.77.0.11", SV2: "10.77.0.12"}
VIRTUAL = "10.77.0.100"
"""The address of the virtual computer VCOM1; it lies on SV1, SV2 or nowhere."""
OTHERS = ("10.77.0.101", "10.77.0.102", "10.77.0.103")
_PREFIX = "jlook"
_CLONE_NEWNET = 0x40000000
_numbers = count(1)


def _ip(*words: str) -> str:
    words = ("ip", *words)
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=20)
    if done.returncode:
        raise OSError(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


@cache
def why_not() -> str:
    """Say why no namespaces can be made here; empty when they can."""
    if not sys.platform.startswith("linux"):
        return "network namespaces are there on Linux only"
    if os.geteuid() != 0:
        return "network namespaces need root"
    for program in ("ip", "bridge", "setpriv"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    trial = _name("trial")
    try:
        _ip("netns", "add", trial)
        _ip("-n", trial, "link", "add", "name", "trial", "type", "bridge")
    except OSError as error:
        return str(error)
    finally:
        with suppress(OSError):
            _ip("netns", "del", trial)
    return ""


def _name(station: str) -> str:
    """Name the process that made it, for the sweep."""
    me = os.getpid()
    return f"{_PREFIX}-{me}-{process_start(me)}-{next(_numbers)}-{station}"


def sweep() -> list[str]:
    """Take away what dead test processes have left behind; give the names."""
    swept = []
    for line in _ip("netns", "list").splitlines():
        name = line.split()[0]
        words = name.split("-")
        if words[0] != _PREFIX or len(words) != 5 or not words[1].isdigit():
            continue
        if str(process_start(int(words[1]))) != words[2]:
            _ip("netns", "del", name)
            swept.append(name)
    return swept


class Bed:
    """The site. Every change of it takes some milliseconds and happens before the call returns."""

    def __init__(self) -> None:
        number = _name("")
        self._switch = f"{number}switch"
        self._spaces = {station: f"{number}{station}" for station in STATIONS}
        self._macs = {name: f"02:77:00:00:00:{at:02x}" for at, name in enumerate(STATIONS, 1)}
        self._started: list[subprocess.Popen[bytes]] = []
        try:
            self._build()
        except BaseException:
            self.close()
            raise

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the namespaces that were made."""
        return (self._switch, *self._spaces.values())

    def _build(self) -> None:
        switch = self._switch
        for name in self.names:
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        _ip("-n", switch, "link", "add", "name", "lan", "type", "bridge")
        _ip("-n", switch, "link", "set", "lan", "up")
        self._plug("void", peer=("voidend",))
        _ip("-n", switch, "link", "set", "voidend", "up")
        for station, space in self._spaces.items():
            self._plug(station, peer=("eth0", "address", self._macs[station], "netns", space))
            _ip("-n", space, "link", "set", "eth0", "up")
            _ip("-n", space, "address", "add", f"{STATIONS[station]}/24", "dev", "eth0")

    def _plug(self, port: str, *, peer: Sequence[str]) -> None:
        words = ("link", "add", "name", port, "type", "veth", "peer", "name", *peer)
        _ip("-n", self._switch, *words)
        _ip("-n", self._switch, "link", "set", port, "master", "lan", "up")

    def close(self) -> None:
        """End what was started here and take the namespaces away."""
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.wait(10)
        for name in self.names:
            with suppress(OSError):
                _ip("netns", "del", name)

    def cable(self, station: str, *, plugged: bool) -> None:
        """Pull or plug the station's cable at the switch; nobody is told, nothing is reset."""
        _ip("-n", self._switch, "link", "set", station, "up" if plugged else "down")

    def interface(self, station: str, *, up: bool) -> None:
        """Take the station's own interface down or up."""
        _ip("-n", self._spaces[station], "link", "set", "eth0", "up" if up else "down")

    def lose(self, towards: str) -> None:
        """Lose, from now on, all that is sent to the station."""
        self._forward("replace", towards, "static", "sticky")

    def deliver(self, towards: str) -> None:
        """Deliver again what is sent to the station."""
        self._forward("del", towards)

    def _forward(self, verb: str, station: str, *flags: str) -> None:
        words = ["bridge", "-n", self._switch, "fdb", verb, self._macs[station]]
        words += ["dev", "void", "master", *flags]
        subprocess.run(words, check=True, capture_output=True, timeout=20)

    def give_address(self, node: str, *, announce: bool = True, address: str = VIRTUAL) -> None:
        """Let the node have the virtual computer's address, and say so (gratuitous ARP) or not."""
        _ip("-n", self._spaces[node], "address", "add", f"{address}/24", "dev", "eth0")
        if announce:
            self.announce(node, address)

    def take_address(self, node: str, address: str = VIRTUAL) -> None:
        """Take the virtual computer's address from the node."""
        _ip("-n", self._spaces[node], "address", "del", f"{address}/24", "dev", "eth0")

    def announce(self, node: str, address: str = VIRTUAL) -> None:
        """Send a gratuitous ARP: the address is at this node's interface from now on."""
        mac = bytes.fromhex(self._macs[node].replace(":", ""))
        ours = socket.inet_aton(address)
        everybody = b"\xff" * 6
        head = everybody + mac + struct.pack("!H", 0x0806)
        body = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + mac + ours + everybody + ours
        with self.inside(node), socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as raw:
            raw.bind(("eth0", 0))
            raw.send(head + body)

    @contextmanager
    def inside(self, station: str) -> Iterator[None]:
        """Let this thread open its sockets at the station; threads it starts do the same.

        In the switch, everything that anybody sends can be seen.
        """
        before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        try:
            space = self._switch if station == SWITCH else self._spaces[station]
            there = os.open(f"/run/netns/{space}", os.O_RDONLY)
            try:
                _enter(there)
            finally:
                os.close(there)
            yield
        finally:
            _enter(before)
            os.close(before)

    def start(self, station: str, words: Sequence[str], **how: Any) -> subprocess.Popen[bytes]:
        """Start a program at the station; it ends with the thread that started it."""
        into = ["setpriv", "--pdeathsig", "KILL", "ip", "netns", "exec", self._spaces[station]]
        process = subprocess.Popen([*into, *words], **how)
        self._started.append(process)
        return process


def connections(pid: int, port: int) -> int:
    """Count the established TCP connections at a port, in the namespace of a process."""
    table = Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    rows = [line.split() for line in table]
    return sum(int(row[1].split(":")[1], 16) == port and row[3] == "01" for row in rows)


def _enter(space: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(space, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
