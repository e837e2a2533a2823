# SPDX-License-Identifier: GPL-3.0-or-later
"""What 1,000 linked clients cost while nothing happens (`./dev bench idle`)."""

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


def loopback_bytes() -> int:
    """Give the bytes that went over loopback, headers and acknowledgements included.

    Whatever else the machine says on loopback counts too: measure when nothing else runs.
    """
    for line in Path("/proc/net/dev").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name.strip() == "lo":
            return int(rest.split()[0])
    raise RuntimeError("there is no loopback interface")


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
        before = (cpu(server), crowds.ask()["cpu"], loopback_bytes(), time.monotonic())
        time.sleep(seconds)
        after = (cpu(server), crowds.ask()["cpu"], loopback_bytes(), time.monotonic())
        took = after[3] - before[3]
        return {
            "server": (after[0] - before[0]) / took * 100,
            "client": (after[1] - before[1]) / took * 100 / count,
            "bytes": (after[2] - before[2]) / took / count,
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
