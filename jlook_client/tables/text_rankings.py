# SPDX-License-Identifier: GPL-3.0-or-later
"""The rankings of the job table's long texts: kept for the columns that it is sorted by."""

from collections.abc import Callable

from PyQt6.QtCore import QObject, pyqtSignal

from jlook_client.tables.job_keys import SortedBy
from jlook_client.tables.row_order import Rows
from jlook_client.tables.text_ranking import TextRanking
from jlook_client.tables.text_ranks import Ranks
from jmss.columns.jobs import Ints, JobColumns


class TextRankings(QObject):
    """One ranking for each column of long texts, at work only while somebody sorts by it.

    Args:
        columns: gives the jobs; after a snapshot they are others.
        parent: the Qt parent.
    """

    ready = pyqtSignal()
    """Some ranks are new: what is sorted by them must be arranged again."""

    def __init__(self, columns: Callable[[], JobColumns], parent: QObject) -> None:
        super().__init__(parent)
        self._of = {
            "name": TextRanking(lambda: columns().names, lambda: columns().all_rows()),
            "command": TextRanking(lambda: columns().commands, lambda: columns().all_rows()),
        }
        for ranking in self._of.values():
            ranking.ready.connect(self.ready)

    def is_missing(self, column: str) -> bool:
        """Whether a column can be sorted by only when all its texts have been compared."""
        ranking = self._of.get(column)
        return ranking is not None and not ranking.is_ready

    def follow(self, by: SortedBy, then: SortedBy) -> None:
        """Rank what is sorted by, and nothing else."""
        for name, ranking in self._of.items():
            if name not in {by.column, then.column}:
                ranking.end()
            elif not ranking.is_ready:
                ranking.begin()

    def end(self) -> None:
        """Rank nothing."""
        for ranking in self._of.values():
            ranking.end()

    def place(self, rows: Ints, ordered: Callable[[], Rows], by: SortedBy, then: SortedBy) -> bool:
        """Rank rows that came or changed; tell whether ``ranks`` are others.

        Args:
            rows: those that did.
            ordered: gives the others in their order.
            by: what is sorted by.
            then: what equals are sorted by.
        """
        ranking, second = self._of.get(by.column), self._of.get(then.column)
        if ranking is not None and ranking.is_ready:
            ranking.place(rows, ordered, descending=by.descending)
            return True
        if second is not None and second.is_ready:
            second.place_later(rows)
            return True
        return False

    def ranks(self, rows: int) -> dict[str, Ranks]:
        """Give the ranks that there are, by column, each for so many rows."""
        return {name: one.ranks_for(rows) for name, one in self._of.items() if one.is_ready}
