# SPDX-License-Identifier: GPL-3.0-or-later
"""The event log as a table: newest line first, for [イベントログ]."""

from collections.abc import Callable

from PyQt6.QtCore import QModelIndex, QObject

from jlook_client.causes import cause_sentence
from jlook_client.lines import Line, Severity
from jlook_client.looks import Looks, StateLook
from jlook_client.tables.column import Column
from jlook_client.tables.table import RowStyle, Table
from jlook_client.tables.times import clock_text
from jlook_client.timeline import Timeline, TimelineWatcher
from jmss.errors import N_
from jmss.link.view import Cause, LinkState, LinkView
from jmss.texts import Texts

_LOOKS = {
    Severity.INFO: StateLook("info", "wait", N_("Information")),
    Severity.WARNING: StateLook("warning", "warn", N_("Warning"), "warn_tint"),
    Severity.ERROR: StateLook("failed", "fail", N_("Error"), "fail_tint"),
}


class LogTable(Table[Line], TimelineWatcher):
    """Shows the lines of the timeline."""

    def __init__(
        self,
        timeline: Timeline,
        *,
        now: Callable[[], float],
        tr: Texts,
        looks: Looks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(_log_columns(tr, now), tr=tr, looks=looks, parent=parent)
        self._timeline = timeline
        self._coming: list[Line] = []
        self.rows = list(reversed(timeline.lines))
        timeline.watchers.append(self)

    def name(self, row: Line) -> int:
        """Give the identity of the line: two lines may say the same."""
        return id(row)

    def style(self, row: Line) -> RowStyle:
        """Give the look of its severity; information is said quietly."""
        return RowStyle(_LOOKS[row.severity], muted=row.severity is Severity.INFO)

    def tool_tip(self, row: Line, column: Column[Line]) -> str | None:
        """Say the cell in full."""
        return column.text(row)

    def line_added(self, line: Line) -> None:
        """Note a line."""
        self._coming.append(line)
        self.note()

    def cleared(self) -> None:
        """Show the lines that took the place of all."""
        self._coming.clear()
        self.batch_began.emit()
        self.rearrange(list(reversed(self._timeline.lines)))
        self.batch_ended.emit()

    def settle(self) -> None:
        """Put what came on top and drop what the timeline has forgotten."""
        self._due.stop()
        coming, self._coming = self._coming[-len(self._timeline.lines) :], []
        if not coming:
            return
        self.batch_began.emit()
        keep = len(self._timeline.lines) - len(coming)
        if len(self.rows) > keep:
            self.beginRemoveRows(QModelIndex(), keep, len(self.rows) - 1)
            del self.rows[keep:]
            self.endRemoveRows()
        self.beginInsertRows(QModelIndex(), 0, len(coming) - 1)
        self.rows[:0] = reversed(coming)
        self.endInsertRows()
        self.batch_ended.emit()


def line_text(line: Line, tr: Texts) -> str:
    """Say a line in the language of ``tr``; the cause of a cut becomes a sentence."""
    fields = dict(line.fields)
    for name, value in line.fields.items():
        if isinstance(value, Cause):
            server = str(line.fields.get("server", ""))
            view = LinkView(state=LinkState.WAITING, server=server, cause=value)
            fields[name] = cause_sentence(tr, view)
    return tr(line.template, **fields)


def _log_columns(tr: Texts, now: Callable[[], float]) -> tuple[Column[Line], ...]:
    return (
        Column(
            id="severity",
            heading=N_("Severity"),
            text=lambda line: tr(_LOOKS[line.severity].word),
            value=lambda line: line.severity,
            shows_state=True,
            glyph_only=True,
        ),
        Column(
            id="time",
            heading=N_("Time"),
            text=lambda line: clock_text(line.at, now()),
            value=lambda line: line.at,
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
