# SPDX-License-Identifier: GPL-3.0-or-later
"""Data that follows the service environment to another folder of its switching drive (manual S6).

The drive remembers in ``storage.json`` where its data lies. When the node that is to carry the
group keeps it elsewhere, the folder is renamed there, by the service that has just become the
drive's owner and before it opens anything. So the data is never left behind by a failover to a
node with another setting, and never moved under a service that runs. Logs stay where they are:
a new folder begins with new ones.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from jmss.cluster.records import read_record, write_record
from jmss.errors import N_, DataStays, DriveMissing
from jmss.model.storage_folders import Purpose

_RECORD = "storage.json"
_FOLLOWS = (Purpose.OUTPUT, Purpose.QUEUE, Purpose.SCHEDULE)


class Storage(msgspec.Struct, frozen=True, kw_only=True):
    """Where the data of a JMSS server lies, each relative to its drive."""

    output: str = Purpose.OUTPUT.value
    queue: str = Purpose.QUEUE.value
    schedule: str = Purpose.SCHEDULE.value


def bring_data(drive: Path, wanted: Mapping[Purpose, Path], *, group: str) -> list[str]:
    """Bring the data of a drive to the folders that are wanted, and make those that lack.

    To be called by the owner of the drive alone. Gives what was moved, in words for a log.

    Raises:
        DataStays: something is in the way. Nothing was lost, and the service must not work.
        DriveMissing: a folder cannot be made.
    """
    before = read_record(drive / _RECORD, Storage) or Storage()
    lies = {purpose: drive / getattr(before, purpose) for purpose in _FOLLOWS}
    moved = []
    for purpose in _FOLLOWS:
        if purpose in wanted and wanted[purpose] != lies[purpose]:
            moved += _move(lies[purpose], wanted[purpose], group)
            lies[purpose] = wanted[purpose]
            _remember(drive, before, lies)
    for folder in wanted.values():
        _make(folder, drive)
    return moved


def lies_in(drive: Path, purpose: Purpose) -> Path:
    """Tell in which folder of a drive the data of one purpose lies now.

    Raises:
        BadConfiguration: the drive's note of it is damaged.
    """
    folder: str = getattr(read_record(drive / _RECORD, Storage) or Storage(), purpose)
    return drive / folder


def _remember(drive: Path, before: Storage, lies: Mapping[Purpose, Path]) -> None:
    now = Storage(**{p.value: folder.relative_to(drive).as_posix() for p, folder in lies.items()})
    if now != before:
        write_record(drive / _RECORD, now, durable=True)


def _move(was: Path, wanted: Path, group: str) -> list[str]:
    """Rename a folder; one that was renamed before a crash, or is empty, needs no move."""
    if not _is_used(was):
        return []
    fields = {"group": group, "was": was, "wanted": wanted}
    if _is_used(wanted):
        raise DataStays(**fields, why=N_("there is something in it already"))
    try:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        os.rename(was, wanted)  # noqa: PTH104 - an empty folder is replaced, others are refused
    except OSError as error:
        raise DataStays(**fields, why=error.strerror or error) from error
    return [f"{was} → {wanted}"]


def _is_used(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except FileNotFoundError:
        return False
    except NotADirectoryError:
        return True


def _make(folder: Path, drive: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DriveMissing(drive=drive, why=error.strerror or error) from error
