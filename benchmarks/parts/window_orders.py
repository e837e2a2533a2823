# SPDX-License-Identifier: GPL-3.0-or-later
"""What the windows of the wire bench have in common: orders, and when what was painted."""

import asyncio
import json
import sys
import threading
import time
from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtWidgets import QWidget

from benchmarks.parts.own_stalls import OwnStalls


def say(what: dict[str, object]) -> None:
    """Answer an order."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Updates(QObject):
    """Lets a window paint itself, and tells when that has been done and flushed.

    Args:
        window: the whole window.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.ended: list[Callable[[], None]] = []
        """Called each time."""
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, _window: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's
        if event is None or event.type() is not QEvent.Type.UpdateRequest:
            return False
        self._window.event(event)
        for tell in self.ended:
            tell()
        return True


class Painted(QObject):
    """Notes the end of each painting of a widget.

    Args:
        widget: whose painting it is.
        updates: those of its window.
        state: what is noted with the time, as of the beginning of the painting.
    """

    def __init__(self, widget: QWidget, updates: Updates, state: Callable[[], int]) -> None:
        super().__init__(widget)
        self.seen: list[tuple[int, float]] = []
        self._state = state
        self._began: int | None = None
        widget.installEventFilter(self)
        updates.ended.append(self._end)

    def eventFilter(self, _widget: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's
        if event is not None and event.type() is QEvent.Type.Paint and self._began is None:
            self._began = self._state()
        return False

    def _end(self) -> None:
        if self._began is not None:
            self.seen.append((self._began, time.perf_counter()))
            self._began = None

    async def until(self, least: int, within: float) -> float:
        """Wait until a painting began when the state was so high, and give when it had ended."""
        async with asyncio.timeout(within):
            while True:
                found = next((at for state, at in self.seen if state >= least), None)
                if found is not None:
                    return found
                await asyncio.sleep(0.002)


class Orders:
    """``go``, ``collect`` and ``painted``, one a line on standard input, and ``top``.

    Args:
        window: lives as long as this.
        rows: painted with the count of rows, of which ``wanted`` are to come.
        seqs: painted with the number of the last change.
        top: gives the numbers of some jobs in sight.
    """

    def __init__(
        self, window: QWidget, rows: Painted, seqs: Painted, top: Callable[[], list[int]]
    ) -> None:
        self.opened: float | None = None
        """When the server let us in."""
        self.go = asyncio.Event()
        self._stalls = OwnStalls(window)
        self._rows = rows
        self._seqs = seqs
        self._numbers = top

    async def obey(self) -> None:
        """Obey until the input ends."""
        loop = asyncio.get_running_loop()
        lines: asyncio.Queue[str] = asyncio.Queue()

        def listen() -> None:
            for line in sys.stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, "")

        threading.Thread(target=listen, daemon=True).start()
        say({"ready": True})
        while line := await lines.get():
            word, *words = json.loads(line)
            say(await getattr(self, "_" + word)(*words))

    async def _go(self, wanted: int, within: float) -> dict[str, object]:
        """Begin, and say how long it took until rows could be seen, and all of them."""
        self._stalls.taken()
        self.go.set()
        cpu = time.process_time()
        usable = await self._rows.until(wanted, within)
        cpu = time.process_time() - cpu
        first = await self._rows.until(1, within)
        await asyncio.sleep(0.3)
        opened = self.opened or 0.0
        stalls = self._stalls.taken()
        return {
            "first_ms": (first - opened) * 1000,
            "usable_ms": (usable - opened) * 1000,
            "cpu_ms": cpu * 1000,
            "stall_ms": stalls["own_worst"],
            "stall_wall_ms": stalls["worst"],
        }

    async def _collect(self) -> dict[str, object]:
        self._seqs.seen.clear()
        self._stalls.taken()
        return {"cpu": time.process_time()}

    async def _painted(self) -> dict[str, object]:
        await asyncio.sleep(0.5)
        stalls = self._stalls.taken()
        return {
            "seen": self._seqs.seen,
            "cpu": time.process_time(),
            "stall_ms": stalls["own_worst"],
        }

    async def _top(self) -> dict[str, object]:
        return {"numbers": self._numbers()}
