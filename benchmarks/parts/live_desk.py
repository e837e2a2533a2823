# SPDX-License-Identifier: GPL-3.0-or-later
"""The real JLook window without a link: jobs are handed to its mirror as they would come."""

import gc
from collections.abc import Iterable
from pathlib import Path

from PyQt6.QtWidgets import QApplication

from benchmarks.parts.many_jobs import Site
from jlook_client.apps.desk import Desk
from jlook_client.apps.linked_program import Wishes
from jlook_client.settings import SettingsFile, Theme
from jlook_client.views.job_table_view import JobTableView
from jmss.columns.chunk import JobChunk
from jmss.link.view import LinkState, LinkView
from jmss.model.changes import Position
from jmss.settings import Site as Place
from jmss.wire.frames import DeltaColumns

GROWTH = 0.001
"""Seconds from chunk to chunk, as the mirror is told."""
MORE_COLUMNS = ("ended", "node")
"""Shown beside the usual ten: twelve columns, as in the figures of others."""


class LiveDesk:
    """JLook, with a job information subwindow as big as it gets.

    Args:
        app: the Qt application.
        folder: for the settings.
        height: of the window.
    """

    def __init__(self, app: QApplication, folder: Path, height: int = 1200) -> None:
        self.app = app
        self.seq = 0
        place = Place(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"})
        wishes = Wishes(language="en", theme=Theme.LIGHT)
        self.desk = Desk(app, place, SettingsFile(folder / "settings.json"), wishes=wishes)
        self.table = self.desk.job_table
        self.view: JobTableView = self.desk.jobs.view
        for column in MORE_COLUMNS:
            self.view.layout_of_columns.show_column(column, shown=True)
        self.desk.window.resize(1600, height)
        self.desk.show()
        self.desk.link_changed(
            LinkView(state=LinkState.LIVE, server="VCOM1", node="SV1", heard_at=0.0)
        )
        app.processEvents()
        sub_window = self.desk.jobs.parentWidget()
        assert sub_window is not None
        sub_window.showMaximized()
        app.processEvents()
        gc.freeze()  # as the program does before its loop begins (``apps/program.py``)

    def fill(self, chunks: Iterable[JobChunk], count: int) -> None:
        """Let a snapshot come in."""
        mirror = self.desk.mirror
        mirror.begin(count)
        for at, chunk in enumerate(chunks):
            mirror.grow(chunk, at * GROWTH)
            self.app.processEvents()
        mirror.end(Position("bench", 0, 1))
        self.app.processEvents()

    def apply(self, delta: DeltaColumns) -> None:
        """Let changes come in; ``delta.previous`` must be where the mirror stands."""
        self.desk.mirror.apply(delta)
        self.seq = delta.seq

    def close(self) -> None:
        """Take the window down in order."""
        self.desk.close()


def filled(app: QApplication, folder: Path, rows: int) -> tuple[LiveDesk, Site]:
    """Give a desk with so many jobs."""
    live, site = LiveDesk(app, folder), Site(rows)
    live.fill(site.chunks(), rows)
    return live, site
