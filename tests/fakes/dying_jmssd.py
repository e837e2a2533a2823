# SPDX-License-Identifier: GPL-3.0-or-later
"""``jmssd`` as it is, until it kills itself: at the moment and time named in its environment.

``JMSS_DIES=committed:7`` stands for: when the seventh operation is in the journal and nobody
has been told of it yet. Without it, the server lives.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from jmss.commands.jmssd import main
from jmss.server.board import Board
from jmss.server.requests import Requests

MOMENTS = ("accepted", "handed", "committed")
"""Its line is on the disk; its changes are handed to the store; they are in the journal."""


class Fuse:
    """Kills the process when it is lit for the nth time."""

    def __init__(self, left: int) -> None:
        self._left = left

    def burn(self, count: int = 1) -> None:
        self._left -= count
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def lay(moment: str, fuse: Fuse) -> None:
    match moment:
        case "accepted":
            _before(Requests, "_answered", lambda *_, **__: fuse.burn())
        case "handed":
            record = Board.record

            def handed(self: Board, *facts: object, **about: object) -> object:
                stored = record(self, *facts, **about)  # type: ignore[arg-type] # passed on
                if about.get("answer") is not None:
                    fuse.burn()
                return stored

            Board.record = handed  # type: ignore[assignment,method-assign] # the trap itself
        case "committed":
            _before(Board, "committed", lambda board, count: fuse.burn(_answers(board, count)))


def _answers(board: Board, count: int) -> int:
    """Give how many of the next commits are those of operations."""
    waiting = list(board._waiting)[:count]
    return sum(any(change.op for change in one.changes) for one in waiting)


def _before(kind: type, name: str, first: Callable[..., None]) -> None:
    then = getattr(kind, name)

    def both(*words: object, **named: object) -> object:
        first(*words, **named)
        return then(*words, **named)

    setattr(kind, name, both)


if __name__ == "__main__":
    if "JMSS_DIES" in os.environ:
        named, times = os.environ["JMSS_DIES"].split(":")
        assert named in MOMENTS
        lay(named, Fuse(int(times)))
    main()
