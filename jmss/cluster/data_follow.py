# SPDX-License-Identifier: GPL-3.0-or-later
"""Data that follows the service environment to another folder of its switching drive (manual S6).

The drive remembers in ``storage.json`` where its data lies. When the node that is to carry the
group keeps it elsewhere, the folder is renamed there, by the service that has just become the
drive's owner and before it opens anything. So the data is never left behind by a failover to a
node with another setting, and never moved under a service that runs. Logs stay where they are:
a new folder begins with new ones.
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from jmss.cluster.records import read_record, write_record
from jmss.errors import N_, DataStays, DriveMissing
from jmss.model.storage_folders import Purpose, on_its_way

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
        BadConfiguration: the drive's note of where its data lies is damaged.
    """
    lies = {purpose: lies_in(drive, purpose) for purpose in _FOLLOWS}
    moves = _Moves(drive, lies, group)
    moves.carry_out({purpose: wanted[purpose] for purpose in _FOLLOWS if purpose in wanted})
    for folder in wanted.values():
        _make(folder, drive)
    return moves.done


def lies_in(drive: Path, purpose: Purpose) -> Path:
    """Tell in which folder of a drive the data of one purpose lies now.

    Raises:
        BadConfiguration: the drive's note of it is damaged.
    """
    on_the_way = drive / on_its_way(purpose)
    if _is_used(on_the_way):
        return on_the_way  # a crash has cut its move off
    folder: str = getattr(read_record(drive / _RECORD, Storage) or Storage(), purpose)
    return drive / folder


class _Moves:
    """Folders on their way. All leave their places before any takes its new one.

    So they may change places, or go deeper into where one of them was. Where one is going is
    written down before it goes; until it has, it lies under a name that tells what it is. So
    a crash leaves none behind, whatever the next node wants.
    """

    def __init__(self, drive: Path, lies: Mapping[Purpose, Path], group: str) -> None:
        self._drive = drive
        self._group = group
        self._was = lies
        self._places = dict(lies)
        self.done: list[str] = []

    def carry_out(self, wanted: Mapping[Purpose, Path]) -> None:
        """Move what lies elsewhere than wanted; if that cannot be, back to where it was."""
        leaving = [p for p, folder in wanted.items() if folder != self._was[p]]
        moving = [purpose for purpose in leaving if _is_used(self._was[purpose])]
        for purpose in moving:
            self._rename(purpose, self._was[purpose], self._on_its_way(purpose), wanted)
        for at, purpose in enumerate(moving):
            if _is_used(wanted[purpose]):
                self._take_back(moving[at:])
                raise self._stays(purpose, wanted, N_("there is something in it already"))
            self._note({purpose: wanted[purpose]})
            self._rename(purpose, self._on_its_way(purpose), wanted[purpose], wanted)
            self.done.append(f"{self._was[purpose]} → {wanted[purpose]}")
        empty = {purpose: wanted[purpose] for purpose in leaving if purpose not in moving}
        if empty:
            self._note(empty)

    def _on_its_way(self, purpose: Purpose) -> Path:
        return self._drive / on_its_way(purpose)

    def _rename(
        self, purpose: Purpose, place: Path, to: Path, wanted: Mapping[Purpose, Path]
    ) -> None:
        try:
            _rename(place, to)
        except OSError as error:
            raise self._stays(purpose, wanted, error.strerror or str(error)) from error

    def _take_back(self, purposes: list[Purpose]) -> None:
        for purpose in purposes:
            with contextlib.suppress(OSError):  # it goes on from where it lies, at the next start
                _rename(self._on_its_way(purpose), self._was[purpose])

    def _note(self, places: Mapping[Purpose, Path]) -> None:
        """Write down, for good, where data lies or is just going."""
        self._places.update(places)
        there = {p.value: folder.relative_to(self._drive) for p, folder in self._places.items()}
        now = Storage(**{name: folder.as_posix() for name, folder in there.items()})
        write_record(self._drive / _RECORD, now, durable=True)

    def _stays(self, purpose: Purpose, wanted: Mapping[Purpose, Path], why: str) -> DataStays:
        fields = {"group": self._group, "was": self._was[purpose], "wanted": wanted[purpose]}
        return DataStays(**fields, why=why)


def _rename(was: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    os.rename(was, to)  # noqa: PTH104 - an empty folder is replaced, others are refused


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
