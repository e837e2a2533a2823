# SPDX-License-Identifier: GPL-3.0-or-later
"""The [フェイルオーバ履歴] / Failover history subwindow: one lane per virtual computer.

A block is a stay on a node: grey at home, amber away. A red hatch is an outage, a grey dotted
hatch is what this desk cannot know.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QContextMenuEvent, QResizeEvent
from PyQt6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from jlook_client.looks import Looks
from jlook_client.mirror import Mirror, MirrorWatcher
from jlook_client.tables.lane_words import kind_text, lanes_csv, lanes_json
from jlook_client.tables.lanes import Lane, lanes
from jlook_client.tables.time_window import LENGTHS, TimeWindow
from jlook_client.timeline import Timeline, TimelineWatcher
from jlook_client.views.clipboard import copy_cells
from jlook_client.views.entries import Entry, Submenu, fill_menu
from jlook_client.views.event_log import SaveFile
from jlook_client.views.lane_bar import LaneBar, length_text
from jlook_client.views.lane_legend import LaneLegend, LegendPopover
from jlook_client.views.lane_list import LaneList
from jlook_client.views.lane_picture import LanePicture
from jmss.texts import Texts

_REPAINT_MS = 2000

LEGEND_FROM_PX = 300
"""In a lower subwindow the lanes take the line of the legend, and the bar offers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneTimes:
    """What time it is, in seconds since 1970 by the server's clock."""

    now: Callable[[], float]
    """Where the picture ends."""
    last_heard: Callable[[], float]
    """When anything was last heard."""
    ahead: Callable[[], float] = lambda: 0.0
    """Seconds by which that clock is ahead of the desk's, which times the blind periods."""


