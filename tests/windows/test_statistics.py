# SPDX-License-Identifier: GPL-3.0-or-later
"""The statistics subwindow: plot, table and exact numbers of the same minutes."""

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks, Token
from jlook_client.tables.minute_series import Endings, MinuteSeries
from jlook_client.tables.takeovers import ServerTakeover
from jlook_client.views.statistics import StatisticsView
from jmss.errors import TooOld
from jmss.model.machines import Ending
from jmss.model.statistics import Minute, minute_of
from jmss.texts import Texts
from jmss.wire.messages import Statistics
from tests.fakes.desk_board import NOON

LAST = minute_of(NOON)


class Room:
    """Ninety minutes, without those from 20 to 16 minutes ago."""

    def __init__(self, qtbot: QtBot, *, dark: bool = False, answered: bool = True) -> None:
        self.now = self.known = NOON + 30.0
        self.looks = Looks(dark=dark)
        self.series = MinuteSeries()
        taken = ServerTakeover(NOON - 15 * 60, "VCOM1", "SV1", "SV2", Ending.FAILED)
        self.view = StatisticsView(
            self.series,
            takeovers=lambda: [taken],
            now=lambda: self.now,
            known_until=lambda: self.known,
            tr=Texts("en"),
            looks=self.looks,
        )
        qtbot.addWidget(self.view)
        self.view.resize(700, 420)
        self.view.show()
        qtbot.waitExposed(self.view)
        if answered:
            minutes = [
                Minute(LAST - n, 10 + n % 3, 1000, n % 7, int(n == 40), 0)
                for n in range(90, -1, -1)
                if not 16 <= n <= 20
            ]
            self.series.take(Statistics(id="a", seq=1, minutes=minutes))
        self.view.refresh()

    def image(self) -> QImage:
        return self.view.plot.grab().toImage()

    def has(self, token: Token, left: float, right: float) -> bool:
        """Whether a colour is anywhere between two shares of the plot's width."""
        image, frame = self.image(), self.view.plot._frame
        wanted = self.looks.colour(token)
        begin = int(frame.area.left() + left * frame.area.width())
        end = int(frame.area.left() + right * frame.area.width())
        top, bottom = int(frame.area.top()), int(frame.area.bottom())
        return any(
            near(image.pixelColor(x, y), wanted)
            for x in range(begin, end)
            for y in range(top, bottom)
        )


def near(one: QColor, other: QColor) -> bool:
    return one.red() == other.red() and one.green() == other.green() and one.blue() == other.blue()


@pytest.mark.parametrize("dark", [False, True])
def test_lanes_gap_and_takeover_are_painted(qtbot: QtBot, dark: bool) -> None:
    room = Room(qtbot, dark=dark)
    assert room.has("done", 0.0, 0.3), "the bars of those that completed"
    assert room.has("fail", 0.30, 0.36), "one failed, 40 minutes ago"
    assert not room.has("fail", 0.40, 0.60)
    assert room.has("fail", 0.66, 0.74), "no server worked"
    assert room.has("warn", 0.72, 0.78), "the takeover"


def test_what_is_not_known_is_hatched_from_the_last_thing_heard_on(qtbot: QtBot) -> None:
    room = Room(qtbot)
    assert room.has("done", 0.85, 0.99)
    room.now += 30 * 60
    room.view.show_stale("12:00:30")
    assert not room.has("done", 0.55, 0.99)
    assert room.has("muted", 0.48, 0.99)
    room.view.plot.move_cursor(LAST + 10)
    assert room.view.reading.text().endswith("not known")


