# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole JLook that closes its own window in a given state of the link, and says when.

``python -m tests.faults.quitting_desk PORT STATE [silent]``: with ``silent`` the name service
never answers. The last line on standard output is the monotonic time of the close.
"""

import asyncio
import socket
import sys
import time
from pathlib import Path

from PyQt6.QtCore import QTimer

from jlook_client.apps.desk import Desk
from jlook_client.apps.program import built_application, run_program
from jlook_client.apps.until_closed import until_closed
from jlook_client.settings import SettingsFile
from jmss.link.view import LinkState
from jmss.settings import Site

LONGEST = 20.0
"""Seconds after which it ends whatever the link does."""


def main() -> None:
    port, state = int(sys.argv[1]), LinkState(sys.argv[2])
    silent = "silent" in sys.argv
    if silent:
        socket.getaddrinfo = lambda *_, **__: time.sleep(LONGEST)  # type: ignore[assignment]
    app = built_application("quitting")
    hosts = {} if silent else {"VCOM1": "127.0.0.101"}
    site = Site(server="VCOM1", port=port, hosts=hosts)
    desk = Desk(app, site, SettingsFile(Path.home() / "settings.json"))

    def close() -> None:
        sys.stdout.write(f"{time.monotonic()}\n")
        sys.stdout.flush()
        desk.window.close()

    async def close_in_that_state() -> None:
        give_up = time.monotonic() + LONGEST
        seen = asyncio.get_running_loop().time()
        while time.monotonic() < give_up:
            await asyncio.sleep(0.02)
            if desk.connection.view.state is not state:
                seen = asyncio.get_running_loop().time()
            elif asyncio.get_running_loop().time() - seen > 0.15:
                break
        QTimer.singleShot(0, close)

    async def story() -> int:
        desk.show()
        closing = asyncio.ensure_future(close_in_that_state())
        await until_closed(app, desk)
        await closing
        return 0

    status = run_program(app, story)
    desk.close()
    sys.exit(status)


if __name__ == "__main__":
    main()
