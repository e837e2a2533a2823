# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of all tables: rows of facts behind Qt's model interface, in one scheme of roles.

Changes are noted as they come and settled once per frame, so that a storm of changes costs
the screen a few signals. Rows are references to frozen facts, never copies.
"""

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Generic

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QBrush, QFont

from jlook_client.looks import Looks, StateLook, Token
from jlook_client.tables.column import Column, Row
from jmss.texts import Texts

SOON_MS = 8
"""What comes within this time is shown together: half a beat of the server, so that the rows are
settled between two of them and put off no frame of the jobs."""

ROW_ROLE = Qt.ItemDataRole.UserRole
"""Gives the fact behind a row."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class RowStyle:
    """How a row shows what it is."""

    look: StateLook
    muted: bool = False
    """Said quietly: it is over, or it is only information."""
    strong: bool = False
    """Wants to be seen."""


class FactTable(QAbstractTableModel, Generic[Row]):
    """Facts behind Qt's model interface; whoever derives from it says where they come from."""

    mark_px = 0
    """How wide a mark may be that stands behind the word of a row's state."""
    batch_began = pyqtSignal()
    """Rows are about to come, go or move by themselves: a view notes where it stands."""
    batch_ended = pyqtSignal()

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._tr = tr
        self.looks = looks
        self.sorted_by: tuple[int, Qt.SortOrder] | None = None
        """The column whose heading carries an arrow, and the direction."""
        self._stale = False
        self._answers: dict[int, Callable[[Row, Column[Row]], object]] = {
            Qt.ItemDataRole.DisplayRole: self._display,
            Qt.ItemDataRole.DecorationRole: self._decoration,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.BackgroundRole: self._background,
            Qt.ItemDataRole.ForegroundRole: self._foreground,
            Qt.ItemDataRole.FontRole: self._font,
            Qt.ItemDataRole.ToolTipRole: self.tool_tip,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            ROW_ROLE: lambda row, _column: row,
        }

    @property
    @abstractmethod
    def rows(self) -> Sequence[Row]:
        """The facts that are shown, from top to bottom."""

    def rows_between(self, first: int, end: int) -> Sequence[Row]:
        """Give those that stand from ``first`` to before ``end``."""
        return self.rows[first:end]

    @abstractmethod
    def style(self, row: Row) -> RowStyle:
        """Give how a row looks now."""

    def tool_tip(self, row: Row, column: Column[Row]) -> str | None:
        """Give what a cell says when the pointer rests on it; None: nothing."""
        return None

    @property
    def stale(self) -> bool:
        """Whether the rows are shown as last known."""
        return self._stale

    def repaint_all(self) -> None:
        """Tell the views that every cell may say something else now."""
        count = self.rowCount()
        if count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, len(self.columns) - 1))

    def column_at(self, identity: str) -> int:
        """Give the place of a column by its id."""
        return next(at for at, column in enumerate(self.columns) if column.id == identity)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as in Qt
        """Give the number of rows (Qt)."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as in Qt
        """Give the number of columns (Qt)."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Answer for a cell and a role (Qt)."""
        answer = self._answers.get(role)
        if answer is None or not index.isValid() or index.row() >= self.rowCount():
            return None
        return answer(self.rows[index.row()], self.columns[index.column()])

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Answer for a heading (Qt)."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if column.glyph_only else self.heading(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._tr(column.heading)
        return None

    def heading(self, section: int) -> str:
        """Give a heading as it is drawn, with an arrow where the table is sorted by it."""
        text = self._tr(self.columns[section].heading)
        if self.sorted_by is None or self.sorted_by[0] != section:
            return text
        return f"{text} {'▾' if self.sorted_by[1] is Qt.SortOrder.DescendingOrder else '▴'}"

    def tell_changed(self, places: Iterable[int]) -> None:
        """Tell the views which rows say something else; neighbours go in one signal."""
        last_column = len(self.columns) - 1
        for _, run in groupby(enumerate(sorted(places)), key=lambda pair: pair[1] - pair[0]):
            members = [place for _, place in run]
            self.dataChanged.emit(self.index(members[0], 0), self.index(members[-1], last_column))

    def _display(self, row: Row, column: Column[Row]) -> str:
        return "" if column.glyph_only else column.text(row)

    def _decoration(self, row: Row, column: Column[Row]) -> object:
        return self.looks.state_icon(self.style(row).look) if column.shows_state else None

    def _alignment(self, _row: Row, column: Column[Row]) -> object:
        return _RIGHT if column.right else _LEFT

    def _background(self, row: Row, _column: Column[Row]) -> object:
        return self._brush(self.style(row).look.tint)

    def _foreground(self, row: Row, column: Column[Row]) -> object:
        muted = self._stale or (self.style(row).muted and not column.shows_state)
        return self._brush("muted" if muted else None)

    def _font(self, row: Row, column: Column[Row]) -> object:
        if not (column.strong and self.style(row).strong):
            return None
        font = QFont()
        font.setBold(True)
        return font

    def _spoken(self, row: Row, column: Column[Row]) -> str:
        return f"{self._tr(column.heading)}: {column.text(row) or '−'}"

    def _brush(self, token: Token | None) -> object:
        return None if token is None else QBrush(self.looks.colour(token))


