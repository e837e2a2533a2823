# SPDX-License-Identifier: GPL-3.0-or-later
"""A job information subwindow on screen, over the jobs of a test."""

from collections.abc import Callable

from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.mirror import Mirror
from jlook_client.tables.jobs import JobTable
from jlook_client.views.finding import Finding
from jlook_client.views.job_information import JobInformation
from jmss.texts import Texts
from tests.fakes.acts_calls import FakeActs

Keep = Callable[[QWidget], None]


class JobWindow:
    """The subwindow, its table, what it asked for, and whose output it opened."""

    def __init__(
        self,
        qtbot: QtBot,
        looks: Looks,
        keep: Keep,
        mirror: Mirror,
        *,
        now: Callable[[], float],
        last_heard: Callable[[], float] | None = None,
        finding: Finding | None = None,
        language: str = "en",
    ) -> None:
        tr = Texts(language)
        self.calls = FakeActs()
        self.outputs: list[int] = []
        self.table = JobTable(mirror, now=now, tr=tr, looks=looks)
        self.window = JobInformation(
            self.table,
            calls=self.calls,
            view_output=self.outputs.append,
            now=now,
            last_heard=last_heard,
            finding=finding,
            tr=tr,
            looks=looks,
        )
        self.table.setParent(self.window)
        self.window.resize(1000, 500)
        keep(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
