# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the last board on disk: at most once a minute while live, and at the end."""

import asyncio
import logging
import threading
from collections.abc import Callable

from jlook_client.saved_board import BoardFolder, SavedBoard
from jmss.model.changes import Position

EVERY = 60.0
"""Seconds between two savings, at least."""

LAST_WAIT = 2.0
"""Seconds that the end waits for a saving that is under way."""

_log = logging.getLogger(__name__)


class BoardKeeper:
    """Saves what is shown, in a thread of its own: the loop never waits for a disk.

    Args:
        folder: where to.
        board: gives the board as it was when it was last true; None: never yet.
    """

    def __init__(self, folder: BoardFolder, board: Callable[[], SavedBoard | None]) -> None:
        self._folder = folder
        self._board = board
        self._saved: Position | None = None
        self._thread: threading.Thread | None = None

    def aim(self, folder: BoardFolder) -> None:
        """Save to another folder from now on: another server is dialled."""
        self._folder, self._saved = folder, None

    async def run(self) -> None:
        """Save every minute until cancelled, if anything changed."""
        while True:
            await asyncio.sleep(EVERY)
            self.save_beside()

    def save_beside(self) -> None:
        """Save in a thread, unless nothing changed or the last saving still goes on."""
        board = self._board()
        if board is None or board.head.position == self._saved:
            return
        if self._thread is not None and self._thread.is_alive():
            return
        self._saved = board.head.position
        self._thread = threading.Thread(target=self._save, args=(board,), daemon=True, name="board")
        self._thread.start()

    def save_last(self) -> None:
        """Save for the last time and wait for it; nothing happens if nothing was ever live."""
        if self._thread is not None:
            self._thread.join(LAST_WAIT)
        board = self._board()
        if board is not None:
            self._save(board)

    def _save(self, board: SavedBoard) -> None:
        try:
            self._folder.save(board)
        except OSError as error:
            _log.warning("the board could not be saved: %s", error)
