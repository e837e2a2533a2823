# SPDX-License-Identifier: GPL-3.0-or-later
"""Who works on a switching drive: a kernel lock, an incarnation and a heartbeat.

The service process itself holds the lock, so that the kernel frees it in the moment the
process dies, and nobody else can hold it meanwhile. On the drive lie::

    owner.lock   the lock
    owner.json   the newest owner (``OwnerRecord``); its incarnation only ever rises
    owner.beat   that owner's heartbeat
"""

import os
import time
from pathlib import Path
from typing import Protocol

import msgspec

from jmss.cluster.drive import check_drive
from jmss.cluster.heartbeat import Heartbeat, last_beat
from jmss.cluster.identity import boot_id, machine_id, process_start
from jmss.cluster.lock import KernelLock, is_held
from jmss.cluster.records import read_record, write_record
from jmss.errors import BadConfiguration, DriveElsewhere, DriveHeld, Fenced

BEAT_EVERY = 0.25
"""Seconds between two beats of a service."""
PATIENCE = 1.0
"""Seconds to wait for a lock whose owner is just dying."""
_LOCK, _RECORD, _BEAT = "owner.lock", "owner.json", "owner.beat"


class OwnerRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One stay of a virtual computer on a node, as its drive remembers it."""

    virtual_computer: str
    node: str
    boot: str
    """The start of the node (``JMSS_BOOT``); empty when no node agent started it."""
    pid: int
    pid_start: int
    """Clock ticks since the kernel's start; with ``pid`` it names the process for good."""
    machine_id: str
    boot_id: str
    incarnation: int
    began: float
    """Seconds since 1970, UTC, like every time here."""
    ready: bool = False
    """The service does its work."""
    ended: float | None = None
    """When the drive was given up; None while it is worked on, or after a sudden death."""
    clean: bool = False
    """It stopped in order; False after a crash, a kill or a forced stop."""
    last_seen: float = 0.0
    """The newest sign of life."""


class Ownership:
    """The right to work on a drive. ``acquire`` gives it; it ends with the process."""

    def __init__(
        self, drive: Path, lock: KernelLock, record: OwnerRecord, previous: OwnerRecord | None
    ) -> None:
        self._drive = drive
        self._lock = lock
        self._record = record
        self._previous = previous
        self._heartbeat = Heartbeat(drive / _BEAT)
        self._write()
        self.beat()

    @classmethod
    def acquire(
        cls, drive: Path, *, virtual_computer: str, node: str, patience: float = PATIENCE
    ) -> "Ownership":
        """Become the owner of the drive: take the lock, then raise the incarnation by one.

        Blocks for up to ``patience`` seconds. The new incarnation is on disk when this returns.

        Raises:
            DriveMissing, DriveRemote: see ``jmss.cluster.drive.check_drive``.
            DriveHeld: a living process owns it.
            DriveElsewhere: another machine worked on it last and never gave it up.
            BadConfiguration: ``owner.json`` is no record of ours.
        """
        check_drive(drive)
        lock = KernelLock.take(drive / _LOCK, patience=patience)
        if lock is None:
            raise DriveHeld(drive=drive, owner=_description(current_owner(drive)))
        try:
            previous = current_owner(drive)
            _refuse_other_machine(drive, previous)
            record = _first_record(virtual_computer, node, previous)
            return cls(drive, lock, record, previous)
        except BaseException:
            lock.free()
            raise

    @property
    def incarnation(self) -> int:
        """Ours: one more than the owner before us had."""
        return self._record.incarnation

    @property
    def record(self) -> OwnerRecord:
        """What the drive says about us."""
        return self._record

    @property
    def previous(self) -> OwnerRecord | None:
        """The owner before us, when it was seen last and whether it stopped in order."""
        return self._previous

    def beat(self) -> None:
        """Say that we work; to be called every ``BEAT_EVERY`` seconds from the service's loop."""
        self._heartbeat.beat()

    def check(self) -> None:
        """Make sure that the drive is still ours; costs two looks at the file system.

        Raises:
            Fenced: it is not, or it was taken from under us. Stop at once, write nothing.
        """
        if self._lock.in_place and self._stamp() == self._written:
            return
        raise Fenced(
            name=self._record.virtual_computer,
            mine=self._record.incarnation,
            current=_newest_incarnation(self._drive),
        )

    def mark_ready(self) -> None:
        """Say on the drive that the service does its work now."""
        self._record = msgspec.structs.replace(self._record, ready=True)
        self._write()

    def release(self) -> None:
        """Give the drive up in order; the next owner sees it in ``previous.clean``.

        Nothing may be written to the drive afterwards. A second call does nothing.
        """
        if self._record.ended is not None:
            return
        now = time.time()
        ended = {"ready": False, "ended": now, "clean": True, "last_seen": now}
        self._record = msgspec.structs.replace(self._record, **ended)
        if self._lock.in_place and self._stamp() == self._written:
            self._write()
        self._heartbeat.end()
        self._lock.free()

    def _write(self) -> None:
        write_record(self._drive / _RECORD, self._record, durable=True)
        self._written = self._stamp()

    def _stamp(self) -> tuple[int, int]:
        try:
            there = (self._drive / _RECORD).stat()
        except OSError:
            return (0, 0)
        return (there.st_ino, there.st_mtime_ns)


