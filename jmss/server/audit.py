# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log: who asked for what, when, from where, and what came of it.

Two lines of JSON for each operation, in the log folder of the switching drive, where it
moves along. The first one, ``accepted``, is on the disk before anything is done, so that
nothing is ever done without a line; the second one is the outcome. A server that is killed
between the two leaves the second one to its successor, which finds the outcome in the
journal. What is refused, or was answered before, does nothing and has one line.

A command line may hold a secret, so neither it nor a job's name is written; the journal has
them, under the same operation UUID.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import msgspec

from jmss.access.asker import Asker
from jmss.access.roles import AccessRole, operation_name
from jmss.errors import OperationLost
from jmss.model.operations import Operation
from jmss.server.audit_file import AuditFile
from jmss.wire.messages import Answer, Ask

ACCEPTED = "accepted"
DONE = "done"


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One operation, or its outcome."""

    at: str
    """When the line was written; UTC."""
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
    """``accepted``, then ``done`` or the error's name."""
    about: str = ""
    """What it changes, where neither operation nor job say so; in the first line of the two."""
    settles: bool = False
    """It is the outcome that belongs to a line ``accepted``."""
    repeated: bool = False
    """It was asked for before; nothing was done again."""
    late: bool = False
    """The outcome was written by the successor of the server that accepted it."""


class Audit:
    """Writes the audit log. Lives on the event loop.

    Args:
        file: where the lines go.
        wall: the time of day.
        about: says what an operation changes, in few words (``audit_words``).
    """

    def __init__(
        self,
        file: AuditFile,
        *,
        wall: Callable[[], float] = time.time,
        about: Callable[[Operation], str] = lambda _operation: "",
    ) -> None:
        self._file = file
        self._about = about
        self._wall = wall

    async def accept(self, asker: Asker, ask: Ask) -> None:
        """Write down that an operation comes; returns when that is safe on the disk."""
        await self._written(self._line(asker, ask, ACCEPTED))

    async def note(self, asker: Asker, ask: Ask, answer: Answer, *, repeated: bool = False) -> None:
        """Write down an operation that does nothing; returns when that is safe on the disk."""
        line = self._line(asker, ask, answer.error or DONE, job=answer.job, repeated=repeated)
        await self._written(line)

    def settle(self, asker: Asker, ask: Ask, answer: Answer) -> None:
        """Write down what came of an operation that was accepted."""
        line = self._line(asker, ask, answer.error or DONE, job=answer.job, settles=True)
        self._file.append(_coded(line))

    def settle_late(self, accepted: AuditLine, answer: Answer | None) -> None:
        """Write down what came of an operation whose server ended before it could."""
        outcome = (answer.error or DONE) if answer else OperationLost.__name__
        job = answer.job if answer else None
        line = msgspec.structs.replace(
            accepted, at=self._now(), outcome=outcome, job=job, about="", settles=True, late=True
        )
        self._file.append(_coded(line))

    def close(self) -> None:
        """Write what is waiting; nothing may come afterwards."""
        self._file.close()

    def _line(
        self,
        asker: Asker,
        ask: Ask,
        outcome: str,
        *,
        job: int | None = None,
        settles: bool = False,
        repeated: bool = False,
    ) -> AuditLine:
        return AuditLine(
            at=self._now(),
            token=asker.token,
            user=asker.user[:200],
            role=asker.role,
            address=asker.address,
            agent=asker.agent[:200],
            operation=operation_name(ask.operation),
            id=ask.id[:64],
            job=job,
            outcome=outcome,
            about="" if settles else self._about(ask.operation),
            settles=settles,
            repeated=repeated,
        )

    async def _written(self, line: AuditLine) -> None:
        loop = asyncio.get_running_loop()
        safe: asyncio.Future[None] = loop.create_future()

        def tell() -> None:
            if not safe.done():
                safe.set_result(None)

        def written() -> None:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(tell)

        self._file.append(_coded(line), written)
        await safe

    def _now(self) -> str:
        return datetime.fromtimestamp(self._wall(), UTC).isoformat(timespec="milliseconds")


def unsettled(file: AuditFile) -> list[AuditLine]:
    """Give the operations that were accepted and have no outcome; to be asked at a start.

    A server accepts no more at once than two files hold.
    """
    accepted: dict[str, AuditLine] = {}
    for data in file.newest():
        try:
            line = msgspec.json.decode(data, type=AuditLine)
        except msgspec.DecodeError:
            continue  # cut off by a failure of the machine
        if line.outcome == ACCEPTED:
            accepted[line.id] = line
        elif line.settles:
            accepted.pop(line.id, None)
    return list(accepted.values())


def _coded(line: AuditLine) -> bytes:
    return msgspec.json.encode(line) + b"\n"
