# SPDX-License-Identifier: GPL-3.0-or-later
"""[Edit] – [Copy as], [File] – [Save as CSV] and [Print to PDF] for the table of any subwindow."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu

from jlook_client.apps.desk_parts import DeskParts
from jlook_client.tables.jobs import JobTable
from jlook_client.tables.picked_rows import PickedRows
from jlook_client.tables.times import date_text, exact_clock
from jlook_client.views.ask_for_file import ask_for_file
from jlook_client.views.entries import Entry, add_entry
from jlook_client.views.filter_words import filter_words
from jlook_client.views.sub_window import SavesItself, SubWindow
from jlook_client.views.table_export import Form, TableExport
from jlook_client.views.table_print import TableHead
from jlook_client.views.table_view import TableView


class TableFiles:
    """Works on the subwindow that the operator used last.

    Args:
        d: the desk's parts.
    """

    def __init__(self, d: DeskParts) -> None:
        self._d = d
        self._area = d.window.area
        self.export = TableExport(d.tell, d.tr, d.window)
        self._entries: list[QAction] = []
        self._offer()
        self._area.subWindowActivated.connect(lambda _window: self._allow())
        self._allow()

    def copy(self, form: Form) -> None:
        """Copy the selected rows, or all that are shown."""
        found = self._table()
        if found is not None:
            _, view = found
            self.export.copy(self._picked(view, view.selected_rows() or None), form)

    def ask_to_save(self) -> None:
        """Let the operator name a CSV file for all rows that are shown."""
        itself = self._saving_itself()
        if itself is not None:
            itself.save_as_csv()
        else:
            self._ask("csv", self._d.tr("Save as CSV"), self._save)

    def ask_to_print(self) -> None:
        """Let the operator name a PDF file for the rows that are shown."""
        self._ask("pdf", self._d.tr("Print to PDF"), self._print)

    def end(self) -> None:
        """Leave nothing half done."""
        self.export.give_up()

    def _offer(self) -> None:
        tr, window = self._d.tr, self._d.window
        files = window.file_menu
        before = files.actions()[-2]
        for entry in (
            Entry(
                text=tr("S&ave as CSV…"),
                call=self.ask_to_save,
                shortcut="Ctrl+Shift+S",
                line_above=True,
            ),
            Entry(text=tr("&Print to PDF…"), call=self.ask_to_print, shortcut="Ctrl+P"),
        ):
            self._entries.append(add_entry(files, entry, before))
        self._saving = self._entries[0]
        forms = QMenu(tr("Copy a&s"), window.edit_menu)
        for text, form in (
            (tr("&Text in columns"), Form.TEXT),
            (tr("&CSV"), Form.CSV),
            (tr("T&SV (tabs)"), Form.TSV),
        ):
            entry = Entry(text=text, call=self._copying(form))
            self._entries.append(add_entry(forms, entry))
        entries = window.edit_menu.actions()
        after = entries[entries.index(window.edit_menu.copy_entry) + 1]
        window.edit_menu.insertMenu(after, forms)

    def _copying(self, form: Form) -> Callable[[], None]:
        return lambda: self.copy(form)

    def _allow(self) -> None:
        """Offer what can be done, and say why it cannot."""
        has_table = self._table() is not None
        for entry in self._entries:
            possible = has_table or (entry is self._saving and self._saving_itself() is not None)
            why = "" if possible else self._d.tr("This subwindow has no table.")
            entry.setEnabled(possible)
            entry.setToolTip(why)
            entry.setStatusTip(why)

    def _saving_itself(self) -> SavesItself | None:
        """Give the subwindow's view if it is no table and can be saved."""
        window = self._area.currentSubWindow()
        view = window.view if isinstance(window, SubWindow) and self._table() is None else None
        return view if isinstance(view, SavesItself) else None

    def _table(self) -> tuple[SubWindow, TableView] | None:
        """Give the subwindow that was used last, and its table."""
        window = self._area.currentSubWindow()
        if not isinstance(window, SubWindow):
            return None
        views = window.view.findChildren(TableView)
        shown = [view for view in views if view.isVisibleTo(window.view)]
        return (window, shown[0]) if shown else None

    def _picked(self, view: TableView, places: list[int] | None) -> PickedRows:
        layout = view.layout_of_columns
        columns = [column for column in layout.in_order() if layout.is_shown(column.id)]
        return PickedRows(view.table, columns, places, self._d.tr)

    def _ask(
        self, suffix: str, title: str, write: Callable[[SubWindow, TableView, Path], None]
    ) -> None:
        found = self._table()
        if found is not None:
            window, view = found
            name = f"jlook-{window.key}.{suffix}"
            ask_for_file(self._d.window, title, name, lambda path: write(window, view, path))

    def _save(self, _window: SubWindow, view: TableView, path: Path) -> None:
        self.export.save(self._picked(view, None), path)

    def _print(self, window: SubWindow, view: TableView, path: Path) -> None:
        d, table = self._d, view.table
        layout = view.layout_of_columns
        columns = [column for column in layout.in_order() if layout.is_shown(column.id)]
        server = d.connection.view.server
        at = d.window.sight.true_at
        date = date_text(at if at is not None else d.clock.wall_now(), d.tr)
        chosen = ""
        if isinstance(table, JobTable) and not table.filter.is_empty:
            chosen = filter_words(table.filter, d.tr)
        head = TableHead(
            title=f"{window.title} — {server}" if server else window.title,
            as_of=date
            if at is None
            else d.tr("As of {date} {time}", date=date, time=exact_clock(at, milliseconds=False)),
            chosen=chosen,
            widths=[view.columnWidth(table.column_at(column.id)) for column in columns],
        )
        self.export.print(self._picked(view, None), head, path)
