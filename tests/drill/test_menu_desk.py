# SPDX-License-Identifier: GPL-3.0-or-later
"""JMenu for operators: find an entry, fill in its form, start it once, follow it."""

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jlook_client.acts import Stage
from jmss.errors import OperationLost, RoleForbids
from jmss.menu.editing import replaced
from jmss.model.jobs import Job, JobState
from jmss.model.menu import Entry, Menu
from jmss.model.operations import StartEntry
from jmss.model.schedules import PreparedJob
from tests.fakes.menu_tool import BACKUP, MENU, MenuStage

K = Qt.Key


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MenuStage]:
    made = MenuStage(qapp, tmp_path)
    yield made
    made.tool.close()


def job(number: int, state: JobState = JobState.QUEUED, **fields: object) -> Job:
    known: dict[str, object] = {
        "name": "backup",
        "owner": "ueda",
        "queue": "NIGHT",
        "command": "x",
        "submitted": time.time(),
    }
    return Job(number=number, state=state, **(known | fields))  # type: ignore[arg-type]


def fill(qtbot: QtBot, stage: MenuStage, **texts: str) -> None:
    for name, text in texts.items():
        field = stage.room.desk.page.form.fields[name].field
        field.setFocus()
        field.clear()  # type: ignore[attr-defined]
        qtbot.keyClicks(field, text)


def choose(stage: MenuStage, entry: str) -> None:
    assert stage.room.desk.tree.choose(entry)
    page = stage.room.desk.page
    assert page.entry is not None
    assert page.entry.id == entry


def told(stage: MenuStage) -> dict[str, str]:
    labels = stage.room.desk.page.form._told
    return {name: label.text() for name, label in labels.items() if not label.isHidden()}


def test_from_the_search_to_the_start_by_keyboard_alone(qtbot: QtBot, stage: MenuStage) -> None:
    desk = stage.room.desk
    qtbot.keyClicks(desk.tree.search, "saves night")
    assert desk.tree.current == "backup"
    qtbot.keyClick(desk.tree.search, K.Key_Return)
    qtbot.keyClick(desk.tree.tree, K.Key_Return)
    db = desk.page.form.fields["db"].field
    assert stage.tool.window.focusWidget() is db
    qtbot.keyClicks(db, "DB1")
    fill(qtbot, stage, day="2026/11/20")
    qtbot.keyClick(desk.page.form.fields["day"].field, K.Key_Return)
    values = {"db": "DB1", "day": "2026-11-20", "days": "7", "full": "no"}
    assert stage.asks.started == [StartEntry(entry="backup", values=values)]


def test_what_matches_nothing_is_told_with_the_way_out(qtbot: QtBot, stage: MenuStage) -> None:
    tree = stage.room.desk.tree
    qtbot.keyClicks(tree.search, "zzz")
    assert tree.empty.isVisible()
    qtbot.mouseClick(tree.empty.button, Qt.MouseButton.LeftButton)
    assert not tree.empty.isVisible()
    assert tree.search.text() == ""


def test_letters_in_the_tree_begin_a_search(qtbot: QtBot, stage: MenuStage) -> None:
    tree = stage.room.desk.tree
    tree.tree.setFocus()
    qtbot.keyClicks(tree, "rebu")
    assert tree.search.text() == "rebu"
    assert tree.current == "guarded"


def test_faults_are_told_as_one_types_and_all_of_them_at_the_start(
    qtbot: QtBot, stage: MenuStage
) -> None:
    choose(stage, "backup")
    assert told(stage) == {}
    fill(qtbot, stage, days="40")
    assert told(stage) == {"days": "Days is 40: it must be at most 31."}
    page = stage.room.desk.page
    qtbot.mouseClick(page.run, Qt.MouseButton.LeftButton)
    assert told(stage) == {
        "db": "Database is missing: enter it.",
        "day": "Day is missing: enter it.",
        "days": "Days is 40: it must be at most 31.",
    }
    assert stage.asks.started == []
    db = page.form.fields["db"].field
    assert stage.tool.window.focusWidget() is db
    assert db.accessibleDescription() == "Database is missing: enter it."
    fill(qtbot, stage, db="db1")
    assert "(letters and a digit)" in told(stage)["db"]


def test_up_and_down_change_the_day(qtbot: QtBot, stage: MenuStage) -> None:
    choose(stage, "backup")
    fill(qtbot, stage, day="2026-11-30")
    field = stage.room.desk.page.form.fields["day"]
    qtbot.keyClick(field.field, K.Key_Up)
    assert field.text == "2026-12-01"
    field.set_text("")
    qtbot.keyClick(field.field, K.Key_Down)
    assert len(field.text) == 10