def test_the_keyboard_moves_the_cursor_and_the_exact_numbers_are_said(qtbot: QtBot) -> None:
    room = Room(qtbot)
    plot = room.view.plot
    assert "Running 10, Queued 1,000" in room.view.reading.text(), "the newest minute"
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.cursor_minute == LAST - 1
    assert room.view.reading.text().endswith(
        "Running 11, Queued 1,000, Completed 1, Failed 0, Cancelled 0"
    )
    assert plot.accessibleDescription() == room.view.reading.text()
    qtbot.keyClick(plot, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert plot.cursor_minute == LAST - 11
    for _ in range(5):
        qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert "no JMSS server worked" in room.view.reading.text()
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert "VCOM1 failed on SV1; SV2 took over" in room.view.reading.text()
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot.cursor_minute == LAST - 60
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.cursor_minute == LAST - 60, "no further than what is shown"
    qtbot.keyClick(plot, Qt.Key.Key_End)
    assert plot.cursor_minute == LAST
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert plot.cursor_minute is None


def test_the_pointer_chooses_a_minute(qtbot: QtBot) -> None:
    room = Room(qtbot)
    plot = room.view.plot
    room.image()
    x = plot._frame.x((LAST - 30 + 0.5) * 60)
    qtbot.mouseMove(plot, QPoint(int(x), 100))
    qtbot.waitUntil(lambda: plot.cursor_minute is not None, timeout=2000)
    assert abs((plot.cursor_minute or 0) - (LAST - 30)) <= 1


def test_more_hours(qtbot: QtBot) -> None:
    room = Room(qtbot)
    assert len(room.view.minutes()) == 61 - 5
    qtbot.mouseClick(room.view.hours[6], Qt.MouseButton.LeftButton)
    assert len(room.view.minutes()) == 91 - 5
    room.view.plot.move_cursor(LAST - 200)
    assert room.view.reading.text().endswith("nothing was counted yet")
    room.view.reach_back(1)
    assert room.view.plot.cursor_minute == LAST - 60


def test_the_table_has_the_same_numbers_and_they_are_copied(qtbot: QtBot) -> None:
    room = Room(qtbot)
    qtbot.mouseClick(room.view.as_table, Qt.MouseButton.LeftButton)
    table = room.view.table
    assert table.rowCount() == 56
    newest = [table.data(table.index(0, column)) for column in range(1, 6)]
    assert newest == ["10", "1,000", "0", "0", "0"]
    said = table.data(table.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Running: 10"
    room.view.rows.selectRow(0)
    room.view.copy_selection()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    head, row = clipboard.text().splitlines()
    assert head == "Minute,Running,Queued,Completed,Failed,Cancelled"
    assert row.split(",")[1:] == ["10", "1000", "0", "0", "0"]
    room.view.rows.clearSelection()
    room.view.copy_selection()
    assert len(clipboard.text().splitlines()) == 57
    room.series.count(2, room.now, Endings(normal=3))
    room.view.refresh()
    assert table.data(table.index(0, 3)) == "3"


def test_nothing_came_yet_or_ever_will(qtbot: QtBot) -> None:
    room = Room(qtbot, answered=False)
    assert room.view.notice.text() == "The counts have not come from the server yet."
    room.series.fail(TooOld())
    room.view.refresh()
    assert "older than this JLook" in room.view.notice.text()
    room.series.take(Statistics(id="a", seq=1, minutes=[Minute(LAST, 1, 1, 1, 1, 1)]))
    room.view.refresh()
    assert not room.view.notice.isVisible()


def test_it_is_left_and_found_again(qtbot: QtBot) -> None:
    room, other = Room(qtbot), Room(qtbot)
    room.view.reach_back(24)
    room.view.as_table.setChecked(True)
    other.view.recall(room.view.remembered())
    assert other.view.plot.hours == 24
    assert other.view.as_table.isChecked()
    with pytest.raises(ValueError, match="7"):
        other.view.recall({"hours": 7})


def test_nothing_is_painted_while_nothing_changes(qtbot: QtBot) -> None:
    room = Room(qtbot)
    room.image()
    picture = room.view.plot._picture
    room.view.plot.move_cursor(LAST - 3)
    room.image()
    assert room.view.plot._picture is picture, "the cursor alone has moved"
    room.view.hide()
    assert not room.view._goes_on.isActive()
