# SPDX-License-Identifier: GPL-3.0-or-later
"""A real ``jmssd`` on a drive of its own, to be killed, hung and started again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from jmss.cluster.encryption import encrypt
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure
from jmss.cluster.local import LocalCluster
from jmss.cluster.toml import write_toml

ADDRESS = "127.0.0.101"
STARTS_WITHIN = 20.0
AS_IT_IS = ("-m", "jmss.commands.jmssd")


class ServerProcess:
    """The process; the drive outlives it. A context manager, which leaves no process.

    Args:
        root: the cluster's folder, made here.
        tls: whether the link is encrypted, with a certificate made for the purpose.
        program: what Python is told to run.
    """

    def __init__(self, root: Path, *, tls: bool = False, program: Sequence[str] = AS_IT_IS) -> None:
        with socket.socket() as trial:
            trial.bind((ADDRESS, 0))
            self.port = int(trial.getsockname()[1])
        layout = figure(self.port)
        folders = ClusterFolders(root)
        for group in layout.groups:
            folders.drive(group.name).mkdir(parents=True)
        write_toml(folders.layout, layout)
        self.ca_file = str(encrypt(LocalCluster(root))[0]) if tls else ""
        self._log = folders.drive("VCOM1") / "log" / "jmssd.log"
        self._root = root
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    @property
    def uri(self) -> str:
        return f"ws://{ADDRESS}:{self.port}/"

    @property
    def about(self) -> psutil.Process:
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def handshakes(self) -> int:
        """Give the WebSocket upgrades of all rushes that the server has told in its log."""
        told = re.findall(r"and (\d+) handshakes within", self._log.read_text(encoding="utf-8"))
        return sum(map(int, told))

    def start(self, node: str = "SV1", within: float = STARTS_WITHIN) -> float:
        """Start it; give the monotonic moment at which it listened."""
        words = ["--root", str(self._root), "--group", "VCOM1", "--node", node]
        self._process = subprocess.Popen(
            [sys.executable, *self._program, *words],
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            with socket.socket() as trial:
                if trial.connect_ex((ADDRESS, self.port)) == 0:
                    return time.monotonic()
            time.sleep(0.002)
        raise RuntimeError("jmssd does not listen")

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.wait()

    def end(self) -> None:
        """Leave no process behind."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def wait(self) -> None:
        assert self._process is not None
        self._process.wait(20.0)