def test_a_double_click_starts_once(qtbot: QtBot, stage: MenuStage) -> None:
    choose(stage, "plain")
    run = stage.room.desk.page.run
    qtbot.mouseClick(run, Qt.MouseButton.LeftButton)
    stage.asks.answer(Stage.DONE, made=7)
    qtbot.mouseClick(run, Qt.MouseButton.LeftButton)
    assert len(stage.asks.started) == 1
    qtbot.waitUntil(run.isEnabled, timeout=3000)


def test_the_confirmation_names_what_happens_and_esc_takes_it_back(
    qtbot: QtBot, stage: MenuStage
) -> None:
    choose(stage, "report")
    page = stage.room.desk.page
    box = page.form.fields["branch"].field
    qtbot.keyClick(box, K.Key_Down)
    qtbot.mouseClick(page.run, Qt.MouseButton.LeftButton)
    assert page.question.isVisible()
    asked = page.asked.text().split("\n")
    assert asked == [
        "Paper is used. Go on?",
        "Job report goes into job queue NIGHT.",
        "Branch: Tokyo",
        "print 'Tokyo'",
    ]
    assert stage.tool.window.focusWidget() is page.not_now
    assert stage.asks.started == []
    qtbot.keyClick(page.not_now, K.Key_Escape)
    assert not page.question.isVisible()
    qtbot.mouseClick(page.run, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.sure, Qt.MouseButton.LeftButton)
    assert stage.asks.started == [StartEntry(entry="report", values={"branch": "Tokyo"})]


def test_what_the_role_forbids_is_disabled_with_the_reason(stage: MenuStage) -> None:
    choose(stage, "guarded")
    page = stage.room.desk.page
    assert not page.run.isEnabled()
    assert "operator" in page.why.text()
    assert page.run.accessibleDescription() == page.why.text()
    stage.become("operator")
    assert page.run.isEnabled()
    assert not page.why.isVisible()
    stage.become("viewer")
    choose(stage, "plain")
    assert not page.run.isEnabled()
    assert "viewer" in page.why.text()


def test_an_entry_whose_queue_is_not_there_says_so(stage: MenuStage) -> None:
    job = PreparedJob(name="n", command="true", queue="GONE")
    stage.show_board(Menu(revision=4, entries=(Entry(id="old", title="Old", job=job),)))
    desk = stage.room.desk
    assert desk.tree.choose("old")
    assert not desk.page.run.isEnabled()
    assert desk.page.why.text() == "There is no job queue GONE. There are: DAY, NIGHT."


def test_while_the_link_is_down_nothing_is_started(stage: MenuStage) -> None:
    choose(stage, "plain")
    page = stage.room.desk.page
    stage.cut()
    assert not page.run.isEnabled()
    assert page.why.text() == "The link is down; nothing can be started now."
    assert stage.room.table.stale
    stage.live()
    assert page.run.isEnabled()


def test_a_start_is_followed_from_sent_to_its_end(qtbot: QtBot, stage: MenuStage) -> None:
    choose(stage, "plain")
    page = stage.room.desk.page
    qtbot.mouseClick(page.run, Qt.MouseButton.LeftButton)
    stage.room.table.settle()
    assert stage.rows() == [("Check", "Sent", None)]
    stage.asks.answer(Stage.DONE, made=7)
    stage.room.table.settle()
    assert stage.rows() == [("Check", "Accepted", None)]
    assert stage.tool.window.notice.text() == "Check: job 7"
    stage.show_board(MENU, job(7, JobState.RUNNING))
    assert stage.rows() == [("Check", "Running", 7)]
    stage.show_board(MENU, job(7, JobState.ENDED_ABNORMALLY, exit_code=8))
    assert stage.rows() == [("Check", "Failed", 7)]
    table = stage.room.table
    (row,) = table.rows
    assert table.columns[table.column_at("outcome")].text(row) == "Exit code 8"


def test_an_unknown_outcome_is_said_and_settled_and_keeps_from_starting_twice(
    qtbot: QtBot, stage: MenuStage
) -> None:
    choose(stage, "plain")
    page = stage.room.desk.page
    qtbot.mouseClick(page.run, Qt.MouseButton.LeftButton)
    stage.cut()
    stage.asks.answer(Stage.UNKNOWN)
    stage.room.table.settle()
    assert stage.rows() == [("Check", "Outcome unknown", None)]
    assert "asked after it" in stage.room.desk.started.told.text()
    stage.live()
    assert not page.run.isEnabled()
    assert "has not answered the last start" in page.why.text()
    stage.asks.answer(Stage.DONE, made=9)
    stage.show_board(MENU, job(9))
    assert stage.rows() == [("Check", "Queued", 9)]
    qtbot.waitUntil(page.run.isEnabled, timeout=3000)
    assert len(stage.asks.started) == 1


