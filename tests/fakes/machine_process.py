# SPDX-License-Identifier: GPL-3.0-or-later
"""Real jexecd processes for tests."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure
from jmss.cluster.toml import write_toml
from jmss.machine.claims import Claims
from jmss.machine.keeper import KILL
from jmss.machine.keepers import Keeper
from tests.fakes.attempts import becomes


def make_root(root: Path, port: int) -> Path:
    """Write the files of the figure's cluster, whose JMSS server is at a port of loopback."""
    folders = ClusterFolders(root)
    write_toml(folders.layout, figure(port))
    hosts = {"VCOM1": "127.0.0.1"}
    write_toml(folders.site, msgspec.structs.replace(figure(port).site, hosts=hosts))
    folders.drive("VCOM2").mkdir(parents=True)
    return folders.drive("VCOM2")


def start_machine(root: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start jexecd for VCOM2 on SV2."""
    words = ["--root", str(root), "--group", "VCOM2", "--node", "SV2", *options]
    return subprocess.Popen([sys.executable, "-m", "jmss.commands.jexecd", *words])


def kill(machine: subprocess.Popen[bytes]) -> None:
    """Kill jexecd alone; its keepers go on."""
    machine.send_signal(signal.SIGKILL)
    machine.wait()


@contextmanager
def no_keeper_left(drive: Path) -> Iterator[None]:
    """End every keeper of a drive at the end, however the test went."""
    try:
        yield
    finally:
        claims = Claims(drive)
        for key in claims.keys():  # noqa: SIM118 - a method of ours, no dictionary
            keeper = Keeper.find(claims.folder(key))
            if keeper is not None:
                keeper.tell(KILL)
                becomes((claims.folder(key) / "status.json").exists)
                keeper.close()
