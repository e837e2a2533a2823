# SPDX-License-Identifier: GPL-3.0-or-later
"""Editing the menu: from a file or in the window, applied as a whole, never over what is unseen."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog

from jlook_client.acts import Part, Stage
from jlook_client.apps.tool import ToolParts
from jlook_client.tables.act_words import part_words
from jlook_client.views.acts_calls import role_hindrance
from jlook_client.views.ask_for_file import ask_for_file
from jlook_client.views.menu_draft import MenuDraft
from jlook_client.views.menu_editor import EditorCalls, MenuEditor
from jlook_client.views.menu_faults import MenuFaults
from jlook_client.views.menu_meanwhile import tell_menu
from jmss.access.roles import STARTING_ROLES
from jmss.errors import WrittenMeanwhile
from jmss.menu.check import Around
from jmss.menu.joining import merged
from jmss.menu.menu_file import LARGEST, read, written
from jmss.model.machines import ServerType
from jmss.model.menu import Menu
from jmss.model.operations import PutDocument

FILE_NAME = "menu.json"


class MenuEditing:
    """Builds the editor, applies what was written and reads and writes files.

    Args:
        parts: what a tool is made of.
        held: gives the menu that holds at the server.
        show: shows the editor in place of the menu, or the menu again.
    """

    def __init__(
        self, parts: ToolParts, held: Callable[[], Menu], show: Callable[[bool], None]
    ) -> None:
        self._parts = parts
        self._held = held
        self._show = show
        self.is_stale = False
        self.is_open = False
        self.draft = MenuDraft(self._around())
        calls = EditorCalls(
            queues=lambda: sorted(parts.mirror.queues),
            machines=self._machines,
            apply=self._apply,
            leave=self._leave,
        )
        self.editor = MenuEditor(self.draft, calls, tr=parts.tr, looks=parts.looks)
        self.draft.setParent(self.editor)
        self.editor.meanwhile.settled.connect(self._settle)
        self.draft.changed.connect(self._tell_meanwhile)
        self._under_way = False

    def hindrance(self) -> str:
        """Say why the menu cannot be edited by this user; empty: it can."""
        return role_hindrance(self._parts.asking, PutDocument, self._parts.tr)

    def begin(self) -> None:
        """Edit the menu that holds; one that is being edited goes on."""
        if self.hindrance():
            self._parts.tell(self.hindrance())
            return
        if not self.is_open:
            self._open(self._held())
        self._show(True)
        self.editor.tree.setFocus()

    def look_again(self) -> None:
        """Look at the link, the role, the queues and the menu that holds."""
        self.draft.look_around(self._around())
        self.editor.set_hindrance(self._why_not())
        held = self._held()
        if not self.is_open or held.revision == self.draft.base.revision or self._under_way:
            return
        if not self.draft.is_changed or held.entries == self.draft.menu.entries:
            self._open(held)
        else:
            self.editor.meanwhile.show()
            self._tell_meanwhile()
            self.editor.set_hindrance(self._why_not())

    def export(self) -> None:
        """Ask for a file and write the menu into it: the one being edited, else what holds."""
        menu = self.draft.menu if self.is_open else self._held()
        title = self._parts.tr("Export the menu")
        ask_for_file(self._parts.window, title, FILE_NAME, lambda file: self.save(menu, file))

    def save(self, menu: Menu, file: Path) -> None:
        """Write a menu into a file."""
        tr = self._parts.tr
        try:
            file.write_text(written(menu), encoding="utf-8")
        except OSError as error:
            why = error.strerror or error
            self._parts.tell(tr("{file} could not be written: {why}", file=file.name, why=why))
            return
        self._parts.tell(tr("The menu is in {file}.", file=file))

    def bring(self) -> None:
        """Ask for a file and put its menu into the editor; it holds once it is applied."""
        if self.hindrance():
            self._parts.tell(self.hindrance())
            return
        dialog = QFileDialog(self._parts.window, self._parts.tr("Import a menu"))
        dialog.setObjectName("import")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["*.json", "*"])
        dialog.fileSelected.connect(lambda name: self.load(Path(name)))
        dialog.show()

    def load(self, file: Path) -> None:
        """Put the menu of a file into the editor, or say everything that is wrong with it."""
        tr = self._parts.tr
        try:
            with file.open("rb") as opened:
                what = read(opened.read(LARGEST + 1))
        except OSError as error:
            why = error.strerror or error
            self._parts.tell(tr("{file} could not be read: {why}", file=file.name, why=why))
            return
        if what.menu is None:
            told = [fault.located(tr) for fault in what.faults]
            MenuFaults(file.name, told, tr, self._parts.window).show()
            return
        self.begin()
        self.draft.bring(what.menu)
        self.editor.show_outcome(
            tr("{file} is in the editor; [Apply] lets it hold.", file=file.name)
        )

    def _open(self, menu: Menu) -> None:
        self.is_open = True
        self.editor.meanwhile.hide()
        self.draft.look_around(self._around())
        self.draft.begin(menu)
        self.editor.show_outcome(
            self._parts.tr("Written from revision {revision}", revision=menu.revision)
        )
        self.editor.set_hindrance(self._why_not())

    def _why_not(self) -> str:
        tr = self._parts.tr
        if self.is_stale or not self._parts.asking.is_live:
            return tr("The link is down; nothing can be applied now.")
        if self._under_way:
            return tr("The server has not answered yet.")
        return self.hindrance()

    def _apply(self) -> None:
        if self._why_not() or self.draft.faults or not self.draft.is_checked:
            return
        base = self.draft.base.revision
        menu = msgspec.structs.replace(self.draft.menu, revision=base)
        self._under_way = True
        self.editor.set_hindrance(self._why_not())
        self._parts.asking.ask(PutDocument(document=menu), lambda part: self._told(menu, part))

    def _told(self, menu: Menu, part: Part) -> None:
        """Say what came of it; whatever was refused stays written here."""
        tr = self._parts.tr
        text = part_words(part, tr)
        if part.stage is Stage.DONE:
            self._under_way = False
            new = msgspec.structs.replace(menu, revision=menu.revision + 1)
            if self.draft.menu.entries == menu.entries:
                self._open(new)
            else:
                self.draft.rebase(new)  # somebody wrote on while the server was asked
            text = tr("Applied: the menu is at revision {revision}.", revision=new.revision)
        elif part.stage in {Stage.REFUSED, Stage.NOT_ASKED}:
            self._under_way = False
            if isinstance(part.error, WrittenMeanwhile):
                self.look_again()
        self.editor.show_outcome(text)
        self.editor.set_hindrance(self._why_not())

    def _tell_meanwhile(self) -> None:
        """Hold what is written against what somebody else has, as long as it is not decided."""
        panel, draft = self.editor.meanwhile, self.draft
        if not panel.isHidden():
            tell_menu(panel, draft.base, self._held(), draft.menu, self._parts.tr)

    def _settle(self, keep_mine: bool) -> None:
        """Go on from what holds now, with what was written here on top of it."""
        held, tr = self._held(), self._parts.tr
        both = merged(self.draft.base, held, self.draft.menu, keep_mine=keep_mine)
        self.editor.meanwhile.hide()
        self.draft.go_on(held, both)
        self.editor.set_hindrance(self._why_not())
        self.editor.show_outcome(tr("Both are joined here; [Apply] lets it hold."))

    def _leave(self) -> None:
        self.is_open = False
        self.editor.meanwhile.hide()
        self._show(False)

    def _around(self) -> Around:
        queues = set(self._parts.mirror.queues)
        return Around(roles=STARTING_ROLES, queues=queues, machines=set(self._machines()))

    def _machines(self) -> list[str]:
        machines = self._parts.mirror.machines.values()
        kind = ServerType.EXECUTION_MACHINE
        return sorted(one.name for one in machines if one.server_type is kind)
