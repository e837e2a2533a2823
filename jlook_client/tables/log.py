# SPDX-License-Identifier: GPL-3.0-or-later
"""The event log as a table: newest line first, filtered, for [イベントログ]."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PyQt6.QtCore import QModelIndex, QObject, pyqtSignal

from jlook_client.causes import cause_sentence
from jlook_client.lines import Line, Severity
from jlook_client.looks import Looks, StateLook
from jlook_client.tables.column import Column
from jlook_client.tables.csv_text import csv_file
from jlook_client.tables.log_filter import LogFilter
from jlook_client.tables.natural import natural_order
from jlook_client.tables.table import RowStyle, Table
from jlook_client.tables.times import clock_text, iso_text, moment_text
from jlook_client.timeline import DESK, Timeline, TimelineWatcher
from jmss.errors import N_
from jmss.link.view import Cause, LinkState, LinkView
from jmss.texts import Texts

SEVERITY_LOOKS = {
    Severity.INFO: StateLook("info", "wait", N_("Information")),
    Severity.WARNING: StateLook("warning", "warn", N_("Warning"), "warn_tint"),
    Severity.ERROR: StateLook("failed", "fail", N_("Error"), "fail_tint"),
}


@dataclass(slots=True)
class _Entry:
    """A line, and what the filter makes of it."""

    line: Line
    text: str
    """What is searched."""
    shown: bool = True


class LogTable(Table[Line], TimelineWatcher):
    """Shows the lines of the timeline that the filter lets through."""

    counts_changed = pyqtSignal()
    """``counts``, ``sources`` or the number of rows is another one."""

    def __init__(
        self,
        timeline: Timeline,
        *,
        now: Callable[[], float],
        ahead: Callable[[], float] = lambda: 0.0,
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        """Watch the timeline.

        Args:
            timeline: has the lines.
            now: seconds since 1970 by the server's clock.
            ahead: seconds by which that clock is ahead of the desk's.
            tr: the words.
            looks: colours and glyphs.
            parent: the Qt parent.
        """
        super().__init__(_log_columns(tr, now, self.moment), tr=tr, looks=looks, parent=parent)
        self._timeline = timeline
        self._ahead = ahead
        self._coming: list[Line] = []
        self._filter = LogFilter()
        self.counts: Counter[Severity] = Counter()
        """How many lines there are of each severity, whatever is shown."""
        self._of_sources: Counter[str] = Counter()
        self._entries: deque[_Entry] = deque()
        self._take_all()
        self.rows = [entry.line for entry in reversed(self._entries)]
        timeline.watchers.append(self)

    @property
    def filter(self) -> LogFilter:
        """What the lines are filtered by."""
        return self._filter

    @property
    def sources(self) -> list[str]:
        """The sources of which there are lines, by name."""
        return sorted(+self._of_sources, key=natural_order)

    @property
    def total(self) -> int:
        """How many lines there are, whatever is shown."""
        return len(self._entries)

    def set_filter(self, chosen: LogFilter) -> None:
        """Show what this filter lets through."""
        if chosen == self._filter:
            return
        self._filter = chosen
        words = chosen.words
        for entry in self._entries:
            entry.shown = self._passes(entry, words)
        self._show_all()

    def name(self, row: Line) -> int:
        """Give the identity of the line: two lines may say the same."""
        return id(row)

    def style(self, row: Line) -> RowStyle:
        """Give the look of its severity; information is said quietly."""
        return RowStyle(SEVERITY_LOOKS[row.severity], muted=row.severity is Severity.INFO)

    def tool_tip(self, row: Line, column: Column[Line]) -> str | None:
        """Say the cell in full, and the moment to the second."""
        return column.pointed_at(row)

    def moment(self, line: Line) -> float:
        """Give when it happened by the server's clock, also what the desk saw itself."""
        return line.at + self._ahead() if line.source == DESK else line.at

    def cells(self, lines: Iterable[Line]) -> list[list[str]]:
        """Give lines as cells below their headings, with the whole moment and the job's number."""
        tr = self._tr
        headings = (N_("Time"), N_("Severity"), N_("Source"), N_("Job"), N_("Message"))
        return [
            [tr(heading) for heading in headings],
            *(
                [
                    iso_text(self.moment(line), milliseconds=True),
                    tr(SEVERITY_LOOKS[line.severity].word),
                    line.source,
                    "" if line.job is None else str(line.job),
                    line_text(line, tr),
                ]
                for line in lines
            ),
        ]

    def csv(self, lines: Iterable[Line]) -> bytes:
        """Write lines for a spreadsheet, in the order in which they are given."""
        return csv_file(self.cells(lines))

    def line_added(self, line: Line) -> None:
        """Note a line."""
        self._coming.append(line)
        self.note()

    def cleared(self) -> None:
        """Show the lines that took the place of all."""
        self._coming.clear()
        self._take_all()
        self._show_all()

    def settle(self) -> None:
        """Put what came on top and drop what the timeline has forgotten."""
        self._due.stop()
        coming, self._coming = self._coming[-len(self._timeline.lines) :], []
        if not coming:
            return
        words = self._filter.words
        entries = [self._entry(line, words) for line in coming]
        self.batch_began.emit()
        gone = self._forget(len(self._entries) + len(entries) - len(self._timeline.lines))
        if gone:
            keep = len(self.rows) - gone
            self.beginRemoveRows(QModelIndex(), keep, len(self.rows) - 1)
            del self.rows[keep:]
            self.endRemoveRows()
        self._count(entries, 1)
        self._entries.extend(entries)
        shown = [entry.line for entry in reversed(entries) if entry.shown]
        if shown:
            self.beginInsertRows(QModelIndex(), 0, len(shown) - 1)
            self.rows[:0] = shown
            self.endInsertRows()
        self.batch_ended.emit()
        self.counts_changed.emit()

    def _take_all(self) -> None:
        words = self._filter.words
        self._entries = deque(self._entry(line, words) for line in self._timeline.lines)
        self.counts.clear()
        self._of_sources.clear()
        self._count(self._entries, 1)

    def _show_all(self) -> None:
        self.batch_began.emit()
        self.rearrange([entry.line for entry in reversed(self._entries) if entry.shown])
        self.batch_ended.emit()
        self.counts_changed.emit()

    def _entry(self, line: Line, words: tuple[str, ...]) -> _Entry:
        entry = _Entry(line, f"{line.source} {line_text(line, self._tr)}".casefold())
        entry.shown = self._passes(entry, words)
        return entry

    def _passes(self, entry: _Entry, words: tuple[str, ...]) -> bool:
        if not self._filter.takes(entry.line):
            return False
        return all(word in entry.text for word in words)

    def _forget(self, count: int) -> int:
        """Drop the oldest, and give how many of them were shown."""
        oldest = [self._entries.popleft() for _ in range(max(0, count))]
        self._count(oldest, -1)
        return sum(entry.shown for entry in oldest)

    def _count(self, entries: Iterable[_Entry], by: int) -> None:
        for entry in entries:
            self.counts[entry.line.severity] += by
            self._of_sources[entry.line.source] += by


