# SPDX-License-Identifier: GPL-3.0-or-later
"""What `./dev bench table` measures, each part in a process of its own.

Run as ``table_parts.py PART ROWS``; prints the figures as one line of JSON.
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PyQt6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QTableView, QWidget

from benchmarks.parts.heartbeat import Heartbeat
from benchmarks.parts.live_desk import LiveDesk, filled
from benchmarks.parts.many_jobs import NOW, Site
from benchmarks.parts.other_tables import first_try, qts_own
from jlook_client.apps.freed_memory import SETTLED_MS
from jlook_client.tables.job_filter import JobFilter
from jlook_client.tables.row_table import ON_SCREEN
from jlook_client.views.job_table_view import JobTableView
from jmss.columns.chunk import JobChunk
from jmss.columns.jobs import Ints
from jmss.wire.frames import DeltaColumns

Figures = dict[str, float]

ROUNDS = 12
REPAINTS = 8
FRAMES = 64
"""So many frames of changes are made before the clock runs; they come again and again."""
FRAME_MS = 16
TIMED = 12
"""Seconds of which each has its processor time taken; the figure is their median."""
WATCHED = 6.0
"""So long after that, stalls are looked for: the timer of 4 ms that finds them takes 3 % of a core
by itself."""
BEFORE = 1.0
"""Seconds of rain before that."""
LASTS = BEFORE + TIMED + WATCHED
"""Seconds of rain in all."""
SETTLED_S = 3 * SETTLED_MS / 1000
"""After a snapshot: the memory that it freed has been given back."""


def cpu_ms(work: Callable[[], object]) -> float:
    """Give the milliseconds of processor time that something took."""
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1000


def repaint(app: QApplication, folder: Path, rows: int) -> Figures:
    """Paint a screen full of cells, in turn with the others."""
    live, _ = filled(app, folder, rows)
    first, last = live.view.visible_rows()
    texts = [
        [live.table.data(live.table.index(at, column)) for column in shown_columns(live)]
        for at in range(first, last + 1)
    ]
    views: list[QTableView] = [live.view, qts_own(texts, live.view), first_try(texts, live.view)]
    app.processEvents()
    for view in views:
        model = view.model()
        assert model is not None
        assert view.rowAt(view.viewport().height() - 1) in {-1, last}  # type: ignore[union-attr]
    rounds = [[cpu_ms(partial(painted, view)) / REPAINTS for view in views] for _ in range(ROUNDS)]
    ours, cpp, naive = ([one[at] for one in rounds[1:]] for at in range(3))
    live.close()
    return {
        "rows": last + 1.0,
        "columns": float(len(texts[0])),
        "ours": median(ours),
        "cpp": median(cpp),
        "naive": median(naive),
        "vs_cpp": median(b / a for a, b in zip(ours, cpp, strict=True)),
        "vs_naive": median(b / a for a, b in zip(ours, naive, strict=True)),
        "vs_cpp_low": min(b / a for a, b in zip(ours, cpp, strict=True)),
        "vs_naive_low": min(b / a for a, b in zip(ours, naive, strict=True)),
    }


def painted(view: QTableView) -> None:
    viewport = view.viewport()
    assert viewport is not None
    for _ in range(REPAINTS):
        viewport.repaint()


def shown_columns(live: LiveDesk) -> list[int]:
    header = live.view.horizontalHeader()
    assert header is not None
    order = [header.logicalIndex(at) for at in range(header.count())]
    return [at for at in order if not header.isSectionHidden(at)]


def storm(app: QApplication, folder: Path, rows: int, rate: float) -> Figures:
    """Let changes rain on rows here and there, as the link would hand them over."""
    live, site = filled(app, folder, rows)
    figures = rained(live, frames_of(site, rate), rate)
    live.close()
    return figures


def sorted_storm(app: QApplication, folder: Path, rows: int, rate: float) -> Figures:
    """As before, in a view that is sorted by what changes."""
    live, site = filled(app, folder, rows)
    live.table.sort(live.table.column_at("started"), Qt.SortOrder.DescendingOrder)
    app.processEvents()
    frames = frames_of(site, rate)
    figures = rained(live, frames, rate, started_lately(frames))
    columns = live.desk.mirror.columns
    live.table.settle()
    keys = np.nan_to_num(columns.started[columns.all_rows()], nan=-1.0)
    in_order = np.nan_to_num(columns.started[live.table.shown], nan=-1.0)
    assert (in_order == np.sort(keys)[::-1]).all(), "the order is another than that of sorting"
    live.close()
    return figures


def frames_of(site: Site, rate: float) -> list[DeltaColumns]:
    return [site.change(0, round(rate * FRAME_MS / 1000)) for _ in range(FRAMES)]


Made = Callable[[int, float], JobChunk]
"""Makes the chunk of a frame, by its place among the frames and the seconds that have passed."""


def started_lately(frames: list[DeltaColumns]) -> Made:
    """Let the jobs have started just now, so that others stand on top from frame to frame."""
    # Between 30 seconds ago and now, a tenth of a millisecond apart or so.
    ago = [(frame.chunk.moments["started"] * 1000) % 30.0 for frame in frames]

    def made(at: int, seconds: float) -> JobChunk:
        chunk = frames[at].chunk
        started = np.round(NOW + 1000 + seconds - ago[at], 3)
        return replace(chunk, moments=chunk.moments | {"started": started})

    return made


def following(frame: DeltaColumns, previous: int, chunk: JobChunk, seqs: Ints) -> DeltaColumns:
    """Give a frame that follows on ``previous``, in less of the bench's time than ``replace``."""
    return DeltaColumns(
        previous=previous,
        seq=previous + len(frame),
        chunk=chunk,
        seqs=seqs[previous : previous + len(frame)],
        at=frame.at,
        incs=frame.incs,
        by=frame.by,
        words=frame.words,
        op=frame.op,
        others=frame.others,
    )


