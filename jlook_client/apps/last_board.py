# SPDX-License-Identifier: GPL-3.0-or-later
"""The board that was seen last: shown at the start, old as it is, and kept from then on."""

from pathlib import Path

from jlook_client.apps.board_keeper import BoardKeeper
from jlook_client.apps.desk_parts import DeskParts
from jlook_client.lines import Severity
from jlook_client.saved_board import BoardFolder, Head, head_of
from jlook_client.tables.times import second_text
from jmss.errors import N_
from jmss.link.dial import Target


class LastBoard:
    """Joins the keeper of the boards to the desk.

    Args:
        folder: where the last board of each server is kept.
        target: the server that is dialled.
        parts: the desk's.
    """

    def __init__(self, folder: Path, target: Target, parts: DeskParts) -> None:
        self._folder = folder
        self._target = target
        self._parts = parts
        self._keeper = BoardKeeper(self._board_folder(), parts.mirror, self._head)

    def recall(self) -> None:
        """Show the board that was saved last, if there is one."""
        parts = self._parts
        loaded = self._board_folder().load()
        if loaded.set_aside is not None:
            text = N_("The saved board could not be read; it was put aside as {file}")
            parts.say(Severity.WARNING, text, file=loaded.set_aside)
        if loaded.board is not None:
            board = loaded.board
            parts.times.recalled = board.head
            as_of = second_text(board.head.at, parts.clock.wall_now(), parts.tr)
            parts.window.recall(board.head.at)
            parts.mirror.swap(board.shadow, board.head.position)
            text = N_("Until the link is live, the tables show the saved board of {time}")
            parts.say(Severity.INFO, text, time=as_of)

    async def run(self) -> None:
        """Save every minute until cancelled."""
        await self._keeper.run()

    def aim(self, target: Target) -> None:
        """Save the board of another server from now on."""
        self._target = target
        self._keeper.aim(self._board_folder())

    def save_last(self) -> None:
        """Save for the last time."""
        self._keeper.save_last()

    def _board_folder(self) -> BoardFolder:
        return BoardFolder(self._folder, self._target.name, self._target.port)

    def _head(self) -> Head | None:
        """Say up to when the board is true; None before the link was live."""
        parts = self._parts
        at = parts.window.sight.at
        if at is None:
            return None
        return head_of(
            parts.mirror,
            server=self._target.name,
            at=parts.clock.wall_time(at),
            ahead=parts.connection.server_time_ahead,
        )
