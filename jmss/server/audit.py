# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log: who asked for what, when, from where, and what came of it.

One line of JSON for each operation, the refused ones too, in the log folder of the
switching drive, where it moves along. A command line may hold a secret, so neither it
nor a job's name is written; the journal has them, under the same operation UUID.
"""

import logging
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from jmss.access.asker import Asker
from jmss.access.roles import AccessRole, operation_name
from jmss.wire.messages import Answer, Ask

MOST_BYTES = 5 * 1024 * 1024
"""Of one file; then the next one is begun."""
KEPT = 9
"""Full files that are kept beside the one being written."""

_log = logging.getLogger(__name__)


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One operation."""

    at: str
    """When its outcome was known; UTC."""
    token: str
    """The name of the token that was shown; empty where none is asked for."""
    user: str
    role: AccessRole
    address: str
    agent: str
    operation: str
    id: str
    """The operation's UUID."""
    job: int | None
    outcome: str
    """``done``, or the error's name."""
    repeated: bool = False
    """It was asked for before; nothing was done again."""


class Audit:
    """Writes the audit log.

    Args:
        folder: of the logs; it exists.
        wall: the time of day.
        most_bytes: of one file.
    """

    def __init__(
        self,
        folder: Path,
        *,
        wall: Callable[[], float] = time.time,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._folder = folder
        self.path = folder / "audit.jsonl"
        self._wall = wall
        self._most_bytes = most_bytes
        self._failing = False

    def note(self, asker: Asker, ask: Ask, answer: Answer, *, repeated: bool = False) -> None:
        """Write one operation down. An operation does not fail because this does."""
        line = AuditLine(
            at=datetime.fromtimestamp(self._wall(), UTC).isoformat(timespec="milliseconds"),
            token=asker.token,
            user=asker.user[:200],
            role=asker.role,
            address=asker.address,
            agent=asker.agent[:200],
            operation=operation_name(ask.operation),
            id=ask.id[:64],
            job=answer.job,
            outcome=answer.error or "done",
            repeated=repeated,
        )
        try:
            self._write(msgspec.json.encode(line) + b"\n")
            self._failing = False
        except OSError as error:
            if not self._failing:
                _log.error("the audit log cannot be written: %s", error)
            self._failing = True

    def _write(self, data: bytes) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(self.path, flags, 0o600)
        try:
            os.write(descriptor, data)
            full = os.fstat(descriptor).st_size >= self._most_bytes
        finally:
            os.close(descriptor)
        if full:
            self._turn()

    def _turn(self) -> None:
        """Put the full file aside; the oldest one goes."""
        for age in range(KEPT, 1, -1):
            younger = self._aside(age - 1)
            if younger.exists():
                younger.replace(self._aside(age))
        self.path.replace(self._aside(1))

    def _aside(self, age: int) -> Path:
        return self._folder / f"audit.{age}.jsonl"