class Pictures(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt
        self.count += event is not None and event.type() == QEvent.Type.Paint
        return False


def rained(
    live: LiveDesk,
    frames: list[DeltaColumns],
    rate: float,
    made: Made | None = None,
) -> Figures:
    """Apply a frame each 16 ms; give processor time, stall and pictures a second."""
    viewport = live.view.viewport()
    assert viewport is not None
    pictures = Pictures(viewport)
    seqs = np.arange(1, round((LASTS + 1.0) * rate))
    done = 0
    began = time.perf_counter()

    def come() -> None:
        nonlocal done
        due = int((time.perf_counter() - began) * rate)
        while done < due:
            at = done // len(frames[0]) % FRAMES
            chunk = made(at, done / rate) if made is not None else frames[at].chunk
            live.apply(following(frames[at], live.seq, chunk, seqs))
            done += len(frames[at])

    rain, beat = QTimer(), Heartbeat()
    rain.setTimerType(Qt.TimerType.PreciseTimer)
    rain.setInterval(FRAME_MS)
    rain.timeout.connect(come)
    wait(SETTLED_S)
    began = time.perf_counter()
    rain.start()
    wait(BEFORE)
    start, had, drawn = time.perf_counter(), done, pictures.count
    busy = sorted(busy_pct(1.0) for _ in range(TIMED))
    took = time.perf_counter() - start
    figures = {
        "cpu_pct": median(busy),
        "cpu_pct_low": busy[0],
        "cpu_pct_high": busy[-1],
        "pictures": (pictures.count - drawn) / took,
        "changes": (done - had) / took,
    }
    beat.begin()
    wait(WATCHED)
    figures["stall_ms"] = beat.end()
    rain.stop()
    check(live, frames, done)
    return figures


def busy_pct(seconds: float) -> float:
    """Let some time pass; give how much of it the processor was busy with this thread."""
    cpu, start = time.thread_time(), time.perf_counter()
    wait(seconds)
    return (time.thread_time() - cpu) / (time.perf_counter() - start) * 100


def check(live: LiveDesk, frames: list[DeltaColumns], done: int) -> None:
    """See that the last change of a job is what the columns say."""
    columns = live.desk.mirror.columns
    last = frames[(done // len(frames[0]) - 1) % FRAMES].chunk
    numbers, first = np.unique(last.numbers[::-1], return_index=True)
    at = len(last) - 1 - first
    rows = columns.rows(numbers)
    assert (columns.state[rows] == last.ints["state"][at]).all(), "a change was lost"
    assert (columns.ints("exit_code", rows) == last.ints["exit_code"][at]).all(), (
        "a change was lost"
    )


def clicks(app: QApplication, folder: Path, rows: int) -> Figures:
    """Do what an operator does, and see how long the window does not answer."""
    live, _ = filled(app, folder, rows)
    table, figures = live.table, dict[str, float]()
    wait(SETTLED_S)
    figures["rss_mib"] = resident_mib()
    down = Qt.SortOrder.DescendingOrder
    for column in ("elapsed", "state", "ended", "started"):
        table.sort(table.column_at(column), down)
        app.processEvents()
    sorts = []
    for at in range(10):
        column = ("started", "ended", "queue", "exit_code", "state")[at % 5]
        sorts.append(sort_shown(app, live, column))
    figures["sort_ms"] = median(sorts)
    figures["sort_worst_ms"] = max(sorts)
    figures["sort_stall_ms"] = max(
        stalled(partial(sort, live, column)) for column in ("started", "queue", "ended")
    )
    table.sort(-1)
    wait(0.3)
    firsts, ends = zip(*(search(app, live, text) for text in SEARCHES), strict=True)
    figures["search_first_ms"], figures["search_all_ms"] = max(firsts), max(ends)
    table.set_filter(JobFilter(text=SEARCHES[0]))
    wait_for(app, lambda: not table.is_searching)
    figures["clear_stall_ms"] = stalled(lambda: table.set_filter(JobFilter()))
    figures["select_all_stall_ms"] = stalled(live.view.selectAll)
    assert table.selected_count() == rows
    table.selection.only(table.shown[:10_000])
    figures["copy_10k_stall_ms"] = stalled(live.desk.jobs.copy_selection, 3.0)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text().count("\n") >= 10_000
    live.close()
    return figures


SEARCHES = ("billing", "0042", "zzz", "夜間", "user0042", "n", "report-09999")


def sort(live: LiveDesk, column: str) -> None:
    live.table.sort(live.table.column_at(column), random.choice(list(Qt.SortOrder)))


def sort_shown(app: QApplication, live: LiveDesk, column: str) -> float:
    """Give the milliseconds of processor time from the click until the screen is painted."""
    wait(0.3)
    painted = Painted(live.view)
    began = time.thread_time()
    sort(live, column)
    wait_for(app, lambda: painted.at > 0)
    seen = live.table.shown_between(0, ON_SCREEN)
    assert (seen == live.table.shown[:ON_SCREEN]).all(), "another order was on the screen"
    painted.end()
    return (painted.at - began) * 1000


class Painted(QObject):
    """Tells when a view had painted itself first, on the clock of its thread."""

    def __init__(self, view: JobTableView) -> None:
        super().__init__(view)
        self.at = 0.0
        self._view = view
        self._viewport = view.viewport()
        assert self._viewport is not None
        self._viewport.installEventFilter(self)

    def eventFilter(self, _widget: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt
        if event is None or event.type() != QEvent.Type.Paint or self.at:
            return False
        self._view.viewportEvent(event)
        self.at = time.thread_time()
        return True

    def end(self) -> None:
        assert self._viewport is not None
        self._viewport.removeEventFilter(self)
        self.deleteLater()


def search(app: QApplication, live: LiveDesk, text: str) -> tuple[float, float]:
    """Give the milliseconds until the first screen is there, and until all is found."""
    table = live.table
    table.set_filter(JobFilter())
    app.processEvents()
    shown: list[float] = []
    began = time.perf_counter()

    def see() -> None:
        shown.append(time.perf_counter())

    table.batch_ended.connect(see)
    table.set_filter(JobFilter(text=text))
    wait_for(app, lambda: not table.is_searching)
    table.batch_ended.disconnect(see)
    accepted = [job for job in table.rows[:50] if not table.filter.accepts(job)]
    assert not accepted, "what does not have the text is shown"
    return (shown[0] - began) * 1000, (shown[-1] - began) * 1000


def stalled(act: Callable[[], object], seconds: float = 0.3) -> float:
    """Give the longest time without an answer around something that is done."""
    beat = Heartbeat()
    beat.begin()
    QTimer.singleShot(20, act)
    wait(seconds)
    return beat.end()


def wait(seconds: float) -> None:
    # ``quit`` of the application would close its windows.
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_for(app: QApplication, done: Callable[[], bool], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "it takes too long"
        app.processEvents()


def resident_mib() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


PARTS: dict[str, Callable[[QApplication, Path, int], Figures]] = {
    "repaint": repaint,
    "storm": lambda app, folder, rows: storm(app, folder, rows, 100_000.0),
    "storm_big": lambda app, folder, rows: storm(app, folder, rows, 1_000_000.0),
    "sorted": lambda app, folder, rows: sorted_storm(app, folder, rows, 100_000.0),
    "clicks": clicks,
}


def main() -> None:
    part, rows = sys.argv[1], int(sys.argv[2])
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(PARTS[part](app, Path(folder), rows)))


if __name__ == "__main__":
    main()