@pytest.mark.parametrize(
    ("error", "stage_of_it", "word"),
    [
        (RoleForbids(role="starter", operation="start_entry", needed="operator"), "r", "Refused"),
        (OperationLost(id="x"), "n", "Not asked"),
    ],
)
def test_what_was_refused_says_why(
    qtbot: QtBot, stage: MenuStage, error: RoleForbids, stage_of_it: str, word: str
) -> None:
    choose(stage, "plain")
    qtbot.mouseClick(stage.room.desk.page.run, Qt.MouseButton.LeftButton)
    stage.asks.answer(Stage.REFUSED if stage_of_it == "r" else Stage.NOT_ASKED, error=error)
    stage.room.table.settle()
    assert stage.rows() == [("Check", word, None)]
    assert str(error)[:20] in stage.room.table.rows[0].why


def test_my_jobs_of_today_are_listed_whoever_submitted_them(stage: MenuStage) -> None:
    now = time.time()
    stage.show_board(
        MENU,
        job(1, submitted=now - 2 * 86_400),
        job(2, owner="sato"),
        job(3, name="mine", submitted=now - 1),
        job(4, name="later", submitted=now),
    )
    assert stage.rows() == [("later", "Queued", 4), ("mine", "Queued", 3)]
    # The server knows us under another name: his jobs are ours.
    stage.base.connection._known_as = "sato"
    stage.room.table.settle()
    assert [row[2] for row in stage.rows()] == [2]


def test_what_was_entered_last_comes_back_also_in_the_next_session(
    qtbot: QtBot, stage: MenuStage, qapp: QApplication, tmp_path: Path
) -> None:
    choose(stage, "backup")
    fill(qtbot, stage, db="DB9", day="2026-11-01")
    qtbot.mouseClick(stage.room.desk.page.run, Qt.MouseButton.LeftButton)
    choose(stage, "plain")
    choose(stage, "backup")
    assert stage.room.desk.page.form.values["db"] == "DB9"
    stage.tool.window.close()
    again = MenuStage(qapp, tmp_path)
    try:
        # The entry that was chosen is chosen again, once its menu is there.
        page = again.room.desk.page
        assert page.entry is not None
        assert page.entry.id == "backup"
        assert page.form.values["db"] == "DB9"
    finally:
        again.tool.close()


def test_a_menu_that_changes_keeps_what_is_being_entered(qtbot: QtBot, stage: MenuStage) -> None:
    choose(stage, "backup")
    fill(qtbot, stage, db="DB5")
    changed = msgspec.structs.replace(BACKUP, title="Save")
    newer = Menu(revision=4, entries=replaced(MENU.entries, (0, 0), changed))
    stage.show_board(newer)
    page = stage.room.desk.page
    assert page.title.text() == "Save"
    assert page.form.values["db"] == "DB5"
    stage.show_board(Menu(revision=5, entries=MENU.entries[1:]))
    assert page.entry is None or page.entry.id != "backup"


def test_output_is_a_key_away(qtbot: QtBot, stage: MenuStage) -> None:
    stage.show_board(MENU, job(4, JobState.RUNNING))
    started = stage.room.desk.started
    assert not started.output.isEnabled()
    started.view.selectRow(0)
    assert started.output.isEnabled()
    qtbot.keyClick(started.view, K.Key_Return)
    assert list(stage.room.outputs.open_ones) == [4]
    stage.cut()
    stage.room.outputs.open_ones[4].close()
    qtbot.waitUntil(lambda: not stage.room.outputs.open_ones)


def test_empty_states(stage: MenuStage) -> None:
    desk = stage.room.desk
    stage.show_board()
    assert desk.empty.isVisible()
    assert "An administrator adds them" in desk.empty.why.text()
    assert desk.started.empty.isVisible()
    assert desk.page.title.text() == "Choose an entry"
    assert not desk.page.run.isVisible()
    stage.show_board(MENU, job(1))
    assert not desk.empty.isVisible()
    assert not desk.started.empty.isVisible()


def test_everything_has_a_name(stage: MenuStage) -> None:
    choose(stage, "backup")
    desk = stage.room.desk
    names = [field.field.accessibleName() for field in desk.page.form.fields.values()]
    assert names == ["Database", "Day", "Days", "All of it"]
    assert desk.tree.tree.accessibleName() == "Menu"
    assert desk.tree.search.accessibleName() == "Search the menu"
    assert desk.started.view.accessibleName() == "Started today"
