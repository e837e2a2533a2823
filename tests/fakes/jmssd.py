# SPDX-License-Identifier: GPL-3.0-or-later
"""A real ``jmssd`` process on a cluster folder of its own, without node agents."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure
from jmss.cluster.toml import write_toml
from jmss.store.folders import ServerFolders

CHECKOUT = Path(__file__).resolve().parents[2]
ADDRESS = "127.0.0.101"
AS_IT_IS = ("-m", "jmss.commands.jmssd")


class Jmssd:
    """Starts and ends the process; the drive stays.

    Args:
        root: the cluster's folder, made here.
        program: what Python is told to run.
    """

    def __init__(self, root: Path, program: Sequence[str] = AS_IT_IS) -> None:
        self.root = root
        self._program = program
        with socket.socket() as trial:
            trial.bind((ADDRESS, 0))
            self.port = int(trial.getsockname()[1])
        layout = figure(self.port)
        folders = ClusterFolders(root)
        for group in layout.groups:
            folders.drive(group.name).mkdir(parents=True)
        write_toml(folders.layout, layout)
        self.drive = folders.drive("VCOM1")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"ws://{ADDRESS}:{self.port}/"

    @property
    def database(self) -> Path:
        return ServerFolders.on(self.drive).journal

    @property
    def log(self) -> str:
        return (self.drive / "log" / "jmssd.log").read_text(encoding="utf-8")

    def start(self, node: str = "SV1") -> float:
        """Start it and give the seconds until it listens."""
        began = time.monotonic()
        words = ["--root", str(self.root), "--group", "VCOM1", "--node", node]
        self.process = subprocess.Popen(
            [sys.executable, *self._program, *words],
            cwd=CHECKOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stderr=subprocess.DEVNULL,
        )
        while not self.listens():
            assert self.process.poll() is None, f"it ended: {self.process.returncode}"
            assert time.monotonic() - began < 15.0, "it does not listen"
            time.sleep(0.005)
        return time.monotonic() - began

    def listens(self) -> bool:
        with socket.socket() as trial:
            return trial.connect_ex((ADDRESS, self.port)) == 0

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        assert self.process is not None
        return self.process.wait(15.0)


@contextmanager
def running_jmssd(root: Path, program: Sequence[str] = AS_IT_IS) -> Iterator[Jmssd]:
    server = Jmssd(root, program)
    server.start()
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()
