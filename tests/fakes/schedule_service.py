# SPDX-License-Identifier: GPL-3.0-or-later
"""A schedule service that only beats, and writes down on its drive when it begins and ends.

A file ``schedule-fail`` there makes it end at once; ``schedule-deaf`` makes it not end in order.
"""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from jmss.cluster.folders import ClusterFolders
from jmss.cluster.heartbeat import Heartbeat


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("root", "group", "node"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    folders = ClusterFolders(Path(options.root))
    drive = folders.drive(options.group)
    heart = Heartbeat(folders.schedule_beat(options.node, options.group))
    heart.beat()
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    with (drive / "schedules").open("a", buffering=1) as ledger:
        ledger.write(f"begin {options.node} {os.getpid()}\n")
        if (drive / "schedule-fail").exists():
            sys.exit("told to fail")
        while not stopping.wait(0.05) or (drive / "schedule-deaf").exists():
            heart.beat()
            if os.getppid() == 1 and not os.environ.get("JMSS_BOOT"):
                return  # nobody is left to end it
        ledger.write(f"end {options.node} {os.getpid()}\n")


if __name__ == "__main__":
    main()
