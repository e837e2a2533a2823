# SPDX-License-Identifier: GPL-3.0-or-later
"""JMenu for administrators: the menu is written in the window or from a file, and applied whole."""

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt
from PyQt6.QtGui import QAction, QDropEvent
from PyQt6.QtWidgets import QAbstractItemView, QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from jlook_client.acts import Stage
from jlook_client.views.menu_editor import MenuEditor
from jlook_client.views.menu_faults import MenuFaults
from jmss.errors import WrittenMeanwhile
from jmss.menu.editing import Place, step_down, step_in, step_out, step_up
from jmss.menu.menu_file import read, written
from jmss.menu.tree import each
from jmss.model.menu import Entry, Menu, ParameterType
from tests.fakes.menu_tool import MENU, PLAIN, MenuStage

K = Qt.Key
LEFT = Qt.MouseButton.LeftButton
MOVE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MenuStage]:
    made = MenuStage(qapp, tmp_path)
    made.become("administrator")
    yield made
    made.tool.close()


@pytest.fixture
def editor(stage: MenuStage) -> MenuEditor:
    stage.room.editing.begin()
    assert stage.room.editing.editor.isVisible()
    return stage.room.editing.editor


def shape(menu: Menu) -> list[str]:
    return ["/".join(entry.id for entry in way) for way in each(menu.entries)]


def write(qtbot: QtBot, field: object, text: str) -> None:
    field.setFocus()  # type: ignore[attr-defined]
    field.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClick(field, K.Key_Delete)
    qtbot.keyClicks(field, text)


def faults(editor: MenuEditor) -> list[str]:
    items = [editor.faults.item(at) for at in range(editor.faults.count())]
    return [item.text() for item in items if item is not None]


def action(stage: MenuStage, menu_title: str, text: str) -> QAction:
    menus = [one.menu() for one in stage.tool.window.menu_bar.actions()]
    for menu in menus:
        if isinstance(menu, QMenu) and menu.title() == menu_title:
            return next(one for one in menu.actions() if one.text() == text)
    raise AssertionError(menu_title)


def test_who_is_no_administrator_is_told_why(stage: MenuStage) -> None:
    edit = action(stage, "&Edit", "Edit the &menu")
    bring = action(stage, "&File", "&Import a menu…")
    assert edit.isEnabled()
    stage.become("operator")
    for one in (edit, bring):
        assert not one.isEnabled()
        assert "administrator" in one.toolTip()
    stage.room.editing.begin()
    assert not stage.room.editing.editor.isVisible()
    # Anybody may keep a copy.
    assert action(stage, "&File", "&Export the menu…").isEnabled()


def test_a_new_entry_is_written_and_applied_by_keyboard(
    qtbot: QtBot, stage: MenuStage, editor: MenuEditor
) -> None:
    assert not editor.apply.isEnabled()
    assert editor.apply.toolTip() == "Nothing is changed yet."
    editor.tree.choose((1,))
    qtbot.mouseClick(editor.buttons["entry"], LEFT)
    assert stage.tool.window.focusWidget() is editor.form.title
    qtbot.keyClicks(editor.form.title, "Close the day")
    write(qtbot, editor.form.identity, "close-day")
    write(qtbot, editor.form.job_name, "close")
    write(qtbot, editor.form.command, "close {day}")
    assert faults(editor)[0].startswith("close-day: Command: {day} is no parameter")
    assert not editor.apply.isEnabled()
    editor.tabs.setCurrentIndex(1)
    qtbot.mouseClick(editor.parameters.add, LEFT)
    assert editor.parameters.name.text() == "day"
    qtbot.keyClicks(editor.parameters.label, "Business day")
    box = editor.parameters.type
    box.setFocus()
    qtbot.keyClicks(box, "D")
    box.activated.emit(box.currentIndex())
    assert faults(editor) == []
    qtbot.mouseClick(editor.apply, LEFT)
    (put,) = stage.asks.put
    assert isinstance(put.document, Menu)
    assert put.document.revision == 3
    new = put.document.entries[2]
    assert (new.id, new.title) == ("close-day", "Close the day")
    assert new.job is not None
    assert (new.job.command, new.job.queue) == ("close {day}", "DAY")
    (parameter,) = new.parameters
    assert (parameter.label, parameter.type) == ("Business day", ParameterType.DATE)
    assert not editor.apply.isEnabled()
    stage.asks.answer(Stage.DONE)
    assert editor.told.text() == "Applied: the menu is at revision 4."
    assert stage.room.editing.draft.base.revision == 4
    qtbot.mouseClick(editor.leave, LEFT)
    assert stage.room.desk.isVisible()


