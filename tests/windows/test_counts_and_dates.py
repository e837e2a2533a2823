# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts and days on screen are written as the language does; on a clipboard for programs."""

import csv
import io
import time
from collections.abc import Iterator

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables import times
from jmss.model.jobs import JobState
from tests.fakes.desk_board import NOON, Desk, a_job
from tests.fakes.job_window import JobWindow, Keep
from tests.fakes.many_jobs import many_jobs


@pytest.fixture
def far_from_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where the day does not begin at midnight UTC."""
    with monkeypatch.context() as place:
        place.setenv("TZ", "Asia/Tokyo")
        forget_the_zone()
        yield
    forget_the_zone()


def forget_the_zone() -> None:
    time.tzset()
    times._minute.cache_clear()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_thousands_are_grouped_wherever_jobs_are_counted(
    qtbot: QtBot, looks: Looks, keep: Keep, language: str
) -> None:
    room = JobWindow(qtbot, looks, keep, many_jobs(12_340), now=lambda: NOON, language=language)
    room.table.selection.only(np.arange(1_234))
    assert "12,340" in room.window.footer.numbers.text()
    assert "12,340" in room.window.bar.chips["all"].text()
    assert "1,234" in room.window.bar.chips["failed"].toolTip()


@pytest.mark.parametrize(
    ("language", "shown", "pointed_at"),
    [
        ("en", "12 Jan 10:00", "12 Jan 2027 10:00:05"),
        ("ja", "01/12 10:00", "2027/01/12 10:00:05"),
    ],
)
def test_a_day_reads_as_the_language_writes_it_and_the_clipboard_has_iso_8601(
    qtbot: QtBot, looks: Looks, keep: Keep, language: str, shown: str, pointed_at: str
) -> None:
    then = time.mktime((2027, 1, 12, 10, 0, 5, 0, 0, -1))
    desk = Desk(a_job(10_482, submitted=then))
    room = JobWindow(qtbot, looks, keep, desk.mirror, now=desk.clock, language=language)
    cell = room.table.index(0, room.table.column_at("submitted"))
    assert cell.data() == shown
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == pointed_at
    assert room.table.index(0, room.table.column_at("number")).data() == "10482", "it is a name"
    room.window.select_all()
    room.window.copy_selection()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    _, row = csv.reader(io.StringIO(clipboard.text()))
    assert "2027-01-12 10:00:05" in row


@pytest.mark.usefixtures("far_from_greenwich")
def test_at_midnight_the_rows_say_yesterday(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    midnight = time.mktime((2027, 1, 12, 0, 0, 0, 0, 0, -1))
    desk = Desk(a_job(1, JobState.HELD, submitted=midnight - 600))
    desk.now = midnight - 1
    room = JobWindow(qtbot, looks, keep, desk.mirror, now=desk.clock)
    viewport = room.window.view.viewport()
    assert viewport is not None
    before = viewport.grab().toImage()
    desk.now = midnight - 0.5
    assert viewport.grab().toImage() == before
    desk.now = midnight + 1
    assert viewport.grab().toImage() != before
