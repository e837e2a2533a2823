# SPDX-License-Identifier: GPL-3.0-or-later
"""JMenu as one object: models and views are built here and joined to mirror and link."""

from jlook_client.apps.menu_editing import MenuEditing
from jlook_client.apps.menu_starts import MenuStarts
from jlook_client.apps.output_reading import OutputReading
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import ToolParts
from jlook_client.connection import ConnectionWatcher
from jlook_client.mirror import MirrorWatcher
from jlook_client.tables.started_jobs import StartedJobs
from jlook_client.views.entries import Entry
from jlook_client.views.menu_desk import MenuDesk
from jlook_client.views.menu_entry import EntryCalls
from jlook_client.views.menu_started import MenuStarted
from jlook_client.views.menu_view import MenuView
from jlook_client.views.output_window import OutputWindows
from jmss.link.view import LinkView
from jmss.model.documents import key_of
from jmss.model.menu import Menu

_KEY = key_of(Menu())


class MenuRoom(MirrorWatcher, ConnectionWatcher):
    """Shows the menu that holds, and lets its entries be started.

    Args:
        parts: what a tool is made of.
    """

    def __init__(self, parts: ToolParts) -> None:
        tr, looks = parts.tr, parts.looks
        self._parts = parts
        self._role = ""
        self.table = StartedJobs(
            parts.mirror,
            user=lambda: parts.connection.known_as,
            now=parts.times.server_now,
            tr=tr,
            looks=looks,
        )
        self.starts = MenuStarts(
            parts.asking,
            self.table,
            now=parts.times.server_now,
            tr=tr,
            tell=parts.tell,
            queues=lambda: parts.mirror.queues,
        )
        reading = OutputReading(parts.connection, parts.mirror, tr, looks)
        self.outputs = OutputWindows(reading.view_of, lambda: parts.window, tr)
        calls = EntryCalls(
            forbidden=self.starts.forbidden,
            hindrance=self.starts.hindrance,
            start=self.starts.start,
            last_values=self.starts.last_values,
        )
        started = MenuStarted(
            self.table,
            open_output=self.outputs.open,
            open_jlook=lambda: parts.programs.open(Program.JLOOK),
            tr=tr,
            looks=looks,
        )
        self.desk = MenuDesk(calls, started, tr=tr, looks=looks)
        self.view = MenuView(self.desk, {"outputs": self.outputs, "values": self.starts})
        self.table.setParent(self.view)
        self.editing = MenuEditing(parts, self._held, self._show_editor)
        self.view.addWidget(self.editing.editor)
        self._add_menus()
        self.view.stale_changed = self._take_age
        self.starts.changed = self.desk.page.look_again
        parts.mirror.watchers.append(self)
        parts.connection.watchers.append(self)
        self.desk.show_menu(self._held())

    def queues_changed(self) -> None:
        """Hold the menu against the queues there are now (``MirrorWatcher``)."""
        self.editing.look_again()
        self.desk.look_again()

    def named_changed(self) -> None:
        """Show the menu that holds now (``MirrorWatcher``)."""
        self._show()

    def replaced(self) -> None:
        """Show it likewise."""
        self._show()

    def link_changed(self, view: LinkView) -> None:
        """Look at the role that the server gives us (``ConnectionWatcher``)."""
        role = self._parts.connection.role
        if role != self._role:
            self._role = role
            self.table.note()
            self.desk.look_again()
            self.editing.look_again()
            self._allow_editing()

    def _show(self) -> None:
        menu = self._held()
        if menu != self.desk.menu:
            self.desk.show_menu(menu)
        self.editing.look_again()

    def _held(self) -> Menu:
        held = self._parts.mirror.named.get(_KEY)
        return held if isinstance(held, Menu) else Menu()

    def _take_age(self, as_of: str | None) -> None:
        self.starts.is_stale = self.editing.is_stale = as_of is not None
        self.editing.look_again()

    def _show_editor(self, is_edited: bool) -> None:
        self.view.setCurrentWidget(self.editing.editor if is_edited else self.desk)

    def _add_menus(self) -> None:
        tr, window, editing = self._parts.tr, self._parts.window, self.editing
        edit = window.add_own_menu(
            tr("&Edit"),
            [
                Entry(text=tr("Edit the &menu"), call=editing.begin, shortcut="Ctrl+E"),
                Entry(text=tr("&Find in the menu"), call=self._search, shortcut="Ctrl+F"),
            ],
        )
        edit.setToolTipsVisible(True)
        bring = Entry(text=tr("&Import a menu…"), call=editing.bring)
        window.add_file_entry(bring)
        window.add_file_entry(Entry(text=tr("&Export the menu…"), call=editing.export))
        self._for_administrators = [
            action
            for menu in (edit, window.file_menu)
            for action in menu.actions()
            if action.text() in {tr("Edit the &menu"), bring.text}
        ]
        self._allow_editing()

    def _allow_editing(self) -> None:
        why = self.editing.hindrance()
        for action in self._for_administrators:
            action.setEnabled(not why)
            action.setToolTip(why)

    def _search(self) -> None:
        self._show_editor(False)
        self.desk.tree.search.setFocus()
        self.desk.tree.search.selectAll()