class Table(FactTable[Row]):
    """Facts in a list; whoever derives from it says how they are named, styled and settled."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, tr=tr, looks=looks, parent=parent)
        self._rows: list[Row] = []
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(SOON_MS)
        self._due.timeout.connect(self.settle)

    @property
    def rows(self) -> list[Row]:
        """The facts that are shown, from top to bottom."""
        return self._rows

    @rows.setter
    def rows(self, rows: list[Row]) -> None:
        self._rows = rows

    @abstractmethod
    def name(self, row: Row) -> Hashable:
        """Give what tells a row from all others, whatever becomes of it."""

    @abstractmethod
    def settle(self) -> None:
        """Bring the rows up to date with what was noted since the last time."""

    def note(self) -> None:
        """Have ``settle`` called soon."""
        if not self._due.isActive():
            self._due.start()

    def show_rows(self, wanted: list[Row]) -> None:
        """Show ``wanted``; where they are the same rows, tell only which say something else."""
        if [self.name(row) for row in wanted] != [self.name(row) for row in self.rows]:
            self.batch_began.emit()
            self.rearrange(wanted)
            self.batch_ended.emit()
            return
        changed = [at for at, row in enumerate(wanted) if row != self.rows[at]]
        self.rows = wanted
        self.tell_changed(changed)

    def rearrange(self, wanted: list[Row]) -> None:
        """Put ``wanted`` in place of all rows in at most four steps.

        What stays keeps its selection: it is moved, never removed and added again.
        """
        names = {self.name(row) for row in wanted}
        staying = [row for row in self.rows if self.name(row) in names]
        if len(staying) < len(self.rows):
            leaving = [row for row in self.rows if self.name(row) not in names]
            self._reorder([*staying, *leaving])
            self.beginRemoveRows(QModelIndex(), len(staying), len(self.rows) - 1)
            self.rows = staying
            self.endRemoveRows()
        here = {self.name(row) for row in self.rows}
        coming = [row for row in wanted if self.name(row) not in here]
        if coming:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(wanted) - 1)
            self.rows = [*self.rows, *coming]
            self.endInsertRows()
        self._reorder(wanted)
        self.repaint_all()

    def _reorder(self, wanted: list[Row]) -> None:
        """Show the same rows, possibly with news in them, in another order."""
        place = {self.name(row): at for at, row in enumerate(wanted)}
        if all(place[self.name(row)] == at for at, row in enumerate(self.rows)):
            self.rows = list(wanted)
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        after = [
            self.index(place[self.name(self.rows[index.row()])], index.column()) for index in before
        ]
        self.rows = list(wanted)
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
