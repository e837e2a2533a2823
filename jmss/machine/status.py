# SPDX-License-Identifier: GPL-3.0-or-later
"""How an attempt ended: the file ``status.json`` in its folder."""

import os
import signal
from enum import StrEnum
from pathlib import Path

import msgspec

from jmss.errors import N_
from jmss.machine.durably import write_durably
from jmss.machine.keeper import STATUS

UNREADABLE = N_("Its exit status cannot be read.")


class Outcome(StrEnum):
    """What became of an attempt."""

    ENDED = "ended"
    """It ran and ended, by itself or because it was told to."""
    INTERRUPTED = "interrupted"
    """Its machine moved or its keeper was lost; nobody knows how far it came."""
    NOT_STARTED = "not_started"
    """Its command was never run."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The end of an attempt. Times are seconds since 1970, UTC."""

    outcome: Outcome
    exit_code: int | None = None
    signal: int = 0
    """The number of the signal that ended it; 0 when none did."""
    error: int = 0
    """The errno that kept it from starting; 0 when none did."""
    why: str = ""
    started: float | None = None
    ended: float

    @property
    def signal_name(self) -> str:
        """The signal as people know it (``SIGKILL``); empty when none ended it."""
        if not self.signal:
            return ""
        try:
            return signal.Signals(self.signal).name
        except ValueError:
            return f"SIG{self.signal}"

    @property
    def detail(self) -> str:
        """Why, in words; empty when the outcome says it all."""
        return self.why or (os.strerror(self.error) if self.error else "")


def read_status(folder: Path) -> Status | None:
    """Read how the attempt in ``folder`` ended; None when no status is there."""
    try:
        text = (folder / STATUS).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return msgspec.json.decode(text, type=Status)
    except msgspec.DecodeError:
        ended = (folder / STATUS).stat().st_mtime
        return Status(outcome=Outcome.INTERRUPTED, why=UNREADABLE, ended=ended)


def write_status(folder: Path, status: Status) -> None:
    """Settle an attempt that has no keeper; it is on the disk when this returns."""
    write_durably(str(folder), STATUS, msgspec.json.encode(status))
