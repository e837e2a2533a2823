# SPDX-License-Identifier: GPL-3.0-or-later
"""The view of JSchedule: the schedules, and below them what they do."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.acts import Part
from jlook_client.looks import Looks
from jlook_client.tables.act_words import part_words
from jlook_client.tables.schedules import ScheduleTable
from jlook_client.views.action_strip import ActionStrip, StripAnswer, StripQuestion
from jlook_client.views.column_chooser import ColumnChooser
from jlook_client.views.elided_label import ElidedLabel
from jlook_client.views.empty_overlay import EmptyOverlay
from jlook_client.views.schedule_actions import ScheduleActions
from jlook_client.views.schedule_pages import SchedulePages
from jlook_client.views.table_copy import copy_table
from jlook_client.views.table_view import TableView, WholeRows
from jmss.model.schedules import Schedule
from jmss.texts import Texts

_NAMED = 3


class ScheduleList(QWidget):
    """The table over the pages.

    Args:
        table: the schedules.
        pages: what those that are selected do.
        build_actions: builds what can be done with them, given what tells and what confirms.
        tr: the words.
        looks: colours and glyphs.
    """

    def __init__(
        self,
        table: ScheduleTable,
        pages: SchedulePages,
        build_actions: Callable[["ScheduleList"], ScheduleActions],
        *,
        tr: Texts,
        looks: Looks,
    ) -> None:
        super().__init__()
        self.setObjectName("schedules")
        self._table = table
        self._tr = tr
        self.aged: Callable[[str | None], None] = lambda _as_of: None
        """Called with what ``show_stale`` is; set by whoever has further windows."""
        self.pages = pages
        self.view = TableView(table, looks)
        self.view.setAccessibleName(tr("Schedules"))
        self.strip = ActionStrip(looks)
        self.numbers, self.outcome = QLabel(), ElidedLabel()
        self.outcome.setObjectName("outcome")
        self.doing = build_actions(self)
        self._empty = EmptyOverlay(
            self.view, looks, way_out=tr("New schedule…"), leave=self.doing.new.trigger
        )
        ColumnChooser(self.view, tr=tr, parent=self).open_over_headings()
        self._lay_out()
        self._connect()
        self._note_rows()

    # What the program tells.

    def show_stale(self, as_of: str | None) -> None:
        """Show everything as last known, and let nothing be done; None: live again."""
        stale = as_of is not None
        self.doing.set_live(live=not stale)
        self.strip.hinder(self._tr("Not connected to the JMSS server.") if stale else "")
        self._table.show_stale(stale=stale)
        self.pages.show_stale(stale=stale)
        self.view.setAccessibleDescription(as_of or "")
        self._note_rows()
        self.aged(as_of)

    def show_outcome(self, what: str, part: Part) -> None:
        """Say what became of something that was asked."""
        tr = self._tr
        name = str(getattr(part.operation, "schedule", "") or getattr(part.operation, "name", ""))
        self.outcome.set_text(
            tr("{what}: {outcome}", what=tr(what, name=name), outcome=part_words(part, tr))
        )

    def confirm_removal(self, schedules: Sequence[Schedule]) -> None:
        """Ask whether these are to be removed."""
        tr = self._tr
        names = tr(", ").join(schedule.name for schedule in schedules[:_NAMED])
        more = len(schedules) - _NAMED
        if more > 0:
            names = tr("{names} and {n} more", names=names, n=more)
        text = tr("Remove {names}? What they have submitted goes on; their history goes.",
                  names=names)  # fmt: skip
        answer = StripAnswer(tr("&Remove"), lambda: self.doing.remove_all(schedules))
        self.strip.ask(
            StripQuestion(text=text, answers=[answer], leave=tr("Do not remove"), warns=True)
        )

    def remembered(self) -> dict[str, Any]:
        """Give columns, page and heights for the settings."""
        return {
            "columns": self.view.layout_of_columns.state(),
            "heights": self._split.sizes(),
            **self.pages.remembered(),
        }

    def recall(self, left: Mapping[str, Any]) -> None:
        """Be as it was left."""
        self.view.layout_of_columns.restore(left.get("columns", {}))
        if heights := left.get("heights"):
            self._split.setSizes([int(height) for height in heights])
        self.pages.recall(left)

    def copy_selection(self) -> None:
        """Put the selected schedules, or all, on the clipboard."""
        copy_table(self.view, self._tr)

    def select(self, name: str) -> None:
        """Select a schedule by its name."""
        for at, row in enumerate(self._table.rows):
            if row.schedule.name == name:
                self.view.selectRow(at)

    # Inside.

    def _selected(self) -> list[Schedule]:
        rows = self._table.rows
        return [rows[at].schedule for at in self.view.selected_rows()]

    def _note_rows(self) -> None:
        rows, tr = self._table.rows, self._tr
        selected = self._selected()
        self.doing.select(selected)
        self.pages.show_names(frozenset(one.name for one in selected) or None)
        disabled = sum(not row.schedule.enabled for row in rows)
        text = tr.plural("{n} schedule", "{n} schedules", len(rows))
        if disabled:
            text += "　" + tr("{n} disabled", n=disabled)
        self.numbers.setText(text)
        if rows:
            self._empty.hide()
        else:
            may = self.doing.new.isEnabled()
            why = tr("A schedule submits jobs at the times that it says.") if may else ""
            self._empty.tell(tr("There are no schedules yet."), why)

    def _offer_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_schedule_menu(menu, self.doing)
        menu.popup(place)

    def _connect(self) -> None:
        self.view.when_rows_change(self._note_rows)
        self.view.activated.connect(lambda _index: self.doing.edit.trigger())
        self.view.menu_wanted.connect(self._offer_menu)

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("bar")
        buttons = QHBoxLayout(bar)
        buttons.setContentsMargins(8, 5, 8, 5)
        buttons.setSpacing(6)
        for action in self.doing.all:
            button = QToolButton()
            button.setObjectName("chip")
            button.setDefaultAction(action)
            button.setAccessibleName(action.text().replace("&", "").rstrip("…"))
            buttons.addWidget(button)
        buttons.addStretch(1)
        foot = QFrame()
        foot.setObjectName("foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(8, 2, 8, 2)
        row.addWidget(self.numbers)
        row.addWidget(self.outcome, 1)
        upper = QWidget()
        top = QVBoxLayout(upper)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(0)
        for widget, share in ((bar, 0), (WholeRows(self.view), 1), (self.strip, 0), (foot, 0)):
            top.addWidget(widget, share)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.addWidget(upper)
        self._split.addWidget(self.pages)
        self._split.setSizes([300, 500])
        self._split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._split)
        self.setFocusProxy(self.view)


def fill_schedule_menu(menu: QMenu, actions: ScheduleActions) -> None:
    """Put the actions into a menu, in groups."""
    menu.setToolTipsVisible(True)
    menu.addActions([actions.new, actions.edit, actions.copy])
    menu.addSeparator()
    menu.addActions([actions.run, actions.enable, actions.disable])
    menu.addSeparator()
    menu.addAction(actions.remove)