class FailoverHistory(QWidget, MirrorWatcher, TimelineWatcher):
    """The picture or the list of where virtual computers were, and its legend."""

    def __init__(
        self,
        mirror: Mirror,
        timeline: Timeline,
        *,
        times: LaneTimes,
        save_file: SaveFile,
        entries: Sequence[Entry] = (),
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        """Watch mirror and timeline.

        Args:
            mirror: knows machines and placements.
            timeline: knows the desk's blind periods.
            times: what time it is.
            save_file: asks for a file and writes it.
            entries: more for the context menu.
            tr: the words.
            looks: colours.
            parent: the Qt parent.
        """
        super().__init__(parent)
        self.setObjectName("failover_history")
        self.setAccessibleName(tr("Failover history"))
        self._mirror = mirror
        self._timeline = timeline
        self._times = times
        self._save_file = save_file
        self._entries = entries
        self._tr = tr
        self._stale_since: float | None = None
        self.bar = LaneBar(tr=tr)
        self.picture = LanePicture(self.lanes, now=times.now, tr=tr, looks=looks)
        self.list = LaneList(tr)
        self._pages = QStackedWidget()
        self.legend = LaneLegend(tr=tr, looks=looks)
        self.legend_beside = LegendPopover(self.bar.ask_legend, tr=tr, looks=looks)
        self._lay_out()
        self._join()
        self.destroyed.connect(partial(_forget, mirror, timeline, self))
        mirror.watchers.append(self)
        timeline.watchers.append(self)
        self._repaint = QTimer(self)
        self._repaint.setInterval(_REPAINT_MS)
        self._repaint.timeout.connect(self._go_on)
        self._repaint.start()
        self.bar.show_window(self.picture.time_window)
        self.refresh()

    def show_stale(self, as_of: str | None) -> None:
        """Show what came after the last thing heard as not known; None: live again."""
        if as_of is None:
            self._stale_since = None
        elif self._stale_since is None:
            self._stale_since = self._times.last_heard()
        self.refresh()

    def lanes(self) -> list[Lane]:
        """Give what is painted."""
        return lanes(
            self._mirror.machines,
            self._mirror.placements.values(),
            self._timeline.outages,
            now=self._times.now(),
            stale_since=self._stale_since,
            ahead=self._times.ahead(),
        )

    def machines_changed(self) -> None:
        """Paint anew: a machine may have another home."""
        self.refresh()

    def placements_changed(self) -> None:
        """Paint anew: a stay began or ended."""
        self.refresh()

    def replaced(self) -> None:
        """Paint anew after a snapshot."""
        self.refresh()

    def outages_changed(self) -> None:
        """Paint anew: this desk went blind or sees again."""
        self.refresh()

    def refresh(self) -> None:
        """Paint anew, and tell a screen reader where every virtual computer is."""
        shown = self.lanes()
        said = [
            f"{lane.virtual_computer}: {kind_text(lane.spans[-1], self._tr)}"
            for lane in shown
            if lane.spans
        ]
        self.setAccessibleDescription(", ".join(said))
        self.picture.setAccessibleDescription(self.accessibleDescription())
        if self._pages.currentWidget() is self.list:
            self.list.show_lanes(shown)
        self.picture.updateGeometry()
        self.picture.update()

    def copy_selection(self) -> None:
        """Put the history, or the selected rows of the list, on the clipboard (Ctrl+C)."""
        self.list.show_lanes(self.lanes())
        copy_cells(self.list.selected_rows())

    def remembered(self) -> dict[str, Any]:
        """Give how much time is shown, and as what."""
        return {"length": self.picture.time_window.length, "list": self.bar.as_list.isChecked()}

    def recall(self, left: Mapping[str, Any]) -> None:
        """Show as much time as it was left with; a length of a newer JLook is passed over."""
        length = left.get("length")
        self.picture.time_window = TimeWindow(length if length in LENGTHS else None)
        self._show_list(on=left.get("list") is True)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show the legend below the lanes where there is room for both (Qt)."""
        super().resizeEvent(event)
        has_room = self.height() >= LEGEND_FROM_PX
        self.legend.setVisible(has_room)
        self.bar.ask_legend.setVisible(not has_room)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Offer the menu, by mouse or keyboard (Qt)."""
        if event is not None:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            fill_menu(menu, [*self._own_entries(), *self._entries])
            menu.popup(event.globalPos())

    def _own_entries(self) -> list[Entry | Submenu]:
        tr, picture = self._tr, self.picture
        lengths = [(tr("All that is known"), None), *((length_text(s, tr), s) for s in LENGTHS)]
        listed = self.bar.as_list.isChecked()
        return [
            Entry(text=tr("&Less time"), call=lambda: picture.zoom(closer=True), shortcut="+"),
            Entry(text=tr("&More time"), call=lambda: picture.zoom(closer=False), shortcut="-"),
            Submenu(
                text=tr("&Time shown"),
                entries=[Entry(text=text, call=partial(self._last, s)) for text, s in lengths],
            ),
            Entry(text=tr("&Earlier"), call=lambda: picture.move_by(-0.75), shortcut="PgUp"),
            Entry(text=tr("L&ater"), call=lambda: picture.move_by(0.75), shortcut="PgDown"),
            Entry(text=tr("&Now"), call=picture.go_to_now, shortcut="End"),
            Entry(
                text=tr("As a &picture") if listed else tr("As a li&st"),
                call=lambda: self._show_list(on=not listed),
                line_above=True,
            ),
            Entry(text=tr("Save the history as CS&V…"), call=self.save_as_csv, line_above=True),
            Entry(text=tr("Save the history as JS&ON…"), call=self._save_json),
        ]

    def save_as_csv(self) -> None:
        """Let the operator name a CSV file for the whole history."""
        title = self._tr("Save the failover history")
        self._save_file(title, "jlook-failovers.csv", lambda: lanes_csv(self.lanes(), self._tr))

    def _lay_out(self) -> None:
        self._pages.addWidget(self.picture)
        self._pages.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._pages, 1)  # first, so that the keyboard begins there
        layout.insertWidget(0, self.bar)
        layout.addWidget(self.legend)
        self.setFocusProxy(self.picture)

    def _join(self) -> None:
        bar, picture = self.bar, self.picture
        bar.closer.clicked.connect(lambda: picture.zoom(closer=True))
        bar.wider.clicked.connect(lambda: picture.zoom(closer=False))
        bar.ask_legend.clicked.connect(self.legend_beside.turn)
        bar.now.clicked.connect(picture.go_to_now)
        bar.length_chosen.connect(self._last)
        bar.as_list.clicked.connect(lambda on: self._show_list(on=on))
        picture.window_changed.connect(lambda: bar.show_window(picture.time_window))
        picture.chosen_changed.connect(self._tell_chosen)
        picture.setAccessibleName(self.accessibleName())

    def _tell_chosen(self, text: str) -> None:
        """Say what the keyboard stands on: on screen, and to a screen reader."""
        self.bar.told.set_text(text)
        self.picture.setAccessibleName(text or self.accessibleName())

    def _last(self, length: float | None) -> None:
        window = self.picture.time_window
        self.picture.time_window = TimeWindow(length, window.end if length else None)

    def _show_list(self, *, on: bool) -> None:
        self.bar.as_list.setChecked(on)
        self.list.show_lanes(self.lanes())
        page = self.list if on else self.picture
        self._pages.setCurrentWidget(page)
        self.setFocusProxy(page)

    def _go_on(self) -> None:
        if self._pages.currentWidget() is self.list:
            self.list.show_lanes(self.lanes())
        else:
            self.picture.update()

    def _save_json(self) -> None:
        title = self._tr("Save the failover history")
        self._save_file(title, "jlook-failovers.json", lambda: lanes_json(self.lanes()))


def _forget(mirror: Mirror, timeline: Timeline, watcher: FailoverHistory) -> None:
    mirror.watchers[:] = [one for one in mirror.watchers if one is not watcher]
    timeline.watchers[:] = [one for one in timeline.watchers if one is not watcher]
