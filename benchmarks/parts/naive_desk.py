# SPDX-License-Identifier: GPL-3.0-or-later
"""What one writes first, for the wire bench: ``python naive_desk.py PORT``.

A model over dictionaries out of ``json.loads``, each change told to the view by itself.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PyQt6.QtWidgets import QMainWindow, QTableView
from websockets.asyncio.client import connect

from benchmarks.parts.window_orders import Orders, Painted, Updates
from jlook_client.apps.application import bare_application
from jlook_client.apps.program import run_program

COLUMNS = (
    "number",
    "name",
    "owner",
    "queue",
    "state",
    "machine",
    "priority",
    "submitted",
    "started",
    "ended",
    "exit_code",
    "node",
)


class JobModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[dict[str, Any]] = []
        self.row_of: dict[int, int] = {}
        self.seq = 0

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008,N802 - as in Qt
        return 0 if parent.isValid() else len(self.jobs)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008,N802 - as in Qt
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self.jobs[index.row()].get(COLUMNS[index.column()], ""))
        return None

    def replace(self, jobs: list[dict[str, Any]]) -> None:
        self.beginResetModel()
        self.jobs = jobs
        self.row_of = {job["number"]: row for row, job in enumerate(jobs)}
        self.endResetModel()

    def change(self, seq: int, jobs: list[dict[str, Any]]) -> None:
        self.seq = seq
        for job in jobs:
            row = self.row_of[job["number"]]
            self.jobs[row] = job
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))


async def follow(port: int, model: JobModel, orders: Orders) -> None:
    uri = f"ws://127.0.0.1:{port}/naive"
    async with connect(uri, max_size=None, compression=None, ping_interval=None) as connection:
        orders.opened = time.perf_counter()
        async for text in connection:
            message = json.loads(text)
            if message["t"] == "jobs":
                model.replace(message["jobs"])
            else:
                model.change(message["seq"], message["jobs"])


async def stay(port: int, window: QMainWindow, view: QTableView, model: JobModel) -> int:
    viewport = view.viewport()
    assert viewport is not None

    def in_sight() -> list[int]:
        return [job["number"] for job in model.jobs[:40]]

    updates = Updates(window)
    rows = Painted(viewport, updates, model.rowCount)
    seqs = Painted(viewport, updates, lambda: model.seq)
    orders = Orders(window, rows, seqs, in_sight)
    window.resize(1600, 1000)
    window.show()
    obeying = asyncio.ensure_future(orders.obey())
    await orders.go.wait()
    following = asyncio.ensure_future(follow(port, model, orders))
    await asyncio.wait([obeying, following], return_when=asyncio.FIRST_COMPLETED)
    for task in (obeying, following):
        task.cancel()
    await asyncio.gather(obeying, following, return_exceptions=True)
    return 0


def main() -> int:
    os.sched_setaffinity(0, {(os.cpu_count() or 1) - 1})
    app = bare_application()
    window, view, model = QMainWindow(), QTableView(), JobModel()
    view.setModel(model)
    window.setCentralWidget(view)
    return run_program(app, lambda: stay(int(sys.argv[1]), window, view, model))


if __name__ == "__main__":
    sys.exit(main())