def current_owner(drive: Path) -> OwnerRecord | None:
    """Read the newest owner of the drive, alive or not; None when it never had one.

    Raises:
        BadConfiguration: ``owner.json`` is no record of ours.
    """
    record = read_record(drive / _RECORD, OwnerRecord)
    if record is None or record.ended is not None:
        return record
    beat = last_beat(drive / _BEAT)
    seen = beat.at if beat is not None and beat.at > record.began else record.began
    return msgspec.structs.replace(record, last_seen=seen)


def beat_stamp(drive: Path) -> float:
    """Give the newest beat on the monotonic clock; 0.0 when there never was one."""
    beat = last_beat(drive / _BEAT)
    return beat.monotonic if beat else 0.0


class ProcessRecord(Protocol):
    """A record that names a process for good."""

    @property
    def pid(self) -> int:
        """Its number."""
        ...

    @property
    def pid_start(self) -> int:
        """Clock ticks since boot."""
        ...

    @property
    def boot_id(self) -> str:
        """The run of the kernel."""
        ...


def lives(process: ProcessRecord) -> bool:
    """Whether the very process that the record names is there still (zombies count)."""
    return process_start(process.pid) == process.pid_start and process.boot_id == boot_id()


def is_owned(drive: Path) -> bool:
    """Whether a living process holds the drive."""
    return is_held(drive / _LOCK)


def let_go(drive: Path, *, boot: str) -> bool:
    """Give up, for a dead service of node start ``boot``, the drive that it left behind.

    The drive then waits for an owner, without the mark of a stop in order. False when
    somebody holds it.
    """
    lock = KernelLock.take(drive / _LOCK, patience=PATIENCE)
    if lock is None:
        return False
    try:
        record = current_owner(drive)
        if record is not None and record.boot == boot and record.ended is None:
            given_up = msgspec.structs.replace(record, ready=False, ended=record.last_seen)
            write_record(drive / _RECORD, given_up, durable=True)
        return True
    finally:
        lock.free()


def adopt(drive: Path) -> None:
    """Declare that no other machine works on this drive any more; a person must know it.

    Raises:
        DriveHeld: a living process owns it.
    """
    lock = KernelLock.take(drive / _LOCK, patience=PATIENCE)
    if lock is None:
        raise DriveHeld(drive=drive, owner=_description(current_owner(drive)))
    try:
        record = current_owner(drive)
        if record is not None and record.ended is None and record.machine_id != machine_id():
            ended = msgspec.structs.replace(record, ready=False, ended=record.last_seen)
            write_record(drive / _RECORD, ended, durable=True)
    finally:
        lock.free()


def _first_record(virtual_computer: str, node: str, previous: OwnerRecord | None) -> OwnerRecord:
    now = time.time()
    return OwnerRecord(
        virtual_computer=virtual_computer,
        node=node,
        boot=os.environ.get("JMSS_BOOT", ""),
        pid=os.getpid(),
        pid_start=process_start(os.getpid()) or 0,
        machine_id=machine_id(),
        boot_id=boot_id(),
        incarnation=previous.incarnation + 1 if previous else 1,
        began=now,
        last_seen=now,
    )


def _refuse_other_machine(drive: Path, previous: OwnerRecord | None) -> None:
    if previous is None or previous.ended is not None or previous.machine_id == machine_id():
        return
    raise DriveElsewhere(drive=drive, node=previous.node, machine=previous.machine_id)


def _newest_incarnation(drive: Path) -> str:
    try:
        there = current_owner(drive)
    except BadConfiguration:
        return "?"
    return str(there.incarnation) if there else "?"


def _description(owner: OwnerRecord | None) -> str:
    return f"{owner.node}, process {owner.pid}" if owner else "a process that is just starting"
