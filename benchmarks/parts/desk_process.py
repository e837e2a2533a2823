# SPDX-License-Identifier: GPL-3.0-or-later
"""The process of ``soak_desk.py``: what it says is kept, orders are given to it."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil


class DeskProcess:
    """A context manager; on leaving, the process is told to end and ends.

    Args:
        port: of the server.
        folder: for its settings, its saved boards and its log.
    """

    def __init__(self, port: int, folder: Path) -> None:
        program = str(Path(__file__).with_name("soak_desk.py"))
        self.seconds: list[dict[str, Any]] = []
        """What it said about itself, each second."""
        self.links: list[dict[str, Any]] = []
        """The changes of its link."""
        self._compared: list[dict[str, Any]] = []
        self._process = subprocess.Popen(
            [sys.executable, program, str(port), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.about = psutil.Process(self._process.pid)
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(15.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def until(self, condition: Callable[[], bool], within: float, what: str) -> None:
        """Wait until a condition holds.

        Raises:
            RuntimeError: the desk has ended.
            TimeoutError: it does not hold in time.
        """
        deadline = time.monotonic() + within
        while not condition():
            if self._process.poll() is not None:
                raise RuntimeError(f"the desk has ended: {self._process.returncode}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} within {within} s")
            time.sleep(0.02)

    def when(self, state: str, node: str, since: float, within: float) -> float:
        """Wait until the link to a node is in a state; give when it first was after a moment."""
        self.until(
            lambda: self._first(state, node, since) is not None, within, f"the link is {state}"
        )
        return self._first(state, node, since) or 0.0

    def _first(self, state: str, node: str, since: float) -> float | None:
        # What a server said before it was killed may still be heard afterwards.
        changes = ((said["at"], (said["link"], said["node"])) for said in self.links)
        return next((at for at, link in changes if at > since and link == (state, node)), None)

    def compare(self, file: Path, within: float) -> dict[str, Any]:
        """Let it hold its board against the server's."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"compare {file}\n")
        self._process.stdin.flush()
        self.until(lambda: bool(self._compared), within, "the comparison")
        return self._compared.pop()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            if "link" in said:
                self.links.append(said)
            elif "compared" in said:
                self._compared.append(said["compared"])
            else:
                self.seconds.append(said)
