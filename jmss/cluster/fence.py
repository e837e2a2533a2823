# SPDX-License-Identifier: GPL-3.0-or-later
"""Stop a whole node from outside: every process that belongs to one start of it.

A process belongs to it when its environment carries ``JMSS_BOOT`` with that value, when
it descends from such a process, or when it shares the session of one that leads it. All
are stopped before the first is killed, so none can start another one unseen. Every
signal goes through a process file descriptor whose start time was checked, so it never
meets a stranger with the same number.

What this cannot reach: a program that clears its environment, leaves its session and
lets its parents die before anybody looks. Only a kernel container would hold that one.
"""

import contextlib
import os
import select
import signal
import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jmss.errors import StillRunning

BOOT = "JMSS_BOOT"
"""The environment variable that marks the processes of one start of a node."""
NODE = "JMSS_NODE"
"""The environment variable that names their node."""
QUIET_LOOKS = 3
"""Looks in a row that must find nobody new."""
PATIENCE = 5.0
"""Seconds that killed processes get to be gone."""


def new_marks(node: str, root: Path) -> dict[str, str]:
    """Give the environment variables that mark a new start of a node of the cluster ``root``."""
    return {NODE: node, BOOT: str(uuid.uuid4()), "JMSS_ROOT": str(root)}


@dataclass(frozen=True, slots=True)
class Process:
    """One process at one look."""

    pid: int
    start: int
    """Clock ticks since the kernel's start."""
    parent: int
    session: int
    boot: str
    """The value of its ``JMSS_BOOT``; empty when it has none or hides it from us."""


def processes_of(boot: str) -> list[Process]:
    """Give all living processes of one start of a node."""
    everyone = {process.pid: process for process in _everyone()}
    found = {process.pid for process in everyone.values() if process.boot == boot}
    sessions = {pid for pid in found if everyone[pid].session == pid}
    undecided = [p for p in everyone.values() if not p.boot]
    while undecided:
        joining = [p for p in undecided if p.parent in found or p.session in sessions]
        if not joining:
            break
        found |= {process.pid for process in joining}
        undecided = [process for process in undecided if process.pid not in found]
    return [everyone[pid] for pid in sorted(found)]


def kill_all(
    boot: str, *, node: str, spare: Collection[int] = (), patience: float = PATIENCE
) -> int:
    """Kill every process of one start of a node; when this returns none is left.

    Args:
        boot: the start of the node.
        node: its name, for the error.
        spare: process numbers to leave alone (a node that ends itself).
        patience: seconds the processes get to be gone.

    Returns:
        How many were killed.

    Raises:
        StillRunning: some do not die (a process that waits for a broken disk). Whatever
            they hold may not be taken over.
    """
    deadline = time.monotonic() + patience
    killed = 0
    while True:
        with contextlib.ExitStack() as opened:
            stopped = _stop_all(boot, spare, opened)
            if not stopped:
                return killed
            killed += len(stopped)
            for descriptor in stopped.values():
                _send(descriptor, signal.SIGKILL)
            left = _wait_for_end(stopped, deadline)
        if left:
            raise StillRunning(node=node, processes=", ".join(str(pid) for pid in left))


def freeze(boot: str) -> int:
    """Stop every process of one start of a node, as if the machine hung; tell how many."""
    with contextlib.ExitStack() as opened:
        return len(_stop_all(boot, (), opened))


def thaw(boot: str) -> int:
    """Let every process of one start of a node go on; tell how many."""
    with contextlib.ExitStack() as opened:
        descriptors = dict(_open(processes_of(boot), opened))
        for descriptor in descriptors.values():
            _send(descriptor, signal.SIGCONT)
        return len(descriptors)


def _stop_all(boot: str, spare: Collection[int], opened: contextlib.ExitStack) -> dict[int, int]:
    """Stop them until several looks find no new one; give process numbers and descriptors.

    One look is not enough: a process that goes from fork to fork may be a new one for each.
    """
    stopped: dict[int, int] = {}
    quiet = 0
    while quiet < QUIET_LOOKS:
        before = len(stopped)
        for process in _in_turn(boot):
            if process.pid in stopped or process.pid in spare:
                continue
            for pid, descriptor in _open([process], opened):
                _send(descriptor, signal.SIGSTOP)
                stopped[pid] = descriptor
        quiet = quiet + 1 if len(stopped) == before else 0
    return stopped


def _in_turn(boot: str) -> Iterator[Process]:
    """Give those with the mark at sight, the newest first, then those who belong to them."""
    for process in _everyone():
        if process.boot == boot:
            yield process
    yield from processes_of(boot)


def _open(processes: Iterable[Process], opened: contextlib.ExitStack) -> Iterator[tuple[int, int]]:
    """Open a descriptor for each process that is still the one we saw."""
    for process in processes:
        try:
            descriptor = os.pidfd_open(process.pid)
        except ProcessLookupError:
            continue
        opened.callback(os.close, descriptor)
        again = _look(process.pid)
        if again is not None and again.start == process.start:
            yield process.pid, descriptor


def _send(descriptor: int, what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(descriptor, what)


def _wait_for_end(descriptors: dict[int, int], deadline: float) -> list[int]:
    """Wait until all are gone; give the numbers of those that are not in time."""
    waiting = {descriptor: pid for pid, descriptor in descriptors.items()}
    poll = select.poll()
    for descriptor in waiting:
        poll.register(descriptor, select.POLLIN)
    while waiting and (left := deadline - time.monotonic()) > 0:
        for descriptor, _ in poll.poll(left * 1000):
            poll.unregister(descriptor)
            del waiting[descriptor]
    return sorted(waiting.values())


def _everyone() -> Iterator[Process]:
    """Look at everyone, the newest first: who flees by forking is met before the next fork."""
    numbers = sorted(
        (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()), reverse=True
    )
    for number in numbers:
        process = _look(number)
        if process is not None:
            yield process


def _look(pid: int) -> Process | None:
    """Look at one process; None when it is gone or has ended."""
    folder = Path(f"/proc/{pid}")
    try:
        fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    if fields[0] in {b"Z", b"X"}:
        return None
    return Process(
        pid=pid,
        start=int(fields[19]),
        parent=int(fields[1]),
        session=int(fields[3]),
        boot=_marker(folder / "environ"),
    )


def _marker(environ: Path) -> str:
    try:
        variables = environ.read_bytes().split(b"\0")
    except OSError:
        return ""
    mark = f"{BOOT}=".encode()
    for variable in variables:
        if variable.startswith(mark):
            return variable[len(mark) :].decode(errors="replace")
    return ""
