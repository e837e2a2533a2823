# SPDX-License-Identifier: GPL-3.0-or-later
"""The subwindows of a whole desk: opened by kind, several of one, remembered over a restart."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from jlook_client.apps.desk import Desk, Wishes
from jlook_client.lines import Line, Severity
from jlook_client.settings import SettingsFile, Theme
from jlook_client.views.event_log import EventLog
from jlook_client.views.job_information import JobInformation
from jlook_client.views.layout import WIDE_PLACES
from jlook_client.views.queues import Queues
from jlook_client.views.tab_order import stops
from jmss.model.changes import Position
from jmss.model.jobs import JobState
from jmss.settings import Site
from tests.fakes.desk_board import Desk as Board
from tests.fakes.desk_board import a_job, two_queues

Open = Callable[[], Desk]


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Open]:
    desks: list[Desk] = []

    def opened() -> Desk:
        for old in desks:
            old.window.close()
        site = Site(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"})
        wishes = Wishes(language="en", theme=Theme.LIGHT)
        desks.append(Desk(qapp, site, SettingsFile(tmp_path / "jlook.json"), wishes=wishes))
        desks[-1].show()
        desks[-1].window.resize(1440, 900)
        desks[-1].window.recall(0.0)  # the subwindows are in sight, not the first card
        qapp.processEvents()
        return desks[-1]

    yield opened
    for desk in desks:
        if not sip.isdeleted(desk.window):
            desk.close()


def shown(desk: Desk) -> set[str]:
    return {key for key, sub in desk.window.area.windows.items() if not sub.isHidden()}


def job_view(desk: Desk, key: str) -> JobInformation:
    view = desk.window.area.windows[key].view
    assert isinstance(view, JobInformation)
    return view


def settle() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()


def with_jobs(desk: Desk) -> None:
    board = Board(
        *two_queues(),
        a_job(1, JobState.RUNNING),
        a_job(2, JobState.ENDED_ABNORMALLY),
    )
    desk.mirror.begin(4)
    desk.mirror.add([*board.mirror.queues.values(), *board.mirror.jobs.values()])
    desk.mirror.end(Position("epoch", 1, 1))


def test_a_second_job_information_has_a_filter_and_columns_of_its_own(opened: Open) -> None:
    desk = opened()
    with_jobs(desk)
    first = desk.jobs
    entries = desk.window.window_menu.another.actions()
    next(entry for entry in entries if entry.objectName() == "jobs").trigger()
    second = job_view(desk, "jobs-2")
    assert desk.window.area.windows["jobs-2"].title == "Job information (2)"
    assert desk.jobs is second, "the job menu is about the one that was used last"
    second.bar.chips["failed"].click()
    for view in (first, second):
        view.table.settle()
    assert (first.table.rowCount(), second.table.rowCount()) == (2, 1)
    desk.window.area.setActiveSubWindow(desk.window.area.windows["jobs"])
    assert desk.jobs is first


def test_a_further_subwindow_ends_with_its_model_when_it_is_closed(opened: Open) -> None:
    desk = opened()
    before = len(desk.mirror.watchers)
    desk.subwindows.open_another("jobs")
    assert len(desk.mirror.watchers) == before + 1
    table = job_view(desk, "jobs-2").table
    desk.window.area.windows["jobs-2"].close()
    settle()
    assert sip.isdeleted(table)
    assert len(desk.mirror.watchers) == before
    assert "jobs-2" not in desk.window.area.windows
    assert desk.jobs is job_view(desk, "jobs")
    with_jobs(desk)
    desk.subwindows.open_another("jobs")
    assert "jobs-2" in desk.window.area.windows


def test_all_of_it_is_remembered(opened: Open) -> None:
    desk = opened()
    desk.subwindows.open_another("jobs")
    second = job_view(desk, "jobs-2")
    second.bar.search.setText("stock")
    second.table.sort(second.table.column_at("name"))
    desk.subwindows.open("blind")
    desk.subwindows.open_about("output", 7)
    desk.window.area.windows["log"].close()
    desk.window.area.set_tabbed(tabbed=True)
    left = second.remembered()

    again = opened()
    assert shown(again) == {"jobs", "jobs-2", "machines", "history", "blind"}
    assert job_view(again, "jobs-2").remembered() == left
    assert job_view(again, "jobs").table.filter.is_empty
    assert again.window.area.is_tabbed
    again.window.area.windows["jobs-2"].close()
    again.window.area.windows["blind"].close()
    again.window.area.restore_default()

    third = opened()
    assert shown(third) == set(WIDE_PLACES)
    assert not third.window.area.is_tabbed


def test_a_view_that_cannot_be_restored_is_said_and_kept_aside(
    opened: Open, tmp_path: Path
) -> None:
    settings = {"theme": "dark", "views": {"jobs": {"filter": 7}, "newer": {"a": 1}}}
    (tmp_path / "jlook.json").write_text(json.dumps(settings), encoding="utf-8")
    desk = opened()
    [line] = desk.timeline.lines
    assert line.fields["title"] == "Job information"
    kept = json.loads(Path(str(line.fields["file"])).read_text(encoding="utf-8"))
    assert kept == settings


def test_a_subwindow_of_a_newer_jlook_is_passed_over(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "jlook.json").write_text('{"opened":["orbit","machines-2","jobs-4","jobs-4"]}')
    desk = opened()
    assert shown(desk) == {*WIDE_PLACES, "jobs-4"}


def test_a_job_is_followed_in_one_subwindow(opened: Open) -> None:
    desk = opened()
    desk.subwindows.open_about("output", 7)
    desk.window.area.setActiveSubWindow(desk.window.area.windows["jobs"])
    desk.subwindows.open_about("output", 7)
    assert [key for key in desk.window.area.windows if key.startswith("output")] == ["output-7"]
    assert desk.window.area.activeSubWindow() is desk.window.area.windows["output-7"]


def test_a_title_names_the_job_too(opened: Open) -> None:
    desk = opened()
    with_jobs(desk)
    for number in (2, 7):
        desk.subwindows.open_about("output", number)
    titles = [desk.window.area.windows[f"output-{number}"].title for number in (2, 7)]
    assert titles == ["Output of job 2: job-2", "Output of job 7"]


def test_a_line_of_the_event_log_leads_to_its_job_among_the_others(
    opened: Open, qtbot: QtBot
) -> None:
    desk = opened()
    with_jobs(desk)
    log = desk.window.area.windows["log"].view
    assert isinstance(log, EventLog)
    line = Line(at=1.0, severity=Severity.ERROR, source="VCOM2", template="Job 1", job=1)
    desk.timeline.add(line)
    qtbot.waitUntil(lambda: bool(log.table.rows))
    log.view.activated.emit(log.table.index(0, 0))
    desk.job_table.settle()
    assert desk.job_table.selected_numbers() == [1]
    assert desk.job_table.rowCount() == 2, "nothing is hidden"
    assert desk.window.area.activeSubWindow() is desk.window.area.windows["jobs"]
    desk.jobs.bar.chips["failed"].click()
    desk.job_table.settle()
    log.view.activated.emit(log.table.index(0, 0))
    desk.job_table.settle()
    assert desk.job_table.selected_numbers() == [1], "what the filter hides is shown"


def test_under_tabs_only_open_subwindows_have_one(opened: Open) -> None:
    desk = opened()
    area = desk.window.area
    area.windows["log"].close()
    area.set_tabbed(tabbed=True)

    def tabs() -> list[str]:
        bar = area.findChild(QTabBar)
        assert bar is not None
        seen = [bar.tabText(at) for at in range(bar.count()) if bar.isTabVisible(at)]
        return [text.partition(" — as of ")[0] for text in seen]

    assert tabs() == ["Job information", "Execution machines", "Failover history"]
    area.windows["machines"].close()
    assert tabs() == ["Job information", "Failover history"]
    area.set_shown("log", shown=True)
    assert tabs() == ["Job information", "Failover history", "Event log"]
    area.tile()
    assert not area.is_tabbed


def test_closed_kinds_are_opened_by_the_view_menu(opened: Open) -> None:
    desk = opened()
    menu = desk.window.view_menu
    menu.read_subwindows()
    [entry] = [action for action in menu.actions() if action.text() == "Blind periods"]
    assert not entry.isChecked()
    entry.trigger()
    assert "blind" in shown(desk)
    menu.read_subwindows()
    [entry] = [action for action in menu.actions() if action.text() == "Blind periods"]
    assert entry.isChecked()
    entry.trigger()
    assert "blind" not in shown(desk)


def test_the_window_menu_lists_what_is_open(opened: Open) -> None:
    desk = opened()
    desk.window.area.windows["log"].close()
    menu = desk.window.window_menu
    menu.refresh()
    listed = [action for action in menu.actions() if action.isCheckable()]
    assert [action.text() for action in listed[1:]] == [
        "&1 Job information",
        "&2 Execution machines",
        "&3 Failover history",
    ]
    listed[2].trigger()
    assert desk.window.area.activeSubWindow() is desk.window.area.windows["machines"]


def test_the_queue_menu_opens_the_queues_and_enter_shows_their_jobs(opened: Open) -> None:
    desk = opened()
    with_jobs(desk)
    menu = desk.window.queue_menu
    show, stop = menu.actions()[0], menu.actions()[-1]
    assert (stop.isEnabled(), stop.toolTip()) == (False, "No queue is selected.")
    assert menu.toolTipsVisible()
    show.trigger()
    queues = desk.window.area.windows["queues"].view
    assert isinstance(queues, Queues)
    assert desk.window.area.activeSubWindow() is desk.window.area.windows["queues"]
    queues.view.selectRow(0)
    assert stop.toolTip() == "Not connected to the JMSS server."
    queues.view.activated.emit(queues.view.model().index(0, 0))  # type: ignore[union-attr]
    assert desk.jobs.table.filter.queue == "NIGHT"
    assert desk.window.area.activeSubWindow() is desk.window.area.windows["jobs"]


def test_further_subwindows_come_by_keyboard_and_go_by_it(opened: Open) -> None:
    desk = opened()
    area = desk.window.area
    desk.window.activateWindow()
    active = []
    for keys in ("Ctrl+Tab", "Ctrl+Tab", "Ctrl+Shift+Tab"):
        QTest.keySequence(desk.window, QKeySequence(keys))
        window = area.activeSubWindow()
        active.append(window.objectName() if window else "")
    assert active == ["machines", "history", "machines"]
    QTest.keySequence(desk.window, QKeySequence("Ctrl+F4"))
    assert shown(desk) == {"jobs", "history", "log"}


def test_job_tables_share_saved_views_and_know_who_is_connected(opened: Open) -> None:
    desk = opened()
    with_jobs(desk)
    desk.subwindows.open_another("jobs")
    first, second = job_view(desk, "jobs"), job_view(desk, "jobs-2")
    first.bar.search.setText("owner:me state:failed after:02:00")
    assert first.table.filter.me == desk.server.user != ""
    first.finding.views.save()
    first.finding.views.naming.name.setText("mine")
    first.finding.views.naming.save.click()
    first.bar.search.editingFinished.emit()
    second.finding.views.choose_by_number(1)
    assert second.bar.search.text() == "owner:me state:failed after:02:00"
    again = opened()
    table = job_view(again, "jobs")
    table.finding.views.fill()
    assert table.finding.views.entries.actions()[0].text() == "mine\tCtrl+1"
    table.bar.search.clear()
    table.bar.search.offer_history()
    assert table.bar.search.offers.rowCount() == 1


def test_keys_that_find_work_in_the_whole_window(opened: Open) -> None:
    desk = opened()
    with_jobs(desk)
    jobs = job_view(desk, "jobs")
    desk.window.activateWindow()
    jobs.bar.search.setFocus()
    QTest.keyClick(jobs.bar.search, Qt.Key.Key_F1)
    assert jobs.bar.help.isVisible()
    assert QApplication.activeModalWidget() is None
    QTest.keyClick(jobs.bar.help, Qt.Key.Key_Escape)
    jobs.view.setFocus()
    QTest.keyClick(jobs.view, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert jobs.finding.go_to_job.isVisible()
    QTest.keyClicks(jobs.finding.go_to_job.number, "2")
    QTest.keyClick(jobs.finding.go_to_job.number, Qt.Key.Key_Return)
    assert [job.number for job in jobs.selected_jobs()] == [2]


def test_no_widget_outlives_its_desk(opened: Open) -> None:
    """One that did would be destroyed at any moment, with the next desk's style being put on."""
    before = {sip.unwrapinstance(one) for one in QApplication.allWidgets()}
    desk = opened()
    for name in desk.subwindows.kinds:
        desk.subwindows.open(name)
    desk.close()
    left = [one for one in QApplication.allWidgets() if sip.unwrapinstance(one) not in before]
    assert [f"{type(one).__name__} {one.objectName()}" for one in left] == []


def test_tab_comes_to_everything_in_a_subwindow_and_round_again(opened: Open, qtbot: QtBot) -> None:
    desk = opened()
    for kind in desk.subwindows.kinds:
        desk.subwindows.open(kind)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    missed = {}
    for key, sub in desk.window.area.windows.items():
        desk.window.area.setActiveSubWindow(sub)
        sub.view.setFocus()
        QApplication.processEvents()
        seen: set[QWidget] = set()
        while (at := desk.window.focusWidget()) is not None and at not in seen:
            seen.add(at)
            QTest.keyClick(at, Qt.Key.Key_Tab)
        left = [one for one in stops(sub) if one not in seen]
        if left:
            missed[key] = [one.accessibleName() or type(one).__name__ for one in left]
    assert missed == {}
