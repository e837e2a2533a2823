# SPDX-License-Identifier: GPL-3.0-or-later
"""A node's sign of life: its agent's kernel lock, heartbeat and record.

In the node's folder lie::

    lock       held by the agent while it lives
    beat       its heartbeat
    node.json  what the other nodes should know (``NodeRecord``)
    fenced     the start of the node that others have killed, or are about to kill
"""

import contextlib
import os
import signal
import time
from pathlib import Path

import msgspec

from jmss.cluster.heartbeat import Heartbeat, last_beat
from jmss.cluster.identity import process_start
from jmss.cluster.lock import KernelLock, is_held
from jmss.cluster.records import read_record, write_record
from jmss.cluster.services import ServiceProcess
from jmss.errors import NodeUp

BEAT_EVERY = 0.25
"""Seconds between two beats of an agent."""
PATIENCE = 1.0
"""Seconds to wait for the lock of an agent that is just dying."""
_LOCK, _BEAT, _RECORD, _FENCED = "lock", "beat", "node.json", "fenced"


class NodeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One start of a node, as it tells the others."""

    name: str
    boot: str
    """Names this start; all its processes carry it as ``JMSS_BOOT``."""
    pid: int
    """The agent."""
    pid_start: int
    began: float
    """Seconds since 1970, UTC."""
    barred: tuple[str, ...] = ()
    """Groups whose service failed here too often; it does not take them for a while."""
    processes: tuple[ServiceProcess, ...] = ()
    """What runs here for the groups that it carries."""


class Presence:
    """A running node. ``take`` gives it to the agent; it ends with the process."""

    def __init__(self, folder: Path, lock: KernelLock, record: NodeRecord) -> None:
        self._folder = folder
        self._lock = lock
        self._record = record
        self._heartbeat = Heartbeat(folder / _BEAT)
        self.beat()
        write_record(folder / _RECORD, record)

    @classmethod
    def take(cls, folder: Path, *, node: str, boot: str) -> "Presence":
        """Become the agent of the node.

        Raises:
            NodeUp: it has a living agent.
        """
        lock = KernelLock.take(folder / _LOCK, patience=PATIENCE)
        if lock is None:
            raise NodeUp(node=node)
        try:
            pid = os.getpid()
            record = NodeRecord(
                name=node,
                boot=boot,
                pid=pid,
                pid_start=process_start(pid) or 0,
                began=time.time(),
            )
            return cls(folder, lock, record)
        except BaseException:
            lock.free()
            raise

    def beat(self) -> None:
        """Say that the node works."""
        self._heartbeat.beat()

    def bar(self, groups: tuple[str, ...]) -> None:
        """Tell the others which groups this node does not take for a while."""
        self._tell(msgspec.structs.replace(self._record, barred=groups))

    def show(self, processes: tuple[ServiceProcess, ...]) -> None:
        """Tell whoever asks for the services of this node what runs here."""
        self._tell(msgspec.structs.replace(self._record, processes=processes))

    @property
    def lost(self) -> bool:
        """Whether others have declared this start dead, or another agent took the node."""
        if not self._lock.in_place or fenced_boot(self._folder) == self._record.boot:
            return True
        there = node_record(self._folder)
        return there is None or there.boot != self._record.boot

    def _tell(self, record: NodeRecord) -> None:
        if record != self._record:
            self._record = record
            write_record(self._folder / _RECORD, record)

    def leave(self) -> None:
        """Say that the node is down. A second call does nothing."""
        self._heartbeat.end()
        self._lock.free()


def node_record(folder: Path) -> NodeRecord | None:
    """Read the newest start of a node, alive or not; None when it was never started.

    Raises:
        BadConfiguration: the record is damaged.
    """
    return read_record(folder / _RECORD, NodeRecord)


def is_present(folder: Path) -> bool:
    """Whether the node has a living agent, hung or not."""
    return is_held(folder / _LOCK)


def presence_stamp(folder: Path) -> float:
    """Give the node's newest beat on the monotonic clock; 0.0 when there never was one."""
    beat = last_beat(folder / _BEAT)
    return beat.monotonic if beat else 0.0


def ask_to_stop(folder: Path) -> None:
    """Ask the agent of a node to stop in order, if it has one."""
    record = node_record(folder)
    if record is None or not is_present(folder):
        return
    with contextlib.suppress(ProcessLookupError):
        descriptor = os.pidfd_open(record.pid)
        try:
            if is_present(folder):
                signal.pidfd_send_signal(descriptor, signal.SIGTERM)
        finally:
            os.close(descriptor)


def mark_fenced(folder: Path, boot: str) -> None:
    """Say, before killing it, that this start of the node counts as dead."""
    (folder / _FENCED).write_text(boot, encoding="ascii")


def fenced_boot(folder: Path) -> str:
    """Give the start of the node that was declared dead last; empty when none was."""
    try:
        return (folder / _FENCED).read_text(encoding="ascii")
    except FileNotFoundError:
        return ""
