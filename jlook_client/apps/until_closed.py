# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a program runs."""

import asyncio
from typing import Protocol

from PyQt6.QtWidgets import QApplication


class Runs(Protocol):
    """A program on a link."""

    async def run(self) -> None:
        """Keep the link up until cancelled."""


async def until_closed(app: QApplication, program: Runs) -> None:
    """Run a program until its last window is closed; nothing is left behind."""
    closed = asyncio.Event()
    app.lastWindowClosed.connect(closed.set)
    running = asyncio.ensure_future(program.run())
    closing = asyncio.ensure_future(closed.wait())
    await asyncio.wait({running, closing}, return_when=asyncio.FIRST_COMPLETED)
    failed = running.done() and not running.cancelled() and running.exception()
    for task in (running, closing):
        task.cancel()
    await asyncio.gather(running, closing, return_exceptions=True)
    if failed:
        raise failed
