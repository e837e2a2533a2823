# SPDX-License-Identifier: GPL-3.0-or-later
"""``jmssd`` as it is, with a made-up site at work on its board (``busy_site.py``).

``JMSS_SOAK_RATE`` says how many changes a second, ``JMSS_SOAK_JOURNAL`` for how many seconds
the journal keeps each. On SIGUSR1 the site rests; when nothing
changes any more, the board as the server has it is written to ``board.json`` on its drive.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from websockets.asyncio.server import Server

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.parts.busy_site import BusySite
from jmss.columns.jobs import STATE_CODES, JobColumns
from jmss.commands import jmssd
from jmss.model.changes import Fact
from jmss.model.jobs import ENDED
from jmss.server.place import ServerPlace
from jmss.server.service import ServerService

QUIET = 2.5
"""Seconds without a change after which nothing more is expected: retirement looks each second."""

_log = logging.getLogger("soak")


class WholeBoard(msgspec.Struct):
    """Everything that a server has on its board, as of a row of the journal."""

    seq: int
    facts: list[Fact]


class BusyService(ServerService):
    """The server; the site begins to work when the port is open."""

    def __init__(self, place: ServerPlace, *parts: Any, **more: Any) -> None:
        journal = float(os.environ["JMSS_SOAK_JOURNAL"])
        super().__init__(replace(place, journal_for=journal), *parts, **more)

    async def _listen(self) -> Server:
        server = await super()._listen()
        rate = float(os.environ["JMSS_SOAK_RATE"])
        waiting = _not_ended(self._feed.board.jobs)
        self._site = BusySite(self._board, rate, waiting, self.incarnation)
        self._working = asyncio.create_task(self._site.work())
        self._working.add_done_callback(_check)
        self._loop.add_signal_handler(signal.SIGUSR1, self._rest)
        return server

    def _rest(self) -> None:
        self._site.rest()
        self._resting = asyncio.create_task(self._write_when_quiet())
        self._resting.add_done_callback(_check)

    async def _write_when_quiet(self) -> None:
        await self._working
        seq = -1
        while seq != self._feed.head:
            seq = self._feed.head
            await asyncio.sleep(QUIET)
            await self._board.record()
        board = WholeBoard(seq, list(self._feed.board.facts()))
        file = self._place.drive / "board.json"
        beside = file.with_suffix(".new")
        beside.write_bytes(msgspec.json.encode(board))
        beside.replace(file)


def _not_ended(jobs: JobColumns) -> list[int]:
    ended = [STATE_CODES[state] for state in ENDED]
    rows = jobs.all_rows()
    numbers: list[int] = jobs.number[rows[~np.isin(jobs.state[rows], ended)]].tolist()
    return numbers


def _check(task: asyncio.Task[None]) -> None:
    """A site that broke down is no site at rest."""
    if not task.cancelled() and task.exception() is not None:
        _log.critical("the site has failed", exc_info=task.exception())
        logging.shutdown()
        os._exit(9)


def end_with(parent: int) -> None:
    """Leave no server behind, however the bench ended."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(9)


if __name__ == "__main__":
    threading.Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    jmssd.ServerService = BusyService  # type: ignore[attr-defined] # the one joint that differs
    jmssd.main()
