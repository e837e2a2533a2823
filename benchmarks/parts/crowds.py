# SPDX-License-Identifier: GPL-3.0-or-later
"""Several processes full of clients (``crowd.py``), asked as one."""

import json
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

PROCESSES = 2


class Crowds:
    """A context manager; on leaving, the processes are told to end and end."""

    def __init__(self, kind: str, port: int, count: int, ca_file: str = "") -> None:
        self.count = count
        program = str(Path(__file__).with_name("crowd.py"))
        self._processes = [
            subprocess.Popen(
                [sys.executable, program, kind, str(port), str(count // PROCESSES), ca_file],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            for _ in range(PROCESSES)
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._processes:
            process.kill()
            process.communicate()

    def ask(self) -> dict[str, float]:
        """Give what all have come to; the newest ``last``, the sum of the rest."""
        found = self._order("ask")
        names = ("live", "attempts", "welcomes", "cpu")
        whole = {name: sum(one[name] for one in found) for name in names}
        return whole | {"last": max(one["last"] for one in found)}

    def traffic(self) -> float:
        """Give the bytes that all links have sent and received so far."""
        return sum(one["bytes"] for one in self._order("count"))

    def _order(self, word: str) -> list[dict[str, float]]:
        found = []
        for process in self._processes:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{word}\n")
            process.stdin.flush()
            found.append(json.loads(process.stdout.readline()))
        return found

    def all_live(self, within: float) -> dict[str, float]:
        """Wait until everybody is live.

        Raises:
            TimeoutError: somebody is not.
        """
        deadline = time.monotonic() + within
        while True:
            now = self.ask()
            if now["live"] >= self.count:
                return now
            if time.monotonic() > deadline:
                raise TimeoutError(f"{now['live']:.0f} of {self.count} are live")
            time.sleep(0.1)
