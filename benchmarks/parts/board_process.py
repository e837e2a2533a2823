# SPDX-License-Identifier: GPL-3.0-or-later
"""A helper process of a bench that obeys lines of JSON and answers each with one."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ADDRESS = "127.0.0.1"


def free_port() -> int:
    """Give a port of loopback that nobody listens on."""
    with socket.socket() as trial:
        trial.bind((ADDRESS, 0))
        return int(trial.getsockname()[1])


class BoardProcess:
    """A context manager; on leaving, the process is ended.

    Args:
        program: a file beside this one.
        words: what it is started with.
    """

    def __init__(self, program: str, *words: object, env: dict[str, str] | None = None) -> None:
        path = str(Path(__file__).with_name(program))
        self._process = subprocess.Popen(
            [sys.executable, path, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=env,
        )
        self.hello = self._answer()
        """What it said when it was ready."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, *words: object) -> dict[str, Any]:
        """Give an order and wait for the answer."""
        self.order(*words)
        return self._answer()

    def order(self, *words: object) -> None:
        """Give an order; ``answer`` waits for what comes of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Wait for the answer to an order."""
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a process of the bench has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer
