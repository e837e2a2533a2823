# SPDX-License-Identifier: GPL-3.0-or-later
"""Scrolling moves what is in sight and paints only what comes into it."""

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QAbstractScrollArea, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables.jobs import JobTable
from jlook_client.views.job_information import JobInformation
from jmss.texts import Texts
from tests.fakes.acts_calls import FakeActs
from tests.fakes.desk_board import NOON, STATES, Desk, a_job, two_queues


class Painted(QObject):
    """Notes how many pixels high each painting of a viewport was."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        super().__init__(view)
        self.heights: list[int] = []
        viewport = view.viewport()
        assert viewport is not None
        self.whole = viewport.height()
        viewport.installEventFilter(self)

    def eventFilter(  # noqa: N802 - Qt's name
        self, _watched: QObject | None, event: QEvent | None
    ) -> bool:
        if isinstance(event, QPaintEvent):
            self.heights.append(event.region().boundingRect().height())
        return False


def test_one_row_further_paints_one_row(
    qtbot: QtBot, looks: Looks, keep: Callable[[QWidget], None]
) -> None:
    desk = Desk(*two_queues(), *(a_job(n, STATES[n % len(STATES)]) for n in range(1, 201)))
    tr = Texts("en")
    table = JobTable(desk.mirror, now=desk.clock, tr=tr, looks=looks)
    window = JobInformation(
        table,
        calls=FakeActs(),
        view_output=lambda _number: None,
        now=desk.clock,
        last_heard=lambda: NOON,
        tr=tr,
        looks=looks,
    )
    table.setParent(window)
    keep(window)
    window.resize(1000, 700)
    window.show()
    qtbot.waitExposed(window)
    bar = window.view.verticalScrollBar()
    assert bar is not None
    bar.setValue(40)
    qtbot.wait(50)
    painted = Painted(window.view)
    bar.setValue(41)
    qtbot.waitUntil(lambda: bool(painted.heights))
    assert sum(painted.heights) < painted.whole / 4
