# SPDX-License-Identifier: GPL-3.0-or-later
"""``jmssd`` as it is, but on SIGUSR1 it writes what it holds into ``COUNTS`` in its folder."""

import asyncio
import gc
import json
import signal
import sys
import threading
from pathlib import Path

from jmss.commands.jmssd import main

COUNTS = "counts.json"


def write_counts(*_: object) -> None:
    """Write the numbers of tasks, threads, open files and objects."""
    gc.collect()
    counts = {
        "tasks": len(asyncio.all_tasks()),
        "threads": threading.active_count(),
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "objects": len(gc.get_objects()),
    }
    root = Path(sys.argv[sys.argv.index("--root") + 1])
    whole = root / f"{COUNTS}.new"
    whole.write_text(json.dumps(counts), encoding="ascii")
    whole.rename(root / COUNTS)


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, write_counts)
    main()
