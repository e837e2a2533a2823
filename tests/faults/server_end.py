# SPDX-License-Identifier: GPL-3.0-or-later
"""A real ``jmssd`` on a drive of its own, started where a test wants it: here or in a namespace."""

import copy
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from jmss.access.token_file import TokenFile, access_folder
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure, load_layout
from jmss.cluster.ownership import current_owner
from jmss.cluster.toml import write_toml
from jmss.store.folders import ServerFolders
from tests.faults.desk_end import until

CHECKOUT = Path(__file__).resolve().parents[2]
OPEN_JMSSD = CHECKOUT / "tests" / "fakes" / "open_jmssd.py"
LOOPBACK = "127.0.0.101"
PORT = 7340
Start = Callable[[str, Sequence[str]], "subprocess.Popen[bytes]"]
"""Starts words on a node."""


class ServerEnd:
    """The drive of VCOM1 and whoever works on it.

    Args:
        root: the cluster's folder, made here.
        address: of VCOM1.
        start: starts the process on a node; None starts it here.
        program: what Python is told to run.
    """

    def __init__(
        self,
        root: Path,
        *,
        address: str = LOOPBACK,
        others: Sequence[str] = (),
        port: int = 0,
        start: Start | None = None,
        program: Sequence[str] = (str(OPEN_JMSSD),),
    ) -> None:
        self.address = address
        self.port = port or free_port(address)
        self.root = root
        self._start = start or self._start_here
        self._program = program
        layout = figure(self.port)
        groups = tuple(
            msgspec.structs.replace(group, address=new)
            for group, new in zip(layout.groups, (address, *(others or OTHERS)), strict=True)
        )
        layout = msgspec.structs.replace(layout, groups=groups)
        folders = ClusterFolders(root)
        for group in layout.groups:
            folders.drive(group.name).mkdir(parents=True)
        write_toml(folders.layout, layout)
        self.drive = folders.drive("VCOM1")
        self.process: subprocess.Popen[bytes] | None = None

    def with_root(self, root: Path) -> "ServerEnd":
        """Give another one like this, on a copy of its cluster's folder."""
        other = copy.copy(self)
        other.root, other.process = root, None
        other.drive = ClusterFolders(root).drive("VCOM1")
        return other

    def show(self, certificate: Path, key: Path) -> None:
        """Encrypt from the next start on, with this certificate."""
        layout = ClusterFolders(self.root).layout
        files = {"certificate": str(certificate), "key": str(key)}
        write_toml(layout, msgspec.structs.replace(load_layout(layout), **files))

    @property
    def tokens(self) -> TokenFile:
        """Whom it lets in from the next start on, once there is anybody."""
        return TokenFile(access_folder(self.drive))

    @property
    def hosts(self) -> dict[str, str]:
        return {"VCOM1": self.address}

    @property
    def uri(self) -> str:
        return f"ws://{self.address}:{self.port}/"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def database(self) -> Path:
        return ServerFolders.on(self.drive).journal

    @property
    def resident(self) -> int:
        """Bytes of memory that the server has."""
        pages = Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    async def start(self, node: str = "SV1") -> float:
        """Start it; give the moment when it listens."""
        owner = current_owner(self.drive)
        before = owner.incarnation if owner else 0
        words = ["--root", str(self.root), "--group", "VCOM1", "--node", node]
        self.process = self._start(node, [sys.executable, *self._program, *words])

        def listens() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, f"it ended: {self.process.returncode}"
            owner = current_owner(self.drive)
            return owner is not None and owner.ready and owner.incarnation > before

        return await until(listens, 20.0, "listening")

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        """End the process at once; the drive stays."""
        self.signal(signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        assert self.process is not None
        return self.process.wait(15.0)

    def end(self) -> None:
        """Leave no process behind."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def _start_here(self, _node: str, words: Sequence[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(words, **HOW)


OTHERS = ("127.0.0.102", "127.0.0.103", "127.0.0.104")
HOW: dict[str, Any] = {"cwd": CHECKOUT, "stderr": subprocess.DEVNULL}
"""How the process is started, wherever."""


def free_port(address: str) -> int:
    with socket.socket() as trial:
        trial.bind((address, 0))
        return int(trial.getsockname()[1])
