# SPDX-License-Identifier: GPL-3.0-or-later
"""Everybody comes back at once after a failover of 5 s (`./dev bench storm`)."""

import argparse
import resource
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.parts.crowds import Crowds
from benchmarks.parts.server_process import ServerProcess
from benchmarks.report import NOT_RUN, Figure, end_in_order, report

OUTAGE = 5.0
GIVE_UP = 120.0
SETTLE = 11.0
"""Seconds after which a link is trusted to stay, and a bit."""
BARS = {1000: 3.0, 5000: 10.0}


def overflows() -> int:
    """Give how often this system dropped a connection because an accept queue was full."""
    names, values = (
        line.split()
        for line in Path("/proc/net/netstat").read_text().splitlines()
        if line.startswith("TcpExt:")
    )
    return int(values[names.index("ListenOverflows")])


class Queue:
    """Looks at the accept queue of a port, beside everything else."""

    def __init__(self, port: int) -> None:
        self._end = f":{port:04X}"
        self.peak = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.05):
            # Established and closing links come after the listening sockets: read no further.
            with Path("/proc/net/tcp").open() as table:
                for line in table:
                    fields = line.split()
                    if fields[3] == "0A" and fields[1].endswith(self._end):
                        self.peak = max(self.peak, int(fields[4].split(":")[1], 16))
                        break


def storm(server: ServerProcess, kind: str, count: int) -> dict[str, float]:
    """Let so many clients meet a failover; give what it cost."""
    with Crowds(kind, server.port, count) as crowds:
        before = crowds.all_live(GIVE_UP)
        time.sleep(SETTLE)
        dropped = overflows()
        server.signal(signal.SIGKILL)
        server.wait()
        time.sleep(OUTAGE)
        listening = server.start("SV2")
        queue = Queue(server.port)
        try:
            after = crowds.all_live(GIVE_UP)
        finally:
            queue.close()
        about = server.about
        times = about.cpu_times()
        return {
            "seconds": after["last"] - listening,
            "attempts": after["attempts"] - before["attempts"],
            "handshakes": (after["welcomes"] - before["welcomes"]) / count,
            "overflows": overflows() - dropped,
            "queue": queue.peak,
            "cpu": times.user + times.system,
            "rss": about.memory_info().rss / 1024**2,
            "client_cpu": after["cpu"] - before["cpu"],
        }


def figures(count: int, ours: dict[str, float], stock: dict[str, float] | None) -> list[Figure]:
    theirs = stock or {}

    def shown(name: str, unit: str, most: float | None = None) -> Figure:
        return Figure(
            id=f"{name}_{count}", ours=ours[name], unit=unit, baseline=theirs.get(name), most=most
        )

    return [
        Figure(
            id=f"live_{count}_s",
            ours=ours["seconds"],
            unit="s",
            baseline=theirs.get("seconds"),
            most=BARS[count],
        ),
        shown("overflows", "", 0),
        Figure(id=f"attempts_{count}", ours=ours["attempts"], unit=""),
        Figure(id=f"handshakes_per_client_{count}", ours=ours["handshakes"], unit="", most=1.05),
        shown("queue", ""),
        shown("cpu", "s"),
        shown("rss", "MiB"),
        shown("client_cpu", "s"),
    ]


def overall(found: list[Figure]) -> list[Figure]:
    """Sum up what the storms have in common."""

    def each(name: str) -> list[float]:
        return [figure.ours for figure in found if figure.id.startswith(name)]

    return [
        Figure(id="listen_overflows", ours=sum(each("overflows_")), unit="", most=0),
        Figure(
            id="handshakes_per_client",
            ours=max(each("handshakes_per_client_")),
            unit="",
            most=1.05,
        ),
        Figure(id="accept_queue_peak", ours=max(each("queue_")), unit=""),
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="1,000 clients only")
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    end_in_order()
    found: list[Figure] = []
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        for count in (1000,) if chosen.quick else (1000, 5000):
            if hard < count + 500:
                raise RuntimeError(f"{hard} open files are too few for {count} clients")
            rounds = {}
            for kind in ("ours", "stock"):
                with (
                    tempfile.TemporaryDirectory() as folder,
                    ServerProcess(Path(folder) / "cluster") as server,
                ):
                    rounds[kind] = storm(server, kind, count)
            found += figures(count, rounds["ours"], rounds["stock"])
    except (OSError, RuntimeError, TimeoutError) as error:
        print(f"the bench could not run: {error!r}", file=sys.stderr)
        return NOT_RUN
    found += overall(found)
    return report("storm", found, chosen.json)


if __name__ == "__main__":
    sys.exit(main())
