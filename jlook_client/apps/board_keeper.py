# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the last board on disk: at most once a minute while live, and at the end."""

import asyncio
import logging
import threading
from collections.abc import Callable

from jlook_client.board_packing import BoardPacking
from jlook_client.mirror import Mirror
from jlook_client.saved_board import BoardFolder, BoardToSave, Head, board_of
from jmss.model.changes import Position

EVERY = 60.0
"""Seconds between two savings, at least."""

LAST_WAIT = 2.0
"""Seconds that the end waits for a saving that is under way."""

PAUSE = 0.002
"""Seconds between two steps of a packing: the window goes first."""

_log = logging.getLogger(__name__)


class BoardKeeper:
    """Saves what is shown: packed in small steps, written in a thread that may wait for a disk.

    Args:
        folder: where to.
        mirror: holds the board.
        head: says up to when it is true; None: it never was yet.
    """

    def __init__(
        self, folder: BoardFolder, mirror: Mirror, head: Callable[[], Head | None]
    ) -> None:
        self._folder = folder
        self._mirror = mirror
        self._head = head
        self._saved: Position | None = None
        self._thread: threading.Thread | None = None

    def aim(self, folder: BoardFolder) -> None:
        """Save to another folder from now on: another server is dialled."""
        self._folder, self._saved = folder, None

    async def run(self) -> None:
        """Save every minute until cancelled, if anything changed."""
        while True:
            await asyncio.sleep(EVERY)
            await self.save_beside()

    async def save_beside(self) -> None:
        """Save, unless nothing changed or the last saving still goes on."""
        head = self._head()
        if head is None or head.position == self._saved:
            return
        if self._thread is not None and self._thread.is_alive():
            return
        folder = self._folder
        packing = BoardPacking(self._mirror)
        try:
            through = packing.step()
            while not through:
                await asyncio.sleep(PAUSE)
                through = packing.step()
            head = self._head()
            if head is None or folder is not self._folder:
                return
            board = board_of(head, packing)
        finally:
            packing.stop()
        self._saved = head.position
        self._thread = threading.Thread(
            target=self._save, args=(folder, board), daemon=True, name="board"
        )
        self._thread.start()

    def save_last(self) -> None:
        """Save for the last time and wait for it; nothing happens if nothing was ever live."""
        if self._thread is not None:
            self._thread.join(LAST_WAIT)
        head = self._head()
        if head is not None:
            packing = BoardPacking(self._mirror)
            self._save(self._folder, board_of(head, packing))
            packing.stop()

    def _save(self, folder: BoardFolder, board: BoardToSave) -> None:
        try:
            folder.save(board)
        except OSError as error:
            _log.warning("the board could not be saved: %s", error)