def test_moving_by_keys(qtbot: QtBot, stage: MenuStage, editor: MenuEditor) -> None:
    draft = stage.room.editing.draft
    editor.tree.choose((2,))
    qtbot.keyClick(editor.tree, K.Key_Up, MOVE)
    assert shape(draft.menu) == ["night", "night/backup", "night/report", "guarded", "plain"]
    qtbot.keyClick(editor.tree, K.Key_Right, MOVE)
    assert shape(draft.menu)[3] == "night/guarded"
    assert draft.place == (0, 2)
    qtbot.keyClick(editor.tree, K.Key_Up, MOVE)
    qtbot.keyClick(editor.tree, K.Key_Left, MOVE)
    assert shape(draft.menu) == ["night", "night/backup", "night/report", "guarded", "plain"]
    qtbot.keyClick(editor.tree, K.Key_Down, MOVE)
    assert shape(draft.menu) == shape(MENU)
    assert not draft.is_changed


Where = QAbstractItemView.DropIndicatorPosition


def drag(
    editor: MenuEditor, source: tuple[int, ...], onto: tuple[int, ...] | None, where: Where
) -> None:
    """Drop an entry onto, above or below another, or where none is."""
    tree = editor.tree
    tree.choose(source)
    place = QPoint(20, tree.height() - 5)
    if onto is not None:
        place = tree.visualItemRect(tree._item_at(onto)).center()
    # Only a drag of the system's own would move Qt's sign of where it is going to.
    tree.dropIndicatorPosition = lambda: where  # type: ignore[method-assign]
    action = Qt.DropAction.MoveAction
    none = Qt.KeyboardModifier.NoModifier
    tree.dropEvent(QDropEvent(QPointF(place), action, QMimeData(), LEFT, none))


def test_moving_by_dragging(stage: MenuStage, editor: MenuEditor) -> None:
    draft = stage.room.editing.draft
    drag(editor, (2,), (0,), Where.OnItem)
    assert shape(draft.menu)[3] == "night/guarded"
    assert draft.place == (0, 2)
    drag(editor, (0, 2), (0, 0), Where.AboveItem)
    assert shape(draft.menu)[1] == "night/guarded"
    drag(editor, (0, 0), (1,), Where.BelowItem)
    assert shape(draft.menu) == shape(MENU)
    # A folder does not go into itself, and nothing goes into an entry.
    drag(editor, (0,), (0, 1), Where.AboveItem)
    assert shape(draft.menu) == shape(MENU)
    drag(editor, (0, 0), (1,), Where.OnItem)
    assert shape(draft.menu) == ["night", "night/report", "plain", "backup", "guarded"]
    drag(editor, (1,), None, Where.OnViewport)
    assert shape(draft.menu)[-1] == "plain"


