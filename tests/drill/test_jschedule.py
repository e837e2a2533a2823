# SPDX-License-Identifier: GPL-3.0-or-later
"""JSchedule on screen, used with mouse and keys; the server is played by the test."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PyQt6.QtCore import QItemSelectionModel, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jlook_client.acts import Stage
from jlook_client.tables.month_days import DAY_ROLE
from jlook_client.views.document_editor import DocumentEditor
from jlook_client.views.shortcuts import keys_of
from jmss.errors import BadValue, WrittenMeanwhile, from_wire
from jmss.link.view import LinkState
from jmss.model.documents import Removed
from jmss.model.jobs import JobState
from jmss.model.operations import EnableSchedule, PutDocument, RemoveDocument, RunSchedule
from jmss.model.queues import Queue
from jmss.model.schedules import (
    BusinessDay,
    Missed,
    Outcome,
    Overlap,
    PreparedJob,
    Schedule,
    Shift,
)
from jmss.saying import Saying
from tests.fakes.desk_board import a_job
from tests.fakes.desk_link import down, never, up
from tests.fakes.schedule_stage import (
    NOW,
    ScheduleStage,
    a_calendar,
    a_prepared,
    a_run,
    a_schedule,
    fired,
)

Staged = Callable[..., ScheduleStage]


@pytest.fixture
def staged(qapp: QApplication, tmp_path: Path) -> Iterator[Staged]:
    stages: list[ScheduleStage] = []

    def staged(*facts: object, **given: object) -> ScheduleStage:
        stages.append(ScheduleStage(qapp, tmp_path, *facts, **given))  # type: ignore[arg-type]
        return stages[-1]

    yield staged
    for stage in stages:
        stage.close()


@pytest.fixture
def one(staged: Staged, qtbot: QtBot) -> ScheduleStage:
    """One schedule, selected."""
    stage = staged(a_schedule())
    qtbot.waitUntil(lambda: stage.joints.table.rows[0].due is not None)
    stage.view.select("NIGHTLY")
    return stage


def text(stage: ScheduleStage, column: str, row: int = 0) -> str:
    table = stage.joints.table
    return str(table.index(row, table.column_at(column)).data())


def press(qtbot: QtBot, button: QAbstractButton) -> None:
    assert button.isEnabled(), button.toolTip()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(editor: QWidget, words: str) -> QPushButton:
    strip = editor.strip  # type: ignore[attr-defined]
    return next(one for one in strip.buttons if one.text().replace("&", "") == words)


def type_into(qtbot: QtBot, line: QLineEdit, words: str) -> None:
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, words)


def run_is_to_come(stage: ScheduleStage) -> list[str]:
    return [row.schedule for row in stage.view.pages.next_runs.table.rows]


# The list.


def test_the_list_says_when_each_is_due_and_what_became_of_the_last_run(
    staged: Staged, qtbot: QtBot
) -> None:
    stage = staged(
        a_schedule("B", enabled=False),
        a_schedule("A"),
        a_schedule("C", last_day="2026-01-01"),
        fired("A", a_run(60, outcome=Outcome.REFUSED, why="no queue")),
    )
    qtbot.waitUntil(lambda: text(stage, "next") != "")
    assert stage.names() == ["A", "B", "C"]
    assert [text(stage, "state", row) for row in range(3)] == ["Enabled", "Disabled", "Never due"]
    assert text(stage, "when").startswith("at 18:30, every day, time of Asia/Tokyo")
    assert text(stage, "last").endswith("Refused")
    assert text(stage, "next", 1) == text(stage, "next", 2) == ""
    assert stage.view.numbers.text() == "3 schedules　1 disabled"


def test_a_schedule_whose_queue_is_not_there_says_so(staged: Staged) -> None:
    stage = staged(a_schedule(jobs=(PreparedJob(name="n", command="c", queue="GONE"),)))
    table = stage.joints.table
    assert text(stage, "state") == "Cannot run"
    told = table.tool_tip(table.rows[0], table.columns[table.column_at("state")])
    assert told == "There is no job queue GONE. There are: NIGHT."
    stage.board.change(Queue(name="GONE", virtual_computer="VCOM1"))
    table.settle()
    assert text(stage, "state") == "Enabled"


def test_an_empty_list_says_so_and_offers_the_first_schedule(staged: Staged, qtbot: QtBot) -> None:
    stage = staged()
    empty = stage.view._empty
    assert empty.isVisible()
    press(qtbot, empty.button)
    assert stage.editor().windowTitle() == "New schedule"


def test_a_viewer_is_told_why_nothing_can_be_done(one: ScheduleStage) -> None:
    one.server.role = "viewer"
    one.view.doing.refresh()
    for action in one.view.doing.all:
        if action.objectName() != "edit":
            assert not action.isEnabled()
            assert action.toolTip()
    assert "viewer" in one.view.doing.run.toolTip()
    one.view.doing.edit.trigger()
    assert "viewer" in one.editor().save.toolTip()


def test_nothing_is_acted_on_while_the_link_is_down(one: ScheduleStage, qtbot: QtBot) -> None:
    one.view.doing.edit.trigger()
    editor = one.editor()
    editor.form.cron.setText("0 1 * * *")
    editor.form.edited.emit()
    one.cut()
    assert one.window.menu_bar.actions()[3].text().replace("&", "") == "Connect"
    assert one.joints.table.stale
    for action in one.view.doing.all:
        if action.objectName() not in {"edit", "enable"}:
            assert action.toolTip() == "Not connected to the JMSS server."
    assert not editor.save.isEnabled()
    qtbot.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    editor.put()
    assert one.server.asked == []
    assert editor.form.cron.text() == "0 1 * * *", "what was entered is kept"
    one.server.is_live = True
    one.show(up())
    assert editor.save.isEnabled()
    assert not one.joints.table.stale


def test_run_enable_and_disable(one: ScheduleStage, qtbot: QtBot) -> None:
    doing = one.view.doing
    doing.run.trigger()
    assert one.server.asked == [RunSchedule(schedule="NIGHTLY")]
    one.server.becomes(Stage.DONE)
    assert one.view.outcome.text() == "Run NIGHTLY: Done"
    doing.disable.trigger()
    assert one.server.asked[-1] == EnableSchedule(schedule="NIGHTLY", enabled=False)
    assert not doing.enable.isEnabled()
    one.board.change(a_schedule(enabled=False, revision=2))
    qtbot.waitUntil(doing.enable.isEnabled)
    assert not doing.disable.isEnabled()
    doing.enable.trigger()
    assert one.server.asked[-1] == EnableSchedule(schedule="NIGHTLY", enabled=True)


def test_an_outcome_is_unknown_until_the_server_was_asked(one: ScheduleStage) -> None:
    one.view.doing.run.trigger()
    one.server.becomes(Stage.UNKNOWN)
    assert one.view.outcome.text() == "Run NIGHTLY: Outcome unknown"
    one.server.becomes(Stage.DONE)
    assert one.view.outcome.text() == "Run NIGHTLY: Done"


def test_removing_is_asked_for_first(one: ScheduleStage, qtbot: QtBot) -> None:
    one.view.doing.remove.trigger()
    assert one.server.asked == []
    assert one.view.strip.isVisible()
    press(qtbot, answer(one.view, "Remove"))
    assert one.server.asked == [RemoveDocument(kind="schedule", name="NIGHTLY", revision=1)]
    one.board.change(Removed(kind="schedule", name="NIGHTLY"))
    qtbot.waitUntil(lambda: one.names() == [])


def test_everything_is_done_by_keyboard_alone(one: ScheduleStage, qtbot: QtBot) -> None:
    one.view.view.setFocus()
    qtbot.keyClick(one.view.view, Qt.Key.Key_Return)
    editor = one.editor()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert one.joints.editors.open == []
    one.view.doing.remove.trigger()
    qtbot.waitUntil(
        lambda: one.view.strip.buttons[-1].hasFocus() or not one.window.isActiveWindow()
    )
    qtbot.keyClick(one.view.strip, Qt.Key.Key_Escape)
    assert not one.view.strip.isVisible()
    keys = {key.keys[0] for key in keys_of(one.window)}
    assert {"Ctrl+N", "Ctrl+E", "Ctrl+D", "Ctrl+R", "Ctrl+L", "Ctrl+H", "Ctrl+Del"} <= keys


def test_no_key_means_two_things(one: ScheduleStage) -> None:
    keys = [key for one_key in keys_of(one.window) if one_key.everywhere for key in one_key.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_each_control_has_a_name(staged: Staged, language: str) -> None:
    stage = staged(a_schedule(), a_calendar(), language=language)
    stage.view.select("NIGHTLY")
    stage.view.doing.edit.trigger()
    stage.joints.editors.edit_calendar(a_calendar())
    stage.joints.editors.show_calendars()
    nameless = [
        widget
        for window in (stage.window, *stage.joints.editors.open)
        for widget in window.findChildren(QWidget)
        if isinstance(widget, QLineEdit | QComboBox | QListWidget | QTableView | QAbstractButton)
        and widget.isVisible()
        and not isinstance(widget.parent(), QComboBox | QAbstractSpinBox | QTabBar | QTableView)
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless == []


# The pages.


def test_the_next_runs_of_all_or_of_what_is_selected(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(a_schedule("A"), a_schedule("B", cron="0 20 * * *"))
    qtbot.waitUntil(lambda: len(run_is_to_come(stage)) == 20)
    assert run_is_to_come(stage)[:2] == ["A", "B"]
    stage.view.select("B")
    qtbot.waitUntil(lambda: set(run_is_to_come(stage)) == {"B"})


def test_a_time_zone_that_is_not_the_operators_is_said(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(a_schedule(time_zone="Pacific/Kiritimati"))
    pages = stage.view.pages
    qtbot.waitUntil(lambda: bool(pages.next_runs.table.rows))
    table = pages.next_runs.table
    said = table.index(0, table.column_at("told")).data()
    assert said.endswith("18:30 in Pacific/Kiritimati")


def test_the_month_shows_what_was_and_what_is_to_come(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(a_schedule(), fired("NIGHTLY", a_run(86_400 * 2)))
    pages = stage.view.pages
    pages.setCurrentIndex(1)
    days = pages.month.days

    def rows(day: int) -> list[object]:
        return [row.run for row in days.index_of(date(2026, 11, day)).data(DAY_ROLE).rows]

    qtbot.waitUntil(lambda: rows(25) == [None])
    assert [run.outcome for run in rows(21)] == [Outcome.SUBMITTED]  # type: ignore[attr-defined]
    assert rows(22) == []
    press(qtbot, pages.month.after)
    assert pages.month.title.text() == "Dec 2026"
    qtbot.waitUntil(lambda: bool(days.index_of(date(2026, 12, 24)).data(DAY_ROLE).rows))
    press(qtbot, pages.month.now)
    assert pages.month.title.text() == "Nov 2026"


def test_enter_opens_a_day_of_the_month(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(a_schedule())
    pages = stage.view.pages
    pages.setCurrentIndex(1)
    pages.month.view.setCurrentIndex(pages.month.days.index_of(date(2026, 11, 25)))
    qtbot.keyClick(pages.month.view, Qt.Key.Key_Return)
    assert pages.currentIndex() == 2
    assert pages.day_title.text() == "25 Nov 2026"
    qtbot.waitUntil(lambda: len(pages.day_runs.table.rows) == 1)


def test_the_history_leads_to_each_job(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(
        a_schedule(),
        fired("NIGHTLY", a_run(90_000, jobs=(7, 8)), a_run(60, by="ueda", jobs=(9,))),
        a_job(7, JobState.ENDED_NORMALLY),
        a_job(9, JobState.RUNNING),
    )
    pages = stage.view.pages
    pages.setCurrentIndex(3)
    table = pages.history.table
    jobs = [table.index(row, table.column_at("jobs")).data() for row in range(2)]
    assert jobs == ["9 Running", "7 Completed, 8"]
    assert table.index(0, table.column_at("told")).data() == "run by hand by ueda"
    assert not pages.open_jobs.isEnabled()
    pages.history.selectRow(1)
    press(qtbot, pages.open_jobs)
    assert stage.opened_jobs == [frozenset({7, 8})]
    pages.history.activated.emit(table.index(0, 0))
    assert stage.opened_jobs[-1] == frozenset({9})


def test_a_job_that_ends_is_said_in_the_history(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(a_schedule(), fired("NIGHTLY", a_run(60, jobs=(9,))), a_job(9, JobState.RUNNING))
    pages = stage.view.pages
    pages.setCurrentIndex(3)
    table = pages.history.table
    stage.board.change(a_job(9, JobState.ENDED_ABNORMALLY))
    assert table.index(0, table.column_at("jobs")).data() == "9 Failed"
    stage.board.change(fired("NIGHTLY", a_run(60, jobs=(9,)), a_run(30, jobs=(10,))))
    qtbot.waitUntil(lambda: len(table.rows) == 2)


def test_pages_without_runs_say_so(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(a_schedule(enabled=False))
    overlays = stage.view.pages._overlays
    qtbot.waitUntil(overlays[0].isVisible)
    assert overlays[0].head.text() == "No run is to come."
    stage.view.pages.setCurrentIndex(3)
    assert overlays[2].head.text() == "Nothing has run yet."


# The editor.


def edited(stage: ScheduleStage) -> DocumentEditor:
    stage.view.doing.edit.trigger()
    return stage.editor()


def test_a_schedule_is_made(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(a_calendar())
    stage.view.doing.new.trigger()
    editor = stage.editor()
    form = editor.form
    assert not editor.save.isEnabled()
    type_into(qtbot, form.name, "CLOSE")
    type_into(qtbot, form.cron, "0 20 * * *")
    form.days.way.setCurrentIndex(2)
    form.days.way.activated.emit(2)
    form.calendar.setCurrentIndex(form.calendar.findData("TOKYO"))
    form.calendar.activated.emit(1)
    form.missed.setCurrentIndex(form.missed.findData("each"))
    form.overlap.setCurrentIndex(form.overlap.findData("skip"))
    type_into(qtbot, form.jobs.name, "close")
    type_into(qtbot, form.jobs.command, "run close")
    press(qtbot, form.jobs.add)
    type_into(qtbot, form.jobs.name, "report")
    type_into(qtbot, form.jobs.command, "run report")
    press(qtbot, form.jobs.up)
    press(qtbot, editor.save)
    [put] = stage.server.asked
    assert isinstance(put, PutDocument)
    schedule = put.document
    assert isinstance(schedule, Schedule)
    assert [job.name for job in schedule.jobs] == ["report", "close"]
    assert schedule.business_day == BusinessDay(n=1, from_end=True)
    assert (schedule.missed, schedule.overlap) == (Missed.EACH, Overlap.SKIP)
    assert (schedule.calendar, schedule.revision, schedule.name) == ("TOKYO", 0, "CLOSE")
    stage.server.becomes(Stage.DONE)
    assert stage.joints.editors.open == []


@pytest.mark.parametrize(
    ("field", "words", "said"),
    [
        ("cron", "every day", "Times (cron): five fields"),
        ("cron", "61 * * * *", "Times (cron): five fields"),
        ("first_day", "2026-02-30", "First day: a day that there is"),
        ("last_day", "soon", "Last day: a day that there is"),
        ("owner", "", "Owner: enter whose jobs"),
    ],
)
def test_faults_are_said_as_they_are_typed(
    one: ScheduleStage, qtbot: QtBot, field: str, words: str, said: str
) -> None:
    editor = edited(one)
    type_into(qtbot, getattr(editor.form, field), words)
    assert editor.told.text().startswith(said)
    assert not editor.save.isEnabled()
    assert editor.save.toolTip() == editor.told.text()


def test_faults_of_jobs_and_zones_are_said(one: ScheduleStage, qtbot: QtBot) -> None:
    editor = edited(one)
    type_into(qtbot, editor.form.jobs.command, "")
    assert editor.told.text() == "Job 1 has no name or no command."
    type_into(qtbot, editor.form.jobs.command, "x")
    editor.form.jobs.queue.setEditText("DAY")
    editor.form.jobs._note()
    assert editor.told.text() == "Job 1: there is no queue DAY."
    editor.form.jobs.queue.setEditText("NIGHT")
    editor.form.jobs._note()
    editor.form.time_zone.setEditText("Mars/Base")
    editor.form._note()
    assert editor.told.text().startswith("Time zone: a name of the IANA")
    press(qtbot, editor.form.jobs.remove)
    editor.form.time_zone.setEditText("UTC")
    editor.form._note()
    assert editor.told.text() == "Jobs: from 1 to 100 jobs."


def test_a_schedule_that_would_never_be_due_is_refused_while_it_is_enabled(
    one: ScheduleStage, qtbot: QtBot
) -> None:
    editor = edited(one)
    type_into(qtbot, editor.form.last_day, "2020-01-01")
    qtbot.waitUntil(lambda: editor.told.text().startswith("It is never due"))
    assert not editor.save.isEnabled()
    editor.form.enabled.click()
    qtbot.waitUntil(editor.save.isEnabled)


def test_words_runs_and_changes_of_the_clocks_stand_beside_the_fields(
    one: ScheduleStage, qtbot: QtBot
) -> None:
    preview = edited(one).form.preview
    qtbot.waitUntil(lambda: preview.list.count() == 20)
    assert preview.words.text().startswith("at 18:30, every day, time of Asia/Tokyo")
    assert preview.changes.text() == "The clocks of Asia/Tokyo are never changed."
    form = one.editor().form
    form.time_zone.setCurrentText("Europe/Berlin")
    form._note()
    qtbot.waitUntil(lambda: "the clocks go forward from 02:00 to 03:00" in preview.changes.text())
    first = preview.list.item(0)
    assert first is not None
    assert " Nov 2026 (" in first.text()


def test_without_business_only_a_calendar_makes_sense_of_the_shift(
    staged: Staged, qtbot: QtBot
) -> None:
    stage = staged(a_schedule(shift=Shift.NONE), a_calendar())
    stage.view.select("NIGHTLY")
    form = edited(stage).form
    assert not form.shift.isEnabled()
    form.calendar.setCurrentIndex(1)
    form.calendar.activated.emit(1)
    assert form.shift.isEnabled()


def test_the_later_one_is_told_what_was_changed_and_loses_nothing(
    one: ScheduleStage, qtbot: QtBot
) -> None:
    editor = edited(one)
    type_into(qtbot, editor.form.cron, "0 19 * * *")
    one.board.change(a_schedule(cron="45 18 * * *", note="theirs", revision=2))
    panel = editor.meanwhile
    assert panel.isVisible()
    assert panel.told.text() == "NIGHTLY was changed meanwhile. 1 of these fields you changed too."
    assert {row.cells: row.edited for row in panel.table.rows} == {
        ("Times (cron)", "30 18 * * *", "45 18 * * *", "0 19 * * *"): True,
        ("Note", "−", "theirs", "−"): False,
    }
    assert editor.form.cron.text() == "0 19 * * *"
    assert not editor.save.isEnabled()
    assert editor.save.toolTip() == "Choose first whose changes are to hold."
    press(qtbot, panel.keep_mine)
    assert not panel.isVisible()
    assert (editor.form.cron.text(), editor.form.note.text()) == ("0 19 * * *", "theirs")
    press(qtbot, editor.save)
    [put] = one.server.asked
    assert isinstance(put, PutDocument)
    assert put.document.revision == 2


def test_who_was_quicker_is_named(one: ScheduleStage, qtbot: QtBot) -> None:
    from jlook_client.lines import Severity  # noqa: PLC0415

    editor = edited(one)
    type_into(qtbot, editor.form.note, "mine")
    one.tool.parts.timeline.say(NOW, Severity.INFO, "x", name="NIGHTLY", by="ueda")
    one.board.change(a_schedule(revision=2, missed=Missed.SKIP))
    assert editor.meanwhile.told.text().startswith("ueda has changed NIGHTLY meanwhile.")
    press(qtbot, editor.meanwhile.take_theirs)
    assert editor.form.note.text() == "mine", "only one has changed it"
    assert editor.form.missed.currentData() == "skip"


def test_of_what_both_have_changed_theirs_may_be_taken(one: ScheduleStage, qtbot: QtBot) -> None:
    editor = edited(one)
    type_into(qtbot, editor.form.note, "mine")
    one.board.change(a_schedule(revision=2, note="theirs"))
    one.board.change(a_schedule(revision=3, note="theirs again"))
    (row,) = editor.meanwhile.table.rows
    assert row.cells == ("Note", "−", "theirs again", "mine")
    press(qtbot, editor.meanwhile.take_theirs)
    assert editor.form.note.text() == "theirs again"
    assert not editor.is_changed


def test_the_server_may_be_the_first_to_know(one: ScheduleStage, qtbot: QtBot) -> None:
    editor = edited(one)
    type_into(qtbot, editor.form.note, "mine")
    press(qtbot, editor.save)
    refusal = WrittenMeanwhile(kind="schedule", name="NIGHTLY", have=2, given=1)
    one.server.becomes(Stage.REFUSED, refusal)
    assert editor.told.text().startswith("Not saved: somebody else has written it meanwhile.")
    one.board.change(a_schedule(revision=2, missed=Missed.SKIP))
    press(qtbot, editor.meanwhile.keep_mine)
    press(qtbot, editor.save)
    put = one.server.asked[-1]
    assert isinstance(put, PutDocument)
    assert (put.document.revision, put.document.note) == (2, "mine")  # type: ignore[union-attr]


def test_an_editor_in_which_nothing_was_entered_follows_the_other(one: ScheduleStage) -> None:
    editor = edited(one)
    one.board.change(a_schedule(cron="45 18 * * *", revision=2))
    assert not editor.meanwhile.isVisible()
    assert editor.form.cron.text() == "45 18 * * *"


def test_a_schedule_that_was_removed_can_be_made_anew(one: ScheduleStage, qtbot: QtBot) -> None:
    editor = edited(one)
    type_into(qtbot, editor.form.note, "mine")
    one.board.change(Removed(kind="schedule", name="NIGHTLY"))
    assert editor.told.text().startswith("NIGHTLY was removed meanwhile.")
    press(qtbot, editor.save)
    put = one.server.asked[-1]
    assert isinstance(put, PutDocument)
    assert put.document.revision == 0


def test_a_refusal_is_said_and_what_was_entered_stays(one: ScheduleStage, qtbot: QtBot) -> None:
    editor = edited(one)
    type_into(qtbot, editor.form.note, "mine")
    press(qtbot, editor.save)
    one.server.becomes(Stage.REFUSED, BadValue(field="cron", value="x", rule="five fields"))
    assert editor.told.text().startswith("Refused: Times (cron) is x")
    assert editor.form.note.text() == "mine"
    assert editor.save.isEnabled()


def test_the_window_says_a_refusal_in_the_operator_s_language(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(a_schedule(), language="ja")
    stage.view.select("NIGHTLY")
    editor = edited(stage)
    type_into(qtbot, editor.form.note, "mine")
    press(qtbot, editor.save)
    rule = Saying("queue {queue} feeds {machines} alone", {"queue": "NIGHT", "machines": "VCOM2"})
    refused = BadValue(field="wanted_machine", value="VCOM3", rule=rule)
    stage.server.becomes(Stage.REFUSED, from_wire(refused.code, refused.fields))
    assert editor.told.text() == (
        "拒否: 希望マシン の値 VCOM3 は使えません:"
        " ジョブキュー NIGHT からは VCOM2 だけにジョブが渡されます。"
    )


def test_a_cut_leaves_the_outcome_open_until_the_return(one: ScheduleStage, qtbot: QtBot) -> None:
    editor = edited(one)
    type_into(qtbot, editor.form.note, "mine")
    press(qtbot, editor.save)
    one.cut()
    one.server.becomes(Stage.UNKNOWN)
    assert editor.told.text().startswith("Outcome unknown")
    editor.reject()
    assert editor.isVisible(), "nobody knows yet whether it may go"
    one.server.is_live = True
    one.show(up())
    one.board.change(a_schedule(note="mine", revision=2))
    assert not editor.meanwhile.isVisible(), "it is our own"
    one.server.becomes(Stage.DONE)
    assert one.joints.editors.open == []


def test_unsaved_changes_are_asked_about(one: ScheduleStage, qtbot: QtBot) -> None:
    editor = edited(one)
    type_into(qtbot, editor.form.note, "mine")
    editor.close()
    assert editor.isVisible()
    press(qtbot, answer(editor, "Go on editing"))
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    press(qtbot, answer(editor, "Discard the changes"))
    assert one.joints.editors.open == []
    assert one.server.asked == []


def test_a_second_wish_brings_the_same_editor_up(one: ScheduleStage) -> None:
    edited(one)
    edited(one)
    assert len(one.joints.editors.open) == 1


def test_a_duplicate_has_a_name_of_its_own(one: ScheduleStage, qtbot: QtBot) -> None:
    one.view.doing.copy.trigger()
    editor = one.editor()
    assert editor.form.name.text() == "NIGHTLY-2"
    assert not editor.form.name.isReadOnly()
    type_into(qtbot, editor.form.name, "NIGHTLY")
    press(qtbot, editor.save)
    assert editor.told.text() == "There is one of the name NIGHTLY already."
    assert one.server.asked == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_all_fields_of_a_schedule_are_seen_at_once(
    staged: Staged, qtbot: QtBot, language: str
) -> None:
    stage = staged(a_schedule(), a_calendar(), language=language)
    stage.view.select("NIGHTLY")
    editor = edited(stage)
    bar = editor.form.fields.verticalScrollBar()
    assert bar is not None
    qtbot.waitUntil(lambda: editor.form.preview.list.count() == 20)
    assert bar.maximum() == 0


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_run_in_another_time_zone_is_read_without_scrolling(
    staged: Staged, qtbot: QtBot, language: str
) -> None:
    stage = staged(a_schedule(time_zone="Pacific/Kiritimati"), language=language)
    stage.view.select("NIGHTLY")
    runs = edited(stage).form.preview.list
    qtbot.waitUntil(lambda: runs.count() == 20)
    bar = runs.horizontalScrollBar()
    assert bar is not None
    assert bar.maximum() == 0


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_field_of_a_schedule_is_cut_however_small_its_window(
    staged: Staged, qtbot: QtBot, language: str
) -> None:
    stage = staged(a_schedule(), language=language)
    stage.view.select("NIGHTLY")
    editor = edited(stage)
    editor.resize(1, 1)
    fields = editor.form.fields
    inside, viewport = fields.widget(), fields.viewport()
    assert inside is not None
    assert viewport is not None
    qtbot.waitUntil(lambda: editor.width() < 980)
    assert inside.width() <= viewport.width()
    texts = [label for label in inside.findChildren(QLabel) if not label.wordWrap()]
    assert [one.text() for one in texts if one.width() < one.sizeHint().width()] == []


def test_a_long_command_is_shown_from_its_beginning(staged: Staged) -> None:
    command = "/opt/batch/close --" + "x" * 200
    stage = staged(a_schedule(jobs=(a_prepared(command=command),)))
    stage.view.select("NIGHTLY")
    assert edited(stage).form.jobs.command.cursorPosition() == 0


# Calendars.


def test_a_calendar_is_made_with_days_from_a_file(
    staged: Staged, qtbot: QtBot, tmp_path: Path
) -> None:
    stage = staged()
    stage.joints.editors.show_calendars()
    calendars = stage.joints.editors.calendars
    assert calendars is not None
    assert calendars.told.text().startswith("There are no calendars yet")
    press(qtbot, calendars.new)
    editor = stage.editor()
    type_into(qtbot, editor.form.name, "TOKYO")
    press(qtbot, editor.form.weekdays[5])
    file = tmp_path / "days.csv"
    file.write_text("2026-12-29\nChristmas\n", encoding="utf-8")
    editor.form.take_csv(file)
    assert "Nothing of days.csv was taken over" in editor.form.read.text()
    assert editor.form.closed.toPlainText() == ""
    file.write_text("2026-12-29\n2026-11-28,open\n", encoding="utf-8")
    editor.form.take_csv(file)
    press(qtbot, editor.save)
    [put] = stage.server.asked
    assert isinstance(put, PutDocument)
    assert put.document == a_calendar(
        weekdays="1111110", closed=("2026-12-29",), open=("2026-11-28",), revision=0
    )


def test_a_day_that_is_none_keeps_a_calendar_from_being_saved(
    staged: Staged, qtbot: QtBot, tmp_path: Path
) -> None:
    stage = staged(a_calendar())
    stage.joints.editors.edit_calendar(a_calendar())
    form = stage.editor().form
    form.closed.setPlainText("2026-12-29\nsoon")
    assert "Line 2 is no day" in stage.editor().told.text()
    form.closed.setPlainText("2026-12-29")
    form.open.setPlainText("2026-12-29")
    assert "closed as well" in stage.editor().told.text()
    form.take_csv(tmp_path / "none.csv")
    assert "cannot be read" in form.read.text()


def test_a_calendar_that_schedules_need_is_not_removed(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(a_schedule(calendar="TOKYO"), a_calendar(), a_calendar("OSAKA"))
    stage.joints.editors.show_calendars()
    window = stage.joints.editors.calendars
    assert window is not None
    window.list.setCurrentRow(1)
    assert window.remove.toolTip() == "These schedules need it: NIGHTLY."
    window.list.setCurrentRow(0)
    press(qtbot, window.remove)
    press(qtbot, answer(window, "Remove"))
    assert stage.server.asked == [RemoveDocument(kind="calendar", name="OSAKA", revision=1)]
    stage.server.becomes(Stage.DONE)
    stage.board.change(Removed(kind="calendar", name="OSAKA"))
    assert window.list.count() == 1


# What stays.


def test_columns_page_and_heights_come_back(staged: Staged, qtbot: QtBot) -> None:
    first = staged(a_schedule())
    first.view.pages.setCurrentIndex(3)
    first.window.close()
    second = staged(a_schedule())
    assert second.view.pages.currentIndex() == 3


def test_before_the_first_link_there_is_the_card(staged: Staged) -> None:
    stage = staged()
    stage.window.sight.began = False
    stage.show(never(LinkState.CONNECTING))
    assert stage.window.first_card.isVisible()
    assert not stage.view.isVisible()


def test_a_selection_stays_while_others_write(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(a_schedule("A"), a_schedule("C"))
    stage.view.select("C")
    stage.board.change(a_schedule("B"))
    qtbot.waitUntil(lambda: stage.names() == ["A", "B", "C"])
    assert [row.data() for row in _names_selected(stage)] == ["C"]
    stage.show(down())
    stage.show(up())
    assert [row.data() for row in _names_selected(stage)] == ["C"]


def _names_selected(stage: ScheduleStage) -> list[object]:
    selection = stage.view.view.selectionModel()
    assert isinstance(selection, QItemSelectionModel)
    return list(selection.selectedRows(stage.joints.table.column_at("name")))


def test_actions_are_in_the_menu_and_over_the_list(one: ScheduleStage, qtbot: QtBot) -> None:
    menu = one.window.menu_bar.actions()[1].menu()
    assert menu is not None
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts[-1] == "&Business calendars…"
    assert isinstance(menu.actions()[0], QAction)
    assert a_prepared().queue == "NIGHT"
