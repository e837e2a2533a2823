# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a desk runs."""

import asyncio

from PyQt6.QtWidgets import QApplication

from jlook_client.apps.desk import Desk


async def until_closed(app: QApplication, desk: Desk) -> None:
    """Run the desk until its last window is closed; nothing is left behind."""
    closed = asyncio.Event()
    app.lastWindowClosed.connect(closed.set)
    running = asyncio.ensure_future(desk.run())
    closing = asyncio.ensure_future(closed.wait())
    await asyncio.wait({running, closing}, return_when=asyncio.FIRST_COMPLETED)
    failed = running.done() and not running.cancelled() and running.exception()
    for task in (running, closing):
        task.cancel()
    await asyncio.gather(running, closing, return_exceptions=True)
    if failed:
        raise failed