def test_removing_doubling_and_taking_back(
    qtbot: QtBot, stage: MenuStage, editor: MenuEditor
) -> None:
    draft = stage.room.editing.draft
    editor.tree.choose((1,))
    editor.tree.setFocus()
    qtbot.keyClick(editor.tree, K.Key_Delete)
    assert "plain" not in shape(draft.menu)
    qtbot.keyClick(editor.tree, K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shape(draft.menu) == shape(MENU)
    qtbot.mouseClick(editor.redo, LEFT)
    assert "plain" not in shape(draft.menu)
    qtbot.mouseClick(editor.undo, LEFT)
    editor.tree.choose((1,))
    qtbot.mouseClick(editor.buttons["copy"], LEFT)
    assert shape(draft.menu)[-2:] == ["plain-2", "guarded"]
    qtbot.mouseClick(editor.buttons["folder"], LEFT)
    assert "folder" in shape(draft.menu)


def test_typing_is_one_step_back(qtbot: QtBot, stage: MenuStage, editor: MenuEditor) -> None:
    editor.tree.choose((1,))
    write(qtbot, editor.form.title, "Another")
    assert stage.room.editing.draft.entry is not None
    qtbot.mouseClick(editor.undo, LEFT)
    assert editor.form.title.text() == PLAIN.title


def test_faults_lead_to_where_they_are(qtbot: QtBot, stage: MenuStage, editor: MenuEditor) -> None:
    editor.tree.choose((0, 0))
    editor.tabs.setCurrentIndex(1)
    write(qtbot, editor.parameters.default, "x")
    editor.tree.choose((1,))
    write(qtbot, editor.form.title, "")
    texts = faults(editor)
    assert texts[0].startswith("night/backup: Parameter db, Default: ")
    assert texts[1] == "plain: Title: It is missing: enter it."
    item = editor.faults.item(0)
    editor.faults.itemActivated.emit(item)
    assert stage.room.editing.draft.place == (0, 0)
    assert editor.tabs.currentIndex() == 1
    assert editor.apply.toolTip() == "Something is wrong; it is listed below."


def test_a_queue_that_is_not_there_is_told_as_it_is_typed(
    stage: MenuStage, editor: MenuEditor
) -> None:
    editor.tree.choose((0, 0))
    editor.form.queue.setEditText("NOON")
    (told,) = faults(editor)
    assert told.startswith(
        "night/backup: Job queue: There is no job queue NOON. There are: DAY, NIGHT"
    )
    assert not editor.apply.isEnabled()


def test_the_preview_is_the_form_and_the_command(
    qtbot: QtBot, stage: MenuStage, editor: MenuEditor
) -> None:
    editor.tree.choose((0, 0))
    editor.tabs.setCurrentIndex(2)
    preview = editor.preview
    assert "Database is missing" in preview.why.text()
    qtbot.keyClicks(preview.form.fields["db"].field, "DB1")
    qtbot.keyClicks(preview.form.fields["day"].field, "2026-11-20")
    assert preview.command.toPlainText() == "backup 'DB1' '2026-11-20' '7' 'no'"
    assert stage.asks.asked == []
    editor.tree.choose((0,))
    assert preview.title.text() == "A folder starts nothing."


def test_parameters_lose_what_does_not_belong_to_their_type(
    qtbot: QtBot, stage: MenuStage, editor: MenuEditor
) -> None:
    editor.tree.choose((0, 0))
    editor.tabs.setCurrentIndex(1)
    parameters = editor.parameters
    parameters.list.setCurrentRow(2)
    assert parameters.most.text() == "31"
    write(qtbot, parameters.most, "99")
    box = parameters.type
    box.setCurrentIndex(box.findData(ParameterType.CHOICE))
    box.activated.emit(box.currentIndex())
    write(qtbot, parameters.choices, "7")
    qtbot.keyClick(parameters.choices, K.Key_Return)
    qtbot.keyClicks(parameters.choices, "14")
    entry = stage.room.editing.draft.entry
    assert entry is not None
    days = entry.parameters[2]
    assert (days.choices, days.most) == (("7", "14"), None)
    qtbot.mouseClick(parameters.up, LEFT)
    assert stage.room.editing.draft.entry.parameters[1].name == "days"  # type: ignore[union-attr]
    qtbot.mouseClick(parameters.remove, LEFT)
    assert len(stage.room.editing.draft.entry.parameters) == 3  # type: ignore[union-attr]


OTHERS = Menu(revision=4, entries=(*MENU.entries, Entry(id="new", title="Theirs")))


def test_the_later_of_two_keeps_what_he_wrote_and_sees_what_changed(
    qtbot: QtBot, stage: MenuStage, editor: MenuEditor
) -> None:
    editor.tree.choose((1,))
    write(qtbot, editor.form.title, "Mine")
    stage.show_board(OTHERS)
    assert editor.meanwhile.isVisible()
    assert [row.cells for row in editor.meanwhile.table.rows] == [
        ("Theirs", "−", "Theirs", "−"),
    ]
    assert "revision 4" in editor.meanwhile.told.text()
    assert not editor.apply.isEnabled()
    assert editor.form.title.text() == "Mine"
    qtbot.mouseClick(editor.meanwhile.keep_mine, LEFT)
    assert [one.title for one in stage.room.editing.draft.menu.entries] == [
        "Night work",
        "Mine",
        "Rebuild",
        "Theirs",
    ]
    assert editor.form.title.text() == "Mine", "the same entry is looked at"
    assert not editor.undo.isEnabled(), "no step leads back behind what the other one wrote"
    assert editor.apply.isEnabled()
    qtbot.mouseClick(editor.apply, LEFT)
    assert stage.asks.put[-1].document.revision == 4
    stage.asks.answer(Stage.DONE)
    assert not editor.meanwhile.isVisible()


RENAMED = Menu(
    revision=4,
    entries=(MENU.entries[0], msgspec.structs.replace(MENU.entries[1], title="Theirs")),
)


def test_of_what_both_have_changed_the_other_one_s_may_be_taken(
    qtbot: QtBot, stage: MenuStage, editor: MenuEditor
) -> None:
    editor.tree.choose((1,))
    write(qtbot, editor.form.title, "Mine")
    write(qtbot, editor.form.command, "mine")
    stage.show_board(RENAMED)
    panel = editor.meanwhile
    assert {row.cells: row.edited for row in panel.table.rows} == {
        ("Theirs: Title", "Check", "Theirs", "Mine"): True,
        ("Rebuild", "Rebuild (true)", "−", "Rebuild (true)"): False,
    }
    assert panel.told.text().endswith("1 of these fields you changed too.")
    qtbot.mouseClick(panel.take_theirs, LEFT)
    assert not panel.isVisible()
    entry = stage.room.editing.draft.menu.entries[-1]
    assert entry.job is not None
    assert (entry.id, entry.title, entry.job.command) == ("plain", "Theirs", "mine")
    qtbot.mouseClick(editor.apply, LEFT)
    assert stage.asks.put[-1].document.revision == 4


def test_without_an_id_of_its_own_an_entry_cannot_be_joined_yet(
    qtbot: QtBot, stage: MenuStage, editor: MenuEditor
) -> None:
    editor.tree.choose((1,))
    write(qtbot, editor.form.identity, "guarded")
    stage.show_board(OTHERS)
    panel = editor.meanwhile
    assert not panel.keep_mine.isEnabled()
    assert panel.hint.text().startswith("Give each entry an id of its own first")
    write(qtbot, editor.form.identity, "mine")
    assert panel.keep_mine.isEnabled()


def test_an_order_alone_is_told_as_such(qtbot: QtBot, stage: MenuStage, editor: MenuEditor) -> None:
    editor.tree.choose((1,))
    write(qtbot, editor.form.title, "Mine")
    stage.show_board(Menu(revision=4, entries=tuple(reversed(MENU.entries))))
    panel = editor.meanwhile
    assert panel.told.text().endswith("Only the order of the entries is another.")
    qtbot.mouseClick(panel.keep_mine, LEFT)
    titles = [one.title for one in stage.room.editing.draft.menu.entries]
    assert titles == ["Rebuild", "Mine", "Night work"]


def test_one_who_has_written_nothing_sees_the_new_menu_at_once(
    stage: MenuStage, editor: MenuEditor
) -> None:
    stage.show_board(OTHERS)
    assert stage.room.editing.draft.menu == OTHERS
    assert not editor.meanwhile.isVisible()


def test_a_refusal_at_the_server_loses_nothing(
    qtbot: QtBot, stage: MenuStage, editor: MenuEditor
) -> None:
    editor.tree.choose((1,))
    write(qtbot, editor.form.title, "Mine")
    qtbot.mouseClick(editor.apply, LEFT)
    stage.show_board(OTHERS)  # it comes before the answer
    assert not editor.meanwhile.isVisible()
    error = WrittenMeanwhile(kind="menu", name="menu", have=4, given=3)
    stage.asks.answer(Stage.REFUSED, error=error)
    assert editor.meanwhile.isVisible()
    assert editor.form.title.text() == "Mine"
    assert "changed meanwhile" in editor.told.text()


def test_across_a_cut_the_outcome_is_unknown_and_settles(
    qtbot: QtBot, stage: MenuStage, editor: MenuEditor
) -> None:
    editor.tree.choose((1,))
    write(qtbot, editor.form.title, "Mine")
    qtbot.mouseClick(editor.apply, LEFT)
    stage.cut()
    stage.asks.answer(Stage.UNKNOWN)
    assert editor.told.text() == "Outcome unknown"
    assert editor.apply.toolTip() == "The link is down; nothing can be applied now."
    stage.live()
    assert editor.apply.toolTip() == "The server has not answered yet."
    stage.asks.answer(Stage.DONE)
    assert "revision 4" in editor.told.text()


def test_closing_asks_before_anything_written_is_lost(
    qtbot: QtBot, stage: MenuStage, editor: MenuEditor
) -> None:
    editor.tree.choose((1,))
    write(qtbot, editor.form.title, "Mine")
    qtbot.mouseClick(editor.leave, LEFT)
    assert editor.isVisible()
    assert stage.tool.window.focusWidget() is editor.really
    qtbot.mouseClick(editor.really, LEFT)
    assert stage.room.desk.isVisible()
    stage.room.editing.begin()
    assert stage.room.editing.draft.menu == MENU


def test_a_file_comes_into_the_editor_and_holds_once_applied(
    qtbot: QtBot, stage: MenuStage, tmp_path: Path
) -> None:
    file = tmp_path / "menu.json"
    file.write_text(written(OTHERS), encoding="utf-8")
    stage.room.editing.load(file)
    editor = stage.room.editing.editor
    assert editor.isVisible()
    assert "[Apply] lets it hold" in editor.told.text()
    qtbot.mouseClick(editor.apply, LEFT)
    put = stage.asks.put[-1].document
    assert isinstance(put, Menu)
    assert put.entries == OTHERS.entries
    assert put.revision == 3


def test_a_file_with_faults_tells_all_of_them_and_changes_nothing(
    stage: MenuStage, tmp_path: Path
) -> None:
    file = tmp_path / "menu.json"
    file.write_text('{"format":"jlook-menu","version":1,"entries":[{"id":"a"},7]}')
    stage.room.editing.load(file)
    (window,) = stage.tool.window.findChildren(MenuFaults)
    texts = [window.list.item(at).text() for at in range(window.list.count())]  # type: ignore[union-attr]
    assert texts == [
        "entries[0]: The field title is missing.",
        "entries[1]: Here belongs an object in braces.",
    ]
    assert not stage.room.editing.is_open
    stage.room.editing.load(tmp_path / "nothing.json")
    assert "could not be read" in stage.tool.window.notice.text()


def test_files_are_asked_for_beside_the_window(stage: MenuStage, tmp_path: Path) -> None:
    stage.room.editing.bring()
    stage.room.editing.export()
    dialogs = {one.objectName(): one for one in stage.tool.window.findChildren(QFileDialog)}
    assert set(dialogs) == {"import", "export"}
    assert not any(one.isModal() for one in dialogs.values())
    for one in dialogs.values():
        one.close()
    file = tmp_path / "out.json"
    stage.room.editing.save(MENU, file)
    assert read(file.read_bytes()).menu == Menu(entries=MENU.entries)
    stage.room.editing.save(MENU, tmp_path / "no" / "out.json")
    assert "could not be written" in stage.tool.window.notice.text()


def test_an_empty_menu_is_begun(qtbot: QtBot, stage: MenuStage) -> None:
    stage.show_board()
    stage.room.editing.begin()
    editor = stage.room.editing.editor
    assert editor.empty.isVisible()
    qtbot.mouseClick(editor.buttons["folder"], LEFT)
    assert not editor.empty.isVisible()
    assert shape(stage.room.editing.draft.menu) == ["folder"]
    qtbot.mouseClick(editor.buttons["entry"], LEFT)
    assert shape(stage.room.editing.draft.menu) == ["folder", "folder/entry"]


def shown(editor: MenuEditor) -> list[tuple[str, int]]:
    """Give the titles in the tree with how deep each stands."""
    tree, found = editor.tree, []
    ahead = [(tree.topLevelItem(at), 0) for at in range(tree.topLevelItemCount())]
    while ahead:
        item, depth = ahead.pop(0)
        assert item is not None
        found.append((item.text(0), depth))
        ahead[:0] = [(item.child(at), depth + 1) for at in range(item.childCount())]
    return found


def test_the_tree_shows_the_draft_whatever_was_done_to_it(
    stage: MenuStage, editor: MenuEditor
) -> None:
    draft, chance = stage.room.editing.draft, random.Random(6)
    steps = [step_up, step_down, step_in, step_out]
    for at in range(150):
        places = [tuple(one) for one in _places(draft.menu.entries)]
        draft.look_at(chance.choice(places) if places else ())
        match chance.randrange(7):
            case 0:
                draft.add(f"new {at}", "NIGHT" if chance.random() < 0.6 else None)
            case 1 if len(places) > 4:
                draft.remove()
            case 2:
                draft.change(title=f"title {at}")
            case 3:
                draft.undo()
            case 4 if places:
                draft.move(chance.choice(places), chance.choice(places))
            case _ if draft.place:
                draft.take_step(chance.choice(steps)(draft.menu.entries, draft.place))
        wanted = [(way[-1].title, len(way) - 1) for way in each(draft.menu.entries)]
        assert shown(editor) == wanted


def _places(entries: tuple[Entry, ...], above: Place = ()) -> Iterator[Place]:
    for at, entry in enumerate(entries):
        yield (*above, at)
        yield from _places(entry.entries, (*above, at))
