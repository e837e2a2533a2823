# SPDX-License-Identifier: GPL-3.0-or-later
"""The [イベントログ] / Event log subwindow: newest line on top."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PyQt6.QtCore import QModelIndex, QPoint, Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QMenu, QVBoxLayout, QWidget

from jlook_client.lines import Line
from jlook_client.looks import Looks
from jlook_client.tables.log import SEVERITY_LOOKS, LogTable
from jlook_client.tables.log_filter import LogFilter, log_filter_of
from jlook_client.views.bar_on_headings import BarOnHeadings
from jlook_client.views.clipboard import copy_cells
from jlook_client.views.column_chooser import ColumnChooser
from jlook_client.views.empty_overlay import EmptyOverlay
from jlook_client.views.entries import Entry, fill_menu
from jlook_client.views.log_bar import MOST_PX, SHORT_BELOW_PX, LogBar
from jlook_client.views.newest import Newest
from jlook_client.views.table_view import TableView
from jmss.texts import Texts

SaveFile = Callable[[str, str, Callable[[], bytes]], None]
"""Asks for a file and writes it: what is saved, the name that is proposed, the contents."""


class EventLog(QWidget):
    """Lines with the tint of their severity; Enter on a line about a job shows that job.

    Args:
        table: the lines.
        show_job: shows the job of that number.
        save_file: asks for a file and writes it.
        tr: the words.
        looks: colours and glyphs.
        parent: the Qt parent.
    """

    def __init__(
        self,
        table: LogTable,
        *,
        show_job: Callable[[int], None],
        save_file: SaveFile,
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("event_log")
        self.setAccessibleName(tr("Event log"))
        self.table = table
        self._show_job = show_job
        self._save_file = save_file
        self._tr = tr
        self.view = TableView(table, looks)
        self.view.setAccessibleName(tr("Event log"))
        ColumnChooser(self.view, tr=tr, parent=self.view).open_over_headings()
        self.bar = LogBar(table, below=self.view, tr=tr, looks=looks)
        self.newest = Newest(self.view)
        self.empty = EmptyOverlay(
            self.view, looks, way_out=tr("Show all events"), leave=self.clear_filter
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(BarOnHeadings(self.bar, self.view, room=SHORT_BELOW_PX, most=MOST_PX), 1)
        self.setFocusProxy(self.view)
        self.view.activated.connect(self._open)
        self.view.menu_wanted.connect(self._offer_menu)
        self.newest.changed.connect(lambda: self.bar.show_unseen(self.newest.unseen))
        self.bar.unseen.clicked.connect(self.newest.follow)
        self.bar.save.clicked.connect(self.save_csv)
        table.counts_changed.connect(self._say_empty)
        top = QShortcut(QKeySequence("Ctrl+Home"), self)
        top.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        top.setWhatsThis(tr("Go to the newest event"))
        top.activated.connect(self.newest.follow)
        self._say_empty()

    def show_stale(self, as_of: str | None) -> None:
        """The log is the desk's own and stays as readable as it was; a reader hears the age."""
        self.view.setAccessibleDescription(as_of or "")

    def copy_selection(self) -> None:
        """Put the selected lines, or all that are shown, on the clipboard as CSV and TSV."""
        copy_cells(self.table.cells(self._chosen()))

    def select_all(self) -> None:
        """Select all lines (Ctrl+A)."""
        self.view.selectAll()

    def show_search(self) -> None:
        """Take the keyboard to the box in which words are entered (Ctrl+F)."""
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def save_csv(self) -> None:
        """Save the selected lines, or all that are shown, in a file."""
        lines = self._chosen()
        self._save_file(
            self._tr("Save the event log"), "jlook-events.csv", lambda: self.table.csv(lines)
        )

    def clear_filter(self) -> None:
        """Show all lines again."""
        self.bar.apply(LogFilter())

    def remembered(self) -> dict[str, Any]:
        """Give filter and columns, for the next start."""
        columns = self.view.layout_of_columns.state()
        return {"filter": self.table.filter.remembered(), "columns": columns}

    def recall(self, left: Mapping[str, Any]) -> None:
        """Filter and arrange the columns as they were left.

        Raises:
            TypeError: it was not written by ``remembered``.
        """
        self.bar.apply(log_filter_of(left.get("filter", {})))
        self.view.layout_of_columns.restore(left.get("columns", {}))

    def _chosen(self) -> list[Line]:
        places = self.view.selected_rows()
        return [self.table.rows[at] for at in places] if places else list(self.table.rows)

    def _open(self, index: QModelIndex) -> None:
        job = self.table.rows[index.row()].job
        if job is not None:
            self._show_job(job)

    def _say_empty(self) -> None:
        """Where there are no lines, say why not."""
        if self.table.rows:
            self.empty.hide()
        elif self.table.total:
            parts = self._tr(", ").join(self._filter_words())
            self.empty.tell(
                self._tr("No event passes the filter."), self._tr("Filter: {parts}", parts=parts)
            )
        else:
            self.empty.tell(self._tr("Nothing has happened yet"))

    def _filter_words(self) -> list[str]:
        tr, chosen = self._tr, self.table.filter
        words = [
            tr("without “{word}”", word=tr(SEVERITY_LOOKS[severity].word))
            for severity in sorted(chosen.without)
        ]
        if chosen.sources is not None:
            names = tr(", ").join(sorted(chosen.sources))
            words.append(tr("source “{names}”", names=names))
        if chosen.text:
            words.append(tr("text “{text}”", text=chosen.text))
        return words

    def _offer_menu(self, place: QPoint) -> None:
        tr = self._tr
        index = self.view.currentIndex()
        line = self.table.rows[index.row()] if index.isValid() else None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries = [Entry(text=tr("&Copy as CSV"), call=self.copy_selection, shortcut="Ctrl+C")]
        if line is not None:
            if line.job is not None:
                show = Entry(
                    text=tr("Show &job {number}", number=line.job), call=lambda: self._open(index)
                )
                entries.insert(0, show)
            entries += self._filters_by(line)
        entries += [
            Entry(text=tr("Show &all events"), call=self.clear_filter),
            Entry(text=tr("Go to the &newest"), call=self.newest.follow, shortcut="Ctrl+Home"),
            Entry(text=tr("&Save as CSV…"), call=self.save_csv, line_above=True),
        ]
        fill_menu(menu, entries)
        menu.popup(place)

    def _filters_by(self, line: Line) -> list[Entry]:
        """Offer to filter by what a line is."""
        tr, chosen = self._tr, self.table.filter
        word = tr(SEVERITY_LOOKS[line.severity].word)
        only = replace(chosen, sources=frozenset({line.source}))
        without = replace(chosen, without=chosen.without | {line.severity})
        return [
            Entry(
                text=tr("&Only from {source}", source=line.source),
                call=lambda: self.bar.apply(only),
                line_above=True,
            ),
            Entry(text=tr("&Without “{word}”", word=word), call=lambda: self.bar.apply(without)),
        ]
