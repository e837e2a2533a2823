# SPDX-License-Identifier: GPL-3.0-or-later
"""A story that is played while a desk works, on the loop that both share in the program."""

import asyncio
from collections.abc import Awaitable, Callable

from PyQt6.QtWidgets import QApplication
from qasync import QEventLoop

from jlook_client.apps.desk import Desk


async def nothing() -> None:
    """Nothing is left to be done."""


def play_beside(
    app: QApplication,
    desk: Desk,
    story: Callable[[], Awaitable[None]],
    afterwards: Callable[[], Awaitable[None]] = nothing,
) -> None:
    """Let the desk run until the story is over; what comes afterwards comes whatever happened."""

    async def run() -> None:
        running = asyncio.ensure_future(desk.run())
        try:
            await story()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await afterwards()

    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(run())
    asyncio.set_event_loop(None)
