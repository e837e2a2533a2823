# SPDX-License-Identifier: GPL-3.0-or-later
"""A million jobs in the job information subwindow: nothing visits them one by one."""

import numpy as np
import pytest
from PyQt6.QtCore import QCollator, QLocale, Qt, QTimer
from PyQt6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.tables.folding import folded
from jlook_client.tables.jobs import COUNT_MS, JobTable
from jlook_client.views.row_copy import AT_ONCE, MOST_ROWS
from tests.fakes.desk_board import NOON
from tests.fakes.job_window import JobWindow, Keep
from tests.fakes.many_jobs import NAMES, many_jobs

MILLION = 1_000_000


class Room(JobWindow):
    """The subwindow over so many jobs."""

    def __init__(self, qtbot: QtBot, looks: Looks, keep: Keep, count: int) -> None:
        self.mirror = many_jobs(count)
        super().__init__(qtbot, looks, keep, self.mirror, now=lambda: NOON)

    def click(self, column: str, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        header = self.window.view.horizontalHeader()
        assert header is not None
        header.setSortIndicator(self.table.column_at(column), order)

    def column(self, name: str, rows: int) -> list[object]:
        at = self.table.column_at(name)
        return [self.table.data(self.table.index(row, at)) for row in range(rows)]


def test_all_are_selected_without_visiting_them(
    qtbot: QtBot, looks: Looks, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room(qtbot, looks, keep, MILLION)
    view, asked = room.window.view, [0]
    data = JobTable.data

    def counted(*given: object) -> object:
        asked[0] += 1
        return data(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(JobTable, "data", counted)
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert room.table.selected_count() == MILLION
    assert "1,000,000 selected" in room.window.footer.numbers.text()
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(view, "zzz")
    room.click("started")
    view.viewport().repaint()  # type: ignore[union-attr]
    assert room.table.selected_count() == MILLION
    assert asked[0] < 10_000
    model = view.selectionModel()
    assert model is not None
    assert not model.hasSelection()


def test_a_screen_reader_is_told_what_is_selected(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep, 10)
    role = Qt.ItemDataRole.AccessibleDescriptionRole
    room.window.view.selectRow(3)
    said = [room.table.data(room.table.index(row, 1), role) for row in range(5)]
    assert said == ["", "", "", "Selected", ""]


def test_nothing_runs_while_nothing_changes(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep, 1000)
    room.click("started")
    room.window.bar.search.setText("night")
    room.window.show_stale("14:32:05")

    def running() -> list[QTimer]:
        timers = [*room.window.findChildren(QTimer), *room.table.findChildren(QTimer)]
        return [timer for timer in timers if timer.isActive()]

    qtbot.waitUntil(lambda: not running(), timeout=5000)
    room.mirror.columns.state[5] = 3
    room.table.jobs_changed(np.array([5]), np.zeros(0, np.int64))
    assert running()
    qtbot.waitUntil(lambda: not running(), timeout=5000)


def test_equals_stay_as_they_were_sorted_before(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep, 2000)
    room.click("owner", Qt.SortOrder.DescendingOrder)
    room.click("queue")
    rows = [(job.queue, job.owner, job.number) for job in room.table.rows]
    assert rows == sorted(rows, key=lambda r: (r[0].casefold(), [-ord(c) for c in r[1]], -r[2]))
    assert room.column("queue", 3) == ["Day", "Day", "Day"]
    assert room.column("owner", 3) == ["bob", "bob", "bob"]


def test_japanese_names_stand_by_the_locales_rules(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("ja_JP"))
    try:
        room = Room(qtbot, looks, keep, 20_000)  # so many are ranked in a thread
        room.click("name")
        assert room.window.footer.busyness.text() == "Sorting…"
        qtbot.waitUntil(lambda: not room.table.is_ranking, timeout=10_000)
        assert room.window.footer.busyness.text() == ""
        collator = QCollator(QLocale())
        collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        wanted = sorted(sorted(NAMES), key=lambda name: collator.sortKey(folded(name)))
    finally:
        QLocale.setDefault(before)
    names = [job.name for job in room.table.rows]
    assert list(dict.fromkeys(names)) == wanted
    assert names == sorted(names, key=wanted.index)


def test_a_long_search_shows_what_it_has_and_says_that_it_goes_on(
    qtbot: QtBot, looks: Looks, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jlook_client.tables.search_turns._TURN", 0.0)
    monkeypatch.setattr("jlook_client.tables.search_turns._FIRST_LOOK", 0.0)
    monkeypatch.setattr("jlook_client.tables.job_sieve.TextSearch.SLICE", 1)
    room = Room(qtbot, looks, keep, 5)
    room.window.bar.search.setText("nobody")
    assert room.table.is_searching
    assert room.window.footer.busyness.text() == "Searching…"
    room.table.searching.go_on()
    assert room.table.rowCount() == 0
    assert not room.window.overlay.isVisible(), "it may still be found"
    qtbot.waitUntil(lambda: not room.table.is_searching)
    assert room.window.footer.busyness.text() == ""
    assert room.window.overlay.isVisible()


def clipboard_text() -> str:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    return clipboard.text()


def test_many_rows_are_copied_in_turns(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep, 5000)
    room.table.selection.only(room.table.shown[:AT_ONCE])
    room.window.copy_selection()
    few = clipboard_text()
    assert few.count("\n") == AT_ONCE + 1
    room.window.view.selectAll()
    set_: list[str] = []
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    noting = clipboard.dataChanged.connect(lambda: set_.append(clipboard.text()))
    room.window.copy_selection()
    assert room.window.copying.is_under_way
    room.mirror.columns.remove(7)  # it left in the meantime
    said: list[str] = []
    while room.window.copying.is_under_way:
        qtbot.wait(1)
        said.append(room.window.footer.outcome.text())
    clipboard.dataChanged.disconnect(noting)
    assert any(text.startswith("Copying rows… ") for text in said)
    assert said[-1] == "5,000 rows copied"
    assert len(set_) == 1
    lines = set_[0].splitlines()
    assert len(lines) == 5000
    assert lines[: AT_ONCE + 1] == few.splitlines()


def test_too_many_rows_are_not_copied(qtbot: QtBot, looks: Looks, keep: Keep) -> None:
    room = Room(qtbot, looks, keep, MOST_ROWS + 1)
    before = clipboard_text()
    room.window.copy_selection()
    assert not room.window.copying.is_under_way
    assert room.window.footer.outcome.text() == (
        f"At most {MOST_ROWS:,} rows can be copied at once; select fewer, or filter."
    )
    assert clipboard_text() == before


def test_numbers_are_told_at_once_but_not_in_each_frame(
    qtbot: QtBot, looks: Looks, keep: Keep
) -> None:
    room = Room(qtbot, looks, keep, 100)
    qtbot.wait(COUNT_MS * 2)
    told: list[int] = []
    room.table.counts_changed.connect(lambda: told.append(1))
    for row in range(20):
        room.table.jobs_changed(np.array([row]), np.zeros(0, np.int64))
        room.table.settle()
    assert len(told) == 1
    qtbot.waitUntil(lambda: len(told) == 2)
    qtbot.wait(COUNT_MS * 2)
    assert len(told) == 2
