# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole JLook with every kind of subwindow open, to be read out.

``python -m tests.windows.spoken_desk PORT LANGUAGE``: says ``ready`` when all is there, and stays
until standard input is closed.
"""

import asyncio
import sys
from pathlib import Path

from jlook_client.apps.desk import Desk, Wishes
from jlook_client.apps.program import built_application, run_program
from jlook_client.settings import SettingsFile
from jmss.link.view import LinkState
from jmss.model.operations import Submit
from jmss.settings import Site

LONGEST = 100.0
"""Seconds after which it ends in any case."""

JOBS = 3


async def until_live(desk: Desk) -> None:
    while desk.connection.view.state is not LinkState.LIVE:
        await asyncio.sleep(0.02)
    for number in range(1, JOBS + 1):
        wish = Submit(name=f"job {number}", command="true", queue="NIGHT", owner="me", hold=True)
        desk.connection.ask(wish, lambda _: None)
    while len(desk.mirror.jobs) < JOBS:
        await asyncio.sleep(0.02)


async def play(desk: Desk) -> None:
    running = asyncio.ensure_future(desk.run())
    await until_live(desk)
    for kind in desk.subwindows.kinds:
        desk.subwindows.open(kind)
    for kind in desk.subwindows.kinds_about_jobs:
        desk.subwindows.open_about(kind, 1)
    await asyncio.sleep(0.3)  # what is opened asks the server and lays itself out
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def main() -> None:
    app = built_application("spoken")
    site = Site(server="VCOM1", port=int(sys.argv[1]), hosts={"VCOM1": "127.0.0.101"})
    file = SettingsFile(Path.home() / "settings.json")
    desk = Desk(app, site, file, wishes=Wishes(language=sys.argv[2]))
    desk.show()

    async def story() -> int:
        await asyncio.wait_for(play(desk), LONGEST)
        return 0

    status = run_program(app, story)
    desk.close()
    sys.exit(status)


if __name__ == "__main__":
    main()
