# SPDX-License-Identifier: GPL-3.0-or-later
"""The first jobs are seen as soon as they are here; the words about them come a frame later."""

import time

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from jlook_client.looks import Looks
from jlook_client.mirror import Mirror
from jlook_client.tables.frame_clock import FRAME_MS
from jmss.columns.chunk import chunk_of_jobs
from jmss.link.view import Cause, LinkState
from jmss.model.changes import Position
from tests.fakes.desk_board import NOON, a_job
from tests.fakes.desk_link import down, never, up
from tests.fakes.desk_window import DeskWindow
from tests.fakes.job_window import JobWindow, Keep

COMING = never(LinkState.SYNCING)
RECEIVING = "Receiving data from VCOM1"


@pytest.fixture
def desk(looks: Looks, keep: Keep) -> DeskWindow:
    desk = DeskWindow(looks)
    keep(desk.window)
    desk.link.view = never(LinkState.CONNECTING, attempt=1)
    desk.window.show()
    return desk


def change(desk: DeskWindow) -> str:
    """Let the first data be on their way; give what the status bar says right after that."""
    desk.link.view = COMING
    desk.window.link_changed(COMING, 5.3)
    return desk.window.link_status.text()


def test_who_comes_at_once_waits_for_no_word_of_it(desk: DeskWindow, qtbot: QtBot) -> None:
    said = desk.window.link_status.text()
    assert change(desk) == said
    desk.window.grow()
    assert not desk.window.first_card.isVisible()
    assert desk.window.area.isVisible()
    assert desk.window.link_status.text() == said
    qtbot.waitUntil(lambda: desk.window.link_status.text() == RECEIVING)
    assert desk.window.area.isVisible()


def test_it_is_said_when_they_do_not_come_at_once(desk: DeskWindow, qtbot: QtBot) -> None:
    assert change(desk) != RECEIVING
    qtbot.waitUntil(lambda: desk.window.link_status.text() == RECEIVING)
    assert desk.window.first_card.isVisible()


def test_first_jobs_that_are_cut_off_are_covered_again(desk: DeskWindow) -> None:
    change(desk)
    desk.window.grow()
    cut = never(LinkState.WAITING, cause=Cause.CUT, attempt=1)
    desk.link.view = cut
    desk.window.link_changed(cut, 5.4)
    assert desk.window.first_card.isVisible()
    assert desk.window.link_status.text() != RECEIVING


def test_a_return_is_told_at_once(desk: DeskWindow) -> None:
    desk.show(up(), now=5.3)
    desk.show(down(), now=10.0)
    desk.link.view = down(LinkState.SYNCING)
    desk.window.link_changed(desk.link.view, 10.3)
    assert desk.window.link_status.text() == "Receiving what was missed from VCOM1"


def test_they_are_counted_and_given_room_when_they_are_on_the_screen(
    qtbot: QtBot, looks: Looks, keep: Keep
) -> None:
    mirror = Mirror()
    room = JobWindow(qtbot, looks, keep, mirror, now=lambda: NOON)
    header, queue = room.window.view.horizontalHeader(), room.table.column_at("queue")
    assert header is not None
    before, told = header.sectionSize(queue), []
    room.table.counts_changed.connect(lambda: told.append(room.table.total))
    mirror.begin(1)
    mirror.grow(chunk_of_jobs([replace(a_job(7), queue="the queue of the night")]), 0.0)
    assert room.table.rowCount() == 1
    assert not told
    qtbot.waitUntil(lambda: header.sectionSize(queue) > before)
    qtbot.waitUntil(lambda: told == [1])


def test_the_last_of_them_wait_for_no_long_frame(
    qtbot: QtBot, looks: Looks, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = Mirror()
    room = JobWindow(qtbot, looks, keep, mirror, now=lambda: NOON)
    mirror.begin(3)
    mirror.grow(chunk_of_jobs([a_job(7)]), 0.0)
    an_hour_later = time.perf_counter() + 3600
    monkeypatch.setattr(room.table._frame, "_next", an_hour_later)
    monkeypatch.setattr(room.table._frame, "_latest", an_hour_later)
    mirror.grow(chunk_of_jobs([a_job(8)]), 1.0)
    qtbot.wait(3 * FRAME_MS)
    assert room.table.rowCount() == 1
    mirror.grow(chunk_of_jobs([a_job(9)]), 1.01)
    mirror.end(Position("e", 9, 1))
    qtbot.waitUntil(lambda: room.table.rowCount() == 3)
