# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of tables that show machines or queues with how many jobs there are at each."""

from abc import abstractmethod
from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject, Qt

from jlook_client.looks import Looks
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.tables.column import Column, Row, SortValue
from jlook_client.tables.frame_clock import FrameClock
from jlook_client.tables.natural import natural_order
from jlook_client.tables.table import Table
from jmss.columns.jobs import Ints
from jmss.texts import Texts


class CountedTable(Table[Row], MirrorWatcher):
    """Follows the mirror; jobs cost it a count, and rows are built only when a number moved."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        mirror: Mirror,
        *,
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        """Watch the mirror; whoever derives from this calls ``settle`` when it is built.

        Args:
            columns: of the table.
            mirror: has the machines and queues, and counts its jobs.
            tr: the words.
            looks: colours and glyphs.
            parent: the Qt parent.
        """
        super().__init__(columns, tr=tr, looks=looks, parent=parent)
        self._mirror = mirror
        self._moves = 0
        self._counting = FrameClock(self._count, parent=self)
        mirror.watchers.append(self)

    @abstractmethod
    def built(self) -> list[Row]:
        """Give the rows as they are now, from top to bottom."""

    def settle(self) -> None:
        """Bring the rows up to date."""
        self._due.stop()
        self._moves = self._mirror.load_moves
        self.show_rows(self._in_order(self.built()))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column from now on (Qt); -1: in the order of ``built``."""
        self.sorted_by = (column, order) if column >= 0 else None
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self.settle()

    def _in_order(self, rows: list[Row]) -> list[Row]:
        """Sort rows, those last that say nothing there; equals stay as they are."""
        if self.sorted_by is None:
            return rows
        at, order = self.sorted_by
        value = self.columns[at].value
        known = [row for row in rows if value(row) is not None]
        known.sort(
            key=lambda row: _sort_key(value(row)), reverse=order is Qt.SortOrder.DescendingOrder
        )
        return [*known, *(row for row in rows if value(row) is None)]

    def jobs_changed(self, rows: Ints, removed: Ints) -> None:
        """Note that a job may have come, gone or be counted elsewhere."""
        self._counting.note(seen=False)

    def machines_changed(self) -> None:
        """Show anew where machines are, and what queues feed."""
        self.note()

    def queues_changed(self) -> None:
        """Show queues anew, and who waits at the machines that they feed."""
        self.note()

    def replaced(self) -> None:
        """Show everything anew."""
        self.note()

    def _count(self) -> None:
        if self._mirror.load_moves != self._moves:
            self.note()


def _sort_key(value: SortValue) -> list[tuple[float, str]]:
    if isinstance(value, str):
        return [*natural_order(value)]
    assert value is not None
    return [(value, "")]


def number_column(
    identity: str,
    heading: str,
    value: Callable[[Row], int],
    tr: Texts,
    *,
    text: Callable[[Row], str] | None = None,
    samples: tuple[str, ...] = ("000",),
) -> Column[Row]:
    """Give a column of counts; ``text`` is how one is written, if it is not a count alone."""
    return Column(
        id=identity,
        heading=heading,
        text=text or (lambda row: tr.count(value(row))),
        filed=None if text else (lambda row: str(value(row))),
        value=value,
        right=True,
        samples=samples,
    )


def name_column(
    identity: str,
    heading: str,
    name: Callable[[Row], str],
    *,
    samples: tuple[str, ...],
    stretches: bool = False,
) -> Column[Row]:
    """Give a column of names."""
    return Column(
        id=identity, heading=heading, text=name, value=name, samples=samples, stretches=stretches
    )
