# SPDX-License-Identifier: GPL-3.0-or-later
"""``jclusterenv`` without its window, as the window uses it: it looks, and it does.

The desk knows the machine room only by its words, so JClusterEnv is two programs: the command,
which may touch a node's files, and this window, which asks it (``docs/decisions/0014``).
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from PyQt6.QtCore import QObject, QProcess, QTimer, pyqtSignal

from jlook_client.apps.machine_room import CommandFailed
from jmss.errors import JmssError, from_wire
from jmss.model.environment_list import EnvironmentList

COMMAND = "jmss.commands.jclusterenv"
AGAIN_MS = 2000
"""After so long a look that ended by itself is begun again."""
END_MS = 2000


@dataclass(frozen=True, slots=True)
class FaultOfFile:
    """Something in a CSV file that is wrong."""

    line: int
    column: int
    error: JmssError


@dataclass(frozen=True, slots=True)
class OrderFailed:
    """What was ordered was not done, and why."""

    error: JmssError
    faults: Sequence[FaultOfFile] = ()


Answer = EnvironmentList | OrderFailed
"""How it is after an order, or why nothing was done."""


class EnvironmentOrders(QObject):
    """Follows the service environments as one node sees them, and passes orders on.

    Args:
        root: the cluster's folder.
    """

    listed = pyqtSignal(object)
    """The ``EnvironmentList`` as it is now; at least every two seconds."""
    failed = pyqtSignal(object)
    """Nothing can be listed: a ``JmssError``."""

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = root
        self._node = ""
        self._following: QProcess | None = None
        self._has_said_why = False
        """Whether the last that the look said was why it cannot."""
        self._running: set[QProcess] = set()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._begin)

    def follow(self, node: str) -> None:
        """Look as this node sees it from now on; empty: the one that the command takes."""
        self._stop_following()
        self._node = node
        self._begin()

    def order(self, *words: str, done: Callable[[Answer], None]) -> None:
        """Have something done on the node; ``done`` hears what came of it, later."""
        process = QProcess(self)
        self._running.add(process)

        def finished(code: int) -> None:
            self._running.discard(process)
            said = bytes(process.readAllStandardOutput().data()).decode(errors="replace")
            told = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
            process.deleteLater()
            done(read_answer(code, said, told))

        process.finished.connect(finished)
        process.start(sys.executable, [*self._words(), *words, "--json"])

    @property
    def follower(self) -> int:
        """The process that looks; 0: none does."""
        return int(self._following.processId() or 0) if self._following is not None else 0

    def end(self) -> None:
        """Look no more; what was ordered is still done."""
        self._stop_following()
        for process in list(self._running):
            process.finished.disconnect()
            if not process.waitForFinished(END_MS):
                process.kill()
                process.waitForFinished(END_MS)
        self._running.clear()

    def _words(self) -> list[str]:
        words = ["-m", COMMAND, "--root", str(self._root)]
        return [*words, "--node", self._node] if self._node else words

    def _begin(self) -> None:
        self._has_said_why = False
        process = self._following = QProcess(self)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._take_end)
        process.start(sys.executable, [*self._words(), "--follow", "--json"])

    def _read(self) -> None:
        process = self._following
        while process is not None and process is self._following and process.canReadLine():
            line = bytes(process.readLine().data()).decode(errors="replace")
            answer = read_answer(0, line, "")
            self._has_said_why = isinstance(answer, OrderFailed)
            if isinstance(answer, OrderFailed):
                self.failed.emit(answer.error)
            else:
                self.listed.emit(answer)

    def _take_end(self, code: int) -> None:
        process, self._following = self._following, None
        if process is None:
            return
        said = bytes(process.readAllStandardOutput().data()).decode(errors="replace")
        told = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
        process.deleteLater()
        answer = read_answer(code or 1, said, told)
        if isinstance(answer, OrderFailed) and not self._has_said_why:
            self.failed.emit(answer.error)
        self._again.start()

    def _stop_following(self) -> None:
        self._again.stop()
        process, self._following = self._following, None
        if process is None:
            return
        process.finished.disconnect()
        process.closeWriteChannel()  # it ends with its standard input
        if not process.waitForFinished(END_MS):
            process.kill()
            process.waitForFinished(END_MS)
        process.deleteLater()


def read_answer(code: int, said: str, told: str) -> Answer:
    """Read what the command said: a list, or an error in words of ours."""
    try:
        answer: Any = json.loads(said) if said.strip() else {}
        if "error" not in answer and code == 0:
            return msgspec.convert(answer, EnvironmentList)
    except (ValueError, TypeError):
        answer = {}
    error = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(error, dict) or error.get("code") == "Usage":
        text = error.get("text") if isinstance(error, dict) else ""
        why = text or told or f"exit status {code}"
        return OrderFailed(CommandFailed(command="jclusterenv", why=why))
    faults = [
        FaultOfFile(fault["line"], fault["column"], from_wire(fault["code"], fault["fields"]))
        for fault in answer.get("faults", ())
    ]
    return OrderFailed(from_wire(error["code"], error["fields"]), faults)
