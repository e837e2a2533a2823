# SPDX-License-Identifier: GPL-3.0-or-later
"""A menu of as many entries as there may be: no turn of the window has to do with all of them.

What counts is what is done in one turn, not how long it takes here.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jlook_client.views.in_slices import InSlices
from jlook_client.views.menu_item import Dress, MenuItem
from jmss.menu.check import MOST_ENTRIES, Around, entry_faults
from jmss.menu.fault import Fault
from jmss.model.menu import Entry, Menu
from tests.fakes.menu_tool import BACKUP, MenuStage

FOLDERS = 40
MOST_IN_A_TURN = 110
"""Items made or entries checked in one turn; and those of a window's height that are painted."""
MOST_LOOKED_AT = 400
"""Times that an item is asked for something at a change of role: some for each row in sight."""
PATIENCE_MS = 30_000
"""Two thousand items take long where something else has the processor."""


def until(qtbot: QtBot, done: Callable[[], bool]) -> None:
    """Go on when it has come to this."""
    qtbot.waitUntil(done, timeout=PATIENCE_MS)


def menu(title: str = "Entry", **fields: Any) -> Menu:
    def entry(at: int, inside: int) -> Entry:
        return replace(BACKUP, id=f"e{at}-{inside}", title=f"{title} {at}.{inside}", **fields)

    inside = range(MOST_ENTRIES // FOLDERS - 1)
    folders = (
        Entry(id=f"f{at}", title=f"Folder {at}", entries=tuple(entry(at, i) for i in inside))
        for at in range(FOLDERS)
    )
    return Menu(revision=9, entries=tuple(folders))


class Turns:
    """Counts what is done, and the most of each kind in one turn."""

    def __init__(self) -> None:
        self.all: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self._now: Counter[str] = Counter()

    def count(self, what: str) -> None:
        self.all[what] += 1
        self._now[what] += 1
        self.most[what] = max(self.most[what], self._now[what])

    def end(self) -> None:
        self._now.clear()


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    turns = Turns()
    go_on, made = InSlices.go_on, MenuItem.__init__

    def one_turn(slices: InSlices) -> None:
        turns.end()
        go_on(slices)
        turns.end()

    def make(item: MenuItem, entry: Entry, dress: Dress) -> None:
        turns.count("made")
        made(item, entry, dress)

    def check(entry: Entry, around: Around) -> Iterator[Fault]:
        turns.count("checked")
        return entry_faults(entry, around)

    monkeypatch.setattr(InSlices, "go_on", one_turn)
    monkeypatch.setattr(MenuItem, "__init__", make)
    monkeypatch.setattr("jlook_client.views.menu_draft.entry_faults", check)
    return turns


@pytest.fixture
def stage(turns: Turns, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MenuStage]:
    made = MenuStage(qapp, tmp_path)
    turns.all.clear()
    yield made
    if not sip.isdeleted(made.tool.window):
        made.tool.close()


def test_the_tree_is_put_together_in_slices(qtbot: QtBot, stage: MenuStage, turns: Turns) -> None:
    tree = stage.room.desk.tree
    stage.show_board(menu())
    assert tree.tree.topLevelItemCount() != FOLDERS, "what was there is to be seen meanwhile"
    assert tree.choose("e39-48")
    assert tree.current == "e39-48", "one may go on with what is not in the tree yet"
    until(qtbot, lambda: tree.tree.topLevelItemCount() == FOLDERS)
    assert turns.all["made"] == MOST_ENTRIES
    assert turns.most["made"] <= MOST_IN_A_TURN
    item = tree.tree.currentItem()
    assert item is not None
    assert item.text(0) == "Entry 39.48"
    assert stage.room.desk.page.entry == menu().entries[39].entries[48]

    # One that comes while it is put together takes its place.
    stage.show_board(menu("Step"))
    stage.show_board(menu("Other"))
    until(qtbot, lambda: tree.tree.currentItem().text(0) == "Other 39.48")  # type: ignore[union-attr]
    qtbot.keyClicks(tree.search, "12.7")
    until(qtbot, lambda: tree.current == "e12-7")


def test_another_role_is_told_of_the_rows_in_sight_alone(qtbot: QtBot, stage: MenuStage) -> None:
    stage.show_board(menu(role="operator"))
    tree = stage.room.desk.tree
    until(qtbot, lambda: tree.tree.topLevelItemCount() == FOLDERS)
    asked: list[str] = []
    forbidden = stage.room.starts.forbidden

    def why_not(entry: Entry) -> str:
        asked.append(entry.id)
        return forbidden(entry)

    tree._rows[1].item._dress._forbidden = why_not  # type: ignore[attr-defined]
    stage.become("operator")
    QApplication.processEvents()
    assert len(asked) <= MOST_LOOKED_AT
    assert tree._rows[1].item.toolTip(0) == BACKUP.note
    stage.become("starter")
    QApplication.processEvents()
    assert tree._rows[1].item.toolTip(0) != BACKUP.note


def test_the_editor_is_put_together_and_checks_in_slices(
    qtbot: QtBot, stage: MenuStage, turns: Turns
) -> None:
    stage.become("administrator")
    stage.show_board(menu())
    editing = stage.room.editing
    until(qtbot, lambda: turns.all["made"] == MOST_ENTRIES)
    turns.all.clear()
    editing.begin()
    assert not editing.draft.is_checked
    assert editing.editor.apply.toolTip() == "The menu is being checked."
    editor = editing.editor
    until(qtbot, lambda: editor.tree.topLevelItemCount() == FOLDERS)
    until(qtbot, lambda: editing.draft.is_checked)
    assert turns.all == {"made": MOST_ENTRIES, "checked": MOST_ENTRIES}
    assert max(turns.most.values()) <= MOST_IN_A_TURN

    # What is written is checked, and nothing else again.
    editor.tree.choose((3, 4))
    editing.draft.change(title="")
    until(qtbot, lambda: editing.draft.is_checked)
    assert [fault.entry for fault in editing.draft.faults] == ["e3-4"]
    assert turns.all["checked"] <= MOST_ENTRIES + 2
    item = editor.tree.topLevelItem(3).child(4)  # type: ignore[union-attr]
    assert item is not None
    until(qtbot, lambda: item.toolTip(0) == "Something is wrong here.")
    assert editor.faults.count() == 1
    assert turns.all["made"] == MOST_ENTRIES, "no item is made anew for it"
    editing.draft.undo()
    until(qtbot, lambda: editing.draft.is_checked and not editing.draft.faults)
    assert item.data(0, Qt.ItemDataRole.DisplayRole) == "Entry 3.4"


def test_a_folder_that_was_shut_stays_shut_while_one_writes(
    qtbot: QtBot, stage: MenuStage, turns: Turns
) -> None:
    stage.become("administrator")
    whole = Menu(revision=9, entries=(Entry(id="all", title="All", entries=menu().entries),))
    stage.show_board(whole)
    until(qtbot, lambda: turns.all["made"] > MOST_ENTRIES)
    editing = stage.room.editing
    editing.begin()
    tree = editing.editor.tree
    until(qtbot, lambda: tree.topLevelItemCount() == 1)
    shut = tree.topLevelItem(0).child(2)  # type: ignore[union-attr]
    assert shut is not None
    shut.setExpanded(False)
    turns.all.clear()
    tree.choose((0, 3, 4))
    editing.draft.change(title="other")
    assert turns.all["made"] == 0
    assert not shut.isExpanded()
    assert tree.currentItem().text(0) == "other"  # type: ignore[union-attr]

    # A menu from a file, of which nothing was there.
    editing.draft.bring(Menu(entries=menu("New").entries[1:]))
    until(qtbot, lambda: tree.topLevelItemCount() == FOLDERS - 1)
    assert turns.most["made"] <= MOST_IN_A_TURN


def test_of_very_many_faults_some_are_named(qtbot: QtBot, stage: MenuStage) -> None:
    stage.become("administrator")
    stage.show_board(menu(role="nobody"))
    stage.room.editing.begin()
    faults = stage.room.editing.editor.faults
    until(qtbot, lambda: faults.count() > 1)
    last = faults.item(faults.count() - 1)
    assert last is not None
    assert faults.count() == 101
    assert last.text() == "and 1,860 more"
    faults.itemClicked.emit(last)


def test_with_the_window_its_checks_end(stage: MenuStage) -> None:
    stage.become("administrator")
    stage.show_board(menu())
    stage.room.editing.begin()
    draft = stage.room.editing.draft
    assert not draft.is_checked
    stage.tool.close()
    assert sip.isdeleted(draft), "else they end in the midst of one, with the last reference to it"