def line_text(line: Line, tr: Texts) -> str:
    """Say a line in the language of ``tr``; the cause of a cut becomes a sentence."""
    fields = dict(line.fields)
    for name, value in line.fields.items():
        if isinstance(value, Cause):
            server = str(line.fields.get("server", ""))
            view = LinkView(state=LinkState.WAITING, server=server, cause=value)
            fields[name] = cause_sentence(tr, view)
    return tr(line.template, **fields)


def _log_columns(
    tr: Texts, now: Callable[[], float], moment: Callable[[Line], float]
) -> tuple[Column[Line], ...]:
    return (
        Column(
            id="severity",
            heading=N_("Severity"),
            text=lambda line: tr(SEVERITY_LOOKS[line.severity].word),
            value=lambda line: line.severity,
            shows_state=True,
            glyph_only=True,
        ),
        Column(
            id="time",
            heading=N_("Time"),
            text=lambda line: clock_text(moment(line), now(), tr),
            filed=lambda line: iso_text(moment(line)),
            in_full=lambda line: moment_text(moment(line), tr, milliseconds=True),
            value=moment,
            samples=("00:00:00",),
        ),
        Column(
            id="source",
            heading=N_("Source"),
            text=lambda line: line.source,
            value=lambda line: line.source,
            samples=("VCOM4", "JLook"),
        ),
        Column(
            id="message",
            heading=N_("Message"),
            text=lambda line: line_text(line, tr),
            value=lambda line: line.template,
            stretches=True,
        ),
    )
