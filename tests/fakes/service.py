# SPDX-License-Identifier: GPL-3.0-or-later
"""A service of a failover group that does nothing but own its drive, and writes that down.

Each stay is two lines of the drive's ledger: ``begin`` and, after a stop in order, ``end``;
while it stays it keeps a second lock of its own, so that two at once would be seen. The
server's group listens at its address. A file on the drive changes its behaviour: ``hang``
(stop beating), ``fail`` (end at once), ``deaf`` (do not stop in order), ``child`` (start a
program that hides its environment).
"""

import argparse
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from jmss.cluster.layout import load_layout
from jmss.cluster.ownership import Ownership
from jmss.errors import DriveHeld
from jmss.model.machines import ServerType


def write(ledger: int, owner: Ownership, word: str) -> None:
    line = f"{owner.incarnation} {word} {os.getpid()} {time.time():.6f}\n"
    os.write(ledger, line.encode())


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("root", "group", "node"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    root = Path(options.root)
    drive = root / "drives" / options.group
    layout = load_layout(root / "cluster.toml")
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    if (drive / "fail").exists():
        sys.exit("told to fail")
    with (drive / "attempts").open("a") as attempts:
        attempts.write(f"{time.monotonic()} {options.node}\n")
    try:
        owner = Ownership.acquire(drive, virtual_computer=options.group, node=options.node)
    except DriveHeld as held:
        sys.exit(str(held))
    ledger = os.open(drive / "ledger", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
    try:
        fcntl.flock(ledger, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        write(ledger, owner, "TWO")
    write(ledger, owner, "begin")
    if (drive / "child").exists():
        subprocess.Popen(["env", "-i", "setsid", "sleep", "1000"])
    group = layout.group(options.group)
    with socket.socket() as listener:
        if group.server_type is ServerType.JMSS_SERVER:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((group.address, layout.port))
            listener.listen()
        owner.mark_ready()
        while not stopping.wait(0.05) or (drive / "deaf").exists():
            owner.check()
            if not (drive / "hang").exists():
                owner.beat()
    write(ledger, owner, "end")
    owner.release()


if __name__ == "__main__":
    main()
