# SPDX-License-Identifier: GPL-3.0-or-later
"""The failover history on screen: lanes, exact times, zoom, list and files."""

import json
from collections.abc import Callable

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu, QWidget

from jlook_client.looks import Looks
from jlook_client.tables.time_window import LENGTHS, TimeWindow
from jlook_client.timeline import Timeline
from jlook_client.views.entries import Entry
from jlook_client.views.failover_history import FailoverHistory, LaneTimes
from jmss.model.machines import Ending, Placement
from jmss.texts import Texts
from tests.fakes.desk_board import NOON, Desk, a_machine

TR = Texts("en")
HOUR = 3600.0


def a_stay(name: str, inc: int, node: str, began: float, ended: float | None) -> Placement:
    return Placement(
        virtual_computer=name,
        incarnation=inc,
        node=node,
        began=NOON + began,
        ended=None if ended is None else NOON + ended,
        ending=Ending.NONE if ended is None else Ending.FAILED,
    )


class Sight:
    """The subwindow and what it shows: VCOM1 went to SV2 fifteen minutes ago."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        self.saved: list[tuple[str, bytes]] = []
        self.called: list[str] = []
        self.timeline = Timeline()
        self.desk = Desk(
            a_machine("VCOM1", "SV1"),
            a_machine("VCOM2", "SV2"),
            a_stay("VCOM1", 1, "SV1", -9000, -900),
            a_stay("VCOM1", 2, "SV2", -840, None),
            a_stay("VCOM2", 1, "SV2", -9000, None),
        )
        self.view = FailoverHistory(
            self.desk.mirror,
            self.timeline,
            times=LaneTimes(now=self.desk.clock, last_heard=lambda: NOON),
            save_file=lambda _title, name, contents: self.saved.append((name, contents())),
            entries=[Entry(text="More", call=lambda: self.called.append("more"))],
            tr=TR,
            looks=looks,
        )
        self.view.resize(500, 260)
        self.view.show()
        QApplication.processEvents()
        self.picture = self.view.picture
        self.picture.time_window = TimeWindow(LENGTHS[1])

    def spot(self, ago: float, lane: int) -> QPointF:
        """Give where a moment lies in a lane."""
        self.view.grab()
        area = self.picture.area(self.view.lanes())
        began, end = self.picture.stretch
        x = area.left() + area.width() * (NOON - ago - began) / (end - began)
        return QPointF(x, area.top() + (lane + 0.5) * area.height() / 2)

    def has(self, ago: float, lane: int, colour: QColor, reach: int = 3) -> bool:
        """Whether a colour is painted there, so many pixels to either side."""
        spot, image = self.spot(ago, lane).toPoint(), self.picture.grab().toImage()
        return any(
            image.pixelColor(spot.x() + dx, spot.y() + dy) == colour
            for dx in range(-reach, reach + 1)
            for dy in range(-8, 9)
        )

    def turn(self, notches: int, ago: float, *, shift: bool = False) -> None:
        """Turn the wheel over a moment."""
        keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        at = self.spot(ago, 0)
        wheel = QWheelEvent(
            at, self.picture.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.picture, wheel)

    def key(self, *keys: Qt.Key) -> str:
        """Press keys in the picture, and give what is said then."""
        for key in keys:
            QTest.keyClick(self.picture, key)
        return self.view.bar.told.text()


@pytest.fixture
def sight(looks: Looks, keep: Callable[[QWidget], None]) -> Sight:
    sight = Sight(looks)
    keep(sight.view)
    return sight


def test_it_paints_stays_and_outages(sight: Sight, looks: Looks) -> None:
    assert sight.has(1200, 0, looks.colour("window"))
    assert sight.has(870, 0, looks.colour("fail"))
    assert sight.has(400, 0, looks.colour("warn_tint"))
    assert sight.has(400, 1, looks.colour("window"))
    assert not sight.has(400, 1, looks.colour("warn_tint"))


def test_it_hatches_what_it_cannot_know(sight: Sight, looks: Looks) -> None:
    sight.view.show_stale("14:32:05")
    sight.desk.now += 300
    assert not sight.has(-150, 1, looks.colour("window"))
    assert sight.has(-150, 1, looks.colour("base"))
    assert "VCOM1: not known" in sight.picture.text_at(sight.spot(-150, 0))
    sight.view.show_stale(None)
    assert sight.has(-150, 1, looks.colour("window"))


def test_it_says_exact_times(sight: Sight) -> None:
    text = sight.picture.text_at(sight.spot(400, 0))
    assert text.startswith("VCOM1: SV2, away from its home\n")
    assert "– Now (14:00)" in text
    assert text.endswith("incarnation 2")
    assert "outage" in sight.picture.text_at(sight.spot(870, 0))
    assert sight.picture.text_at(QPointF(100, 1)) == ""
    assert sight.view.accessibleDescription() == "VCOM1: SV2, away from its home, VCOM2: SV2"


def test_a_short_outage_is_still_seen(sight: Sight, looks: Looks) -> None:
    sight.desk.change(a_stay("VCOM2", 1, "SV2", -9000, -600), a_stay("VCOM2", 2, "SV2", -599, None))
    assert sight.has(600, 1, looks.colour("fail"))


def test_the_wheel_zooms_where_the_pointer_is_and_shift_moves(sight: Sight) -> None:
    sight.turn(-1, 900)
    began, end = sight.picture.stretch
    assert end - began == LENGTHS[2]
    sight.turn(1, 0)
    assert sight.picture.time_window == TimeWindow(LENGTHS[1], None)
    sight.turn(1, 1700)
    began, end = sight.picture.stretch
    assert (end - began, began < NOON - 1700 < end) == (LENGTHS[0], True)
    assert sight.view.bar.now.isVisible()
    before = sight.picture.stretch
    sight.turn(1, 1700, shift=True)
    assert sight.picture.stretch[0] < before[0]
    sight.view.bar.now.click()
    assert sight.picture.stretch[1] == NOON
    assert sight.view.bar.now.isHidden()


def test_dragging_moves_and_a_click_stands_on_a_block(sight: Sight) -> None:
    left, right = sight.spot(1200, 0).toPoint(), sight.spot(600, 0).toPoint()
    button = Qt.MouseButton.LeftButton
    QTest.mousePress(sight.picture, button, pos=left)
    QTest.mouseMove(sight.picture, right)
    QTest.mouseRelease(sight.picture, button, pos=right)
    assert sight.picture.stretch[1] == pytest.approx(NOON - 600, abs=10)
    sight.picture.go_to_now()
    QTest.mouseClick(sight.picture, button, pos=sight.spot(400, 0).toPoint())
    assert sight.view.bar.told.text().startswith("VCOM1: SV2, away from its home; ")


def test_the_keyboard_goes_from_block_to_block(sight: Sight, looks: Looks) -> None:
    sight.view.activateWindow()
    sight.picture.setFocus()
    assert sight.key(Qt.Key.Key_Right).startswith("VCOM1: SV2, away from its home; ")
    assert sight.key(Qt.Key.Key_Left).startswith("VCOM1: outage; ")
    assert sight.has(870, 0, looks.colour("accent"), reach=14)
    assert sight.picture.accessibleName().startswith("VCOM1: outage; ")
    assert sight.key(Qt.Key.Key_Down).startswith("VCOM2: SV2; ")
    assert sight.key(Qt.Key.Key_Down).startswith("VCOM2: SV2; ")
    assert sight.key(Qt.Key.Key_Up, Qt.Key.Key_Left).startswith("VCOM1: SV1; ")
    assert sight.key(Qt.Key.Key_Escape) == ""
    assert sight.picture.accessibleName() == "Failover history"


def test_a_block_that_is_out_of_sight_is_brought_there(sight: Sight) -> None:
    sight.desk.change(a_stay("VCOM1", 0, "SV3", -50 * HOUR, -40 * HOUR))
    sight.key(Qt.Key.Key_Right, *[Qt.Key.Key_Left] * 4)
    assert sight.view.bar.told.text().startswith("VCOM1: SV3, away")
    began, end = sight.picture.stretch
    assert began <= NOON - 40 * HOUR <= end
    assert end < NOON


def test_keys_zoom_and_move(sight: Sight) -> None:
    sight.key(Qt.Key.Key_Minus)
    assert sight.picture.time_window.length == LENGTHS[2]
    assert sight.view.bar.lengths.currentText() == "1 hour"
    sight.key(Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Plus)
    assert sight.picture.time_window.length == LENGTHS[0]
    assert not sight.view.bar.closer.isEnabled()
    sight.key(Qt.Key.Key_PageUp)
    assert sight.picture.stretch[1] < NOON
    sight.key(Qt.Key.Key_End)
    assert sight.picture.stretch[1] == NOON
    sight.key(Qt.Key.Key_0)
    assert sight.picture.time_window == TimeWindow()
    assert sight.view.bar.lengths.currentText() == "All that is known"


def test_the_box_offers_from_15_minutes_to_30_days(sight: Sight) -> None:
    box = sight.view.bar.lengths
    texts = [box.itemText(at) for at in range(box.count())]
    assert (texts[1], texts[-1]) == ("15 minutes", "30 days")
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.count() - 1)
    assert sight.picture.stretch[0] == NOON - 30 * 24 * HOUR
    assert not sight.view.bar.wider.isEnabled()


def test_the_list_says_the_same_row_by_row(sight: Sight) -> None:
    sight.view.bar.as_list.click()
    rows = sight.view.list
    assert rows.isVisible()
    assert rows.topLevelItemCount() == 4
    newest = rows.topLevelItem(0)
    assert newest is not None
    assert [newest.text(at) for at in (0, 1, 2, 4, 5)] == [
        "VCOM1",
        "away from its home",
        "SV2",
        "",
        "14:00",
    ]
    newest.setSelected(True)
    sight.view.copy_selection()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text().count("VCOM") == 1
    sight.desk.now += 60
    sight.view.refresh()
    assert (newest.text(5), newest.isSelected()) == ("15:00", True)


def test_the_menu_comes_by_mouse_and_keyboard_and_saves(sight: Sight) -> None:
    assert sight.picture.focusPolicy() & Qt.FocusPolicy.TabFocus
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        QApplication.sendEvent(sight.picture, QContextMenuEvent(reason, QPoint(5, 5)))
        menu = next(menu for menu in sight.view.findChildren(QMenu) if menu.isVisible())
        entries = {action.text(): action for action in menu.actions() if action.text()}
        entries["More"].trigger()
        entries["Save the history as CS&V…"].trigger()
        entries["Save the history as JS&ON…"].trigger()
        menu.close()
        menu.setParent(None)
        sip.delete(menu)
    assert sight.called == ["more"] * 2
    (name, table), (other, told) = sight.saved[:2]
    assert (name, other) == ("jlook-failovers.csv", "jlook-failovers.json")
    assert table.count(b"VCOM1") == 3
    assert len(json.loads(told)) == 4


def test_every_entry_of_the_menu_has_a_key_of_its_own(sight: Sight) -> None:
    QApplication.sendEvent(
        sight.picture, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5))
    )
    menu = next(menu for menu in sight.view.findChildren(QMenu) if menu.isVisible())
    texts = [action.text() for action in menu.actions() if "&" in action.text()]
    letters = [text[text.index("&") + 1].casefold() for text in texts]
    assert len(set(letters)) == len(letters)
    menu.close()


def test_it_comes_back_as_it_was_left(sight: Sight, looks: Looks) -> None:
    sight.picture.time_window = TimeWindow(LENGTHS[5], NOON - 9000)
    sight.view.bar.as_list.click()
    again = Sight(looks)
    again.view.recall(sight.view.remembered())
    assert again.picture.time_window == TimeWindow(LENGTHS[5], None)
    assert again.view.list.isVisible()
    again.view.recall({"length": 7})
    assert again.picture.time_window == TimeWindow()
    sip.delete(again.view)
    again.desk.change(a_stay("VCOM1", 3, "SV3", -1, None))
    assert not again.timeline.watchers


def test_the_legend_names_every_kind(sight: Sight) -> None:
    assert sight.view.legend.accessibleName() == (
        "Legend: at home, away from its home, outage, not known"
    )
    wide, narrow = sight.view.legend.heightForWidth(900), sight.view.legend.heightForWidth(200)
    assert narrow > wide


def test_a_low_subwindow_gives_the_line_of_the_legend_to_the_lanes(sight: Sight) -> None:
    view, ask = sight.view, sight.view.bar.ask_legend
    view.resize(500, 400)
    assert view.legend.isVisible()
    assert ask.isHidden()
    view.resize(500, 240)
    assert view.legend.isHidden()
    ask.click()
    assert view.legend_beside.isVisible()
    ask.click()
    assert not view.legend_beside.isVisible()
