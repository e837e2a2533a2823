# SPDX-License-Identifier: GPL-3.0-or-later
"""The real JLook on a real link, for the wire bench: ``python wire_desk.py PORT``."""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.parts.window_orders import Orders, Painted, Updates
from jlook_client.apps.application import bare_application
from jlook_client.apps.desk import Desk
from jlook_client.apps.linked_program import Wishes
from jlook_client.apps.program import run_program
from jlook_client.connection import ConnectionWatcher
from jlook_client.settings import SettingsFile, Theme
from jmss.link.view import UP, LinkState, LinkView
from jmss.settings import Site


class Opened(ConnectionWatcher):
    """Notes when the server let us in."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders

    def link_changed(self, view: LinkView) -> None:
        if self._orders.opened is None and view.state in UP | {LinkState.SYNCING}:
            self._orders.opened = time.perf_counter()


async def stay(desk: Desk) -> int:
    view, table = desk.jobs.view, desk.job_table
    viewport = view.viewport()
    assert viewport is not None

    def seq() -> int:
        return desk.mirror.position.seq if desk.mirror.position else 0

    def in_sight() -> list[int]:
        first, last = view.visible_rows()
        return [table.rows[place].number for place in range(first, last + 1)]

    updates = Updates(desk.window)
    rows, seqs = Painted(viewport, updates, table.rowCount), Painted(viewport, updates, seq)
    orders = Orders(desk.window, rows, seqs, in_sight)
    desk.connection.watchers.append(Opened(orders))
    desk.window.resize(1600, 1000)
    desk.show()
    sub_window = desk.jobs.parentWidget()
    assert sub_window is not None
    sub_window.showMaximized()
    obeying = asyncio.ensure_future(orders.obey())
    await orders.go.wait()
    running = asyncio.ensure_future(desk.run())
    await asyncio.wait([obeying, running], return_when=asyncio.FIRST_COMPLETED)
    for task in (obeying, running):
        task.cancel()
    await asyncio.gather(obeying, running, return_exceptions=True)
    return 0


def main() -> int:
    os.sched_setaffinity(0, {(os.cpu_count() or 1) - 1})
    with tempfile.TemporaryDirectory() as folder:
        app = bare_application()
        desk = Desk(
            app,
            Site(server="VCOM1", port=int(sys.argv[1]), hosts={"VCOM1": "127.0.0.1"}),
            SettingsFile(Path(folder) / "settings.json"),
            wishes=Wishes(language="en", theme=Theme.LIGHT),
        )
        status = run_program(app, lambda: stay(desk))
        desk.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
