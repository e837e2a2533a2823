# SPDX-License-Identifier: GPL-3.0-or-later
"""The out-of-the-box cluster as a desk program starts and steers it: by its commands.

The desk knows the machine room only by its words, so this runs ``jcluster`` and
``jworkload`` as anybody could. Both hang on a lifeline, a pipe from here: when this
program ends, in whatever way, everything that it started ends too.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QObject, QProcess

from jmss.errors import N_, JmssError

END_TIMEOUT = 20.0
"""Seconds that the cluster gets to end in order before it is killed."""


class CommandFailed(JmssError):
    """A command of the cluster said no."""

    template = N_("`{command}` failed: {why}")


class MachineRoom(QObject):
    """Starts the cluster and the sample workload, and passes orders on.

    Args:
        root: the cluster's folder.
        port: the JMSS server's port; None for the usual one.
    """

    def __init__(self, root: Path, port: int | None = None) -> None:
        super().__init__()
        self.root = root
        self._port = port
        self._held: list[subprocess.Popen[bytes]] = []
        self._running: set[QProcess] = set()

    @property
    def site_file(self) -> Path:
        """The file that tells clients how to find the server."""
        return self.root / "site.toml"

    @property
    def token_file(self) -> Path:
        """The file with the token of whoever owns the cluster; ``jcluster up`` makes it."""
        return self.root / "token"

    def start_cluster(self) -> None:
        """Start all nodes; returns at once, the desk keeps dialling until the server is there."""
        port = [] if self._port is None else ["--port", str(self._port)]
        self._hold("jcluster", "up", "--root", str(self.root), "--lifeline", *port)

    def start_workload(self, language: str) -> None:
        """Start a night of batch that never ends."""
        site = ["--site", str(self.site_file)]
        self._hold("jworkload", *site, "--language", language, "--lifeline")

    def order(
        self,
        *words: str,
        done: Callable[[Any], None] | None = None,
        step: Callable[[Any], None] | None = None,
    ) -> Callable[[], None]:
        """Run ``jcluster`` with these words.

        Args:
            words: the command and its arguments.
            done: gets its answer, or a ``CommandFailed``.
            step: gets each step that it tells on the way (``--progress``).

        Returns:
            What gives the order up, in order; afterwards ``done`` is called too.
        """
        process = QProcess(self)
        self._running.add(process)
        arguments = ["-m", "jmss.commands.jcluster", *words, "--root", str(self.root), "--json"]
        lines: list[str] = []

        def heard() -> None:
            while process.canReadLine():
                line = bytes(process.readLine().data()).decode()
                told = _step(line)
                if told is None:
                    lines.append(line)
                elif step is not None:
                    step(told)

        def finished(code: int) -> None:
            self._running.discard(process)
            heard()
            said = "".join(lines)
            told = bytes(process.readAllStandardError().data()).decode().strip()
            if done is not None:
                done(_answer(" ".join(("jcluster", *words)), code, said, told))
            process.deleteLater()

        process.readyReadStandardOutput.connect(heard)
        process.finished.connect(finished)
        process.start(sys.executable, arguments)
        return lambda: process.terminate() if process in self._running else None

    def end(self) -> None:
        """End everything that was started here, and wait for it."""
        running = list(self._running)
        for process in running:
            # In order, if it can: a move that waits opens the queues again that it stopped.
            process.terminate()
        for process in running:
            if not process.waitForFinished(2000):
                process.kill()
                process.waitForFinished(2000)
        for held in reversed(self._held):
            if held.stdin is not None:
                held.stdin.close()
        for held in reversed(self._held):
            try:
                held.wait(END_TIMEOUT)
            except subprocess.TimeoutExpired:
                held.kill()
                held.wait()
        self._held.clear()

    def _hold(self, command: str, *arguments: str) -> None:
        log = self.root / f"{command}.log"
        self.root.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._held.append(
                subprocess.Popen(
                    [sys.executable, "-m", f"jmss.commands.{command}", *arguments],
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=output,
                )
            )


def _step(line: str) -> Any | None:
    """Give the step that a line tells; None when it is part of the answer."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told["step"] if isinstance(told, dict) and "step" in told else None


def _answer(command: str, code: int, said: str, told: str) -> Any:
    try:
        answer = json.loads(said) if said.strip() else {}
    except ValueError:
        answer = {}
    error = answer.get("error", {}) if isinstance(answer, dict) else {}
    # A command may answer the question that it was asked by its exit code as well.
    if code == 0 or (answer and not error):
        return answer
    why = error.get("text") or told or f"exit status {code}"
    return CommandFailed(command=command, why=why, code=code)
