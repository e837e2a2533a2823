# SPDX-License-Identifier: GPL-3.0-or-later
"""What 1,000 linked clients cost while nothing happens (`./dev bench idle`).

The bytes are those of the links alone, IP and TCP headers included (``parts/wire_bytes.py``).
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.parts.crowds import Crowds
from benchmarks.parts.server_process import ServerProcess
from benchmarks.report import NOT_RUN, Figure, end_in_order, report

CLIENTS = 1000
SETTLE = 8.0
"""Seconds; by then everybody has the times of a site of this size."""


def cpu(server: ServerProcess) -> float:
    times = server.about.cpu_times()
    return float(times.user + times.system)


def idle(count: int, seconds: float) -> dict[str, float]:
    """Let so many clients be linked for a while; give the cost per second."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ServerProcess(Path(folder) / "cluster") as server,
        Crowds("ours", server.port, count) as crowds,
    ):
        crowds.all_live(60.0)
        time.sleep(SETTLE)
        sent = crowds.traffic()
        began, server_cpu, client_cpu = time.monotonic(), cpu(server), crowds.ask()["cpu"]
        time.sleep(seconds)
        took = time.monotonic() - began
        return {
            "server": (cpu(server) - server_cpu) / took * 100,
            "client": (crowds.ask()["cpu"] - client_cpu) / took * 100 / count,
            "bytes": (crowds.traffic() - sent) / took / count,
        }


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="for 10 s instead of 30 s")
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    end_in_order()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        cost = idle(CLIENTS, 10.0 if chosen.quick else 30.0)
    except (OSError, RuntimeError, TimeoutError) as error:
        print(f"the bench could not run: {error!r}", file=sys.stderr)
        return NOT_RUN
    found = [
        Figure(id="client_cpu_pct", ours=cost["client"], unit="%", most=0.5),
        Figure(id="server_cpu_pct_1000", ours=cost["server"], unit="%", most=4.0),
        Figure(id="bytes_per_client_s", ours=cost["bytes"], unit="B/s", most=250.0),
    ]
    return report("idle", found, chosen.json)


if __name__ == "__main__":
    sys.exit(main())
