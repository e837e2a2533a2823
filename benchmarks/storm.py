# SPDX-License-Identifier: GPL-3.0-or-later
"""Everybody comes back at once after a failover of 5 s (`./dev bench storm`)."""

import argparse
import resource
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.parts.crowds import Crowds
from benchmarks.parts.server_process import ServerProcess
from benchmarks.report import NOT_RUN, Figure, end_in_order, report

OUTAGE = 5.0
GIVE_UP = 120.0
SETTLE = 11.0
"""Seconds after which a link is trusted to stay, and a bit."""
TOLD = 4.0
"""Seconds after which the server has told in its log how many handshakes there were."""
HANDSHAKES = 1.05
"""WebSocket handshakes per client, at most; counted by the server."""


def overflows() -> int:
    """Give how often this system dropped a connection because an accept queue was full."""
    names, values = (
        line.split()
        for line in Path("/proc/net/netstat").read_text().splitlines()
        if line.startswith("TcpExt:")
    )
    return int(values[names.index("ListenOverflows")])


class Queue:
    """Looks at the accept queue of a port, beside everything else. A context manager."""

    def __init__(self, port: int) -> None:
        self._end = f":{port:04X}"
        self.peak = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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


@dataclass(frozen=True)
class Site:
    """How many clients there are, and whether they are encrypted."""

    clients: int
    tls: bool
    within: float
    """Seconds within which all have to be live."""

    @property
    def name(self) -> str:
        return f"{self.clients}_tls" if self.tls else str(self.clients)


SITES = (Site(1000, False, 3.0), Site(1000, True, 5.0), Site(5000, False, 10.0))


def storm(site: Site, kind: str) -> dict[str, float]:
    """Let a site meet a failover; give what it cost."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ServerProcess(Path(folder) / "cluster", tls=site.tls) as server,
        Crowds(kind, server.port, site.clients, server.ca_file) as crowds,
    ):
        before = crowds.all_live(GIVE_UP)
        time.sleep(SETTLE)
        dropped, shaken = overflows(), server.handshakes()
        server.signal(signal.SIGKILL)
        server.wait()
        time.sleep(OUTAGE)
        listening = server.start("SV2")
        with Queue(server.port) as queue:
            after = crowds.all_live(GIVE_UP)
        times = server.about.cpu_times()
        cost = {
            "live": after["last"] - listening,
            "attempts": after["attempts"] - before["attempts"],
            "overflows": overflows() - dropped,
            "queue": queue.peak,
            "cpu": times.user + times.system,
            "rss": server.about.memory_info().rss / 1024**2,
            "client_cpu": after["cpu"] - before["cpu"],
        }
        time.sleep(TOLD)
        return cost | {"handshakes": (server.handshakes() - shaken) / site.clients}


def figures(site: Site, ours: dict[str, float], stock: dict[str, float]) -> list[Figure]:
    def shown(id_: str, name: str, unit: str = "", most: float | None = None) -> Figure:
        # How often the stock client dials cannot be seen from outside.
        theirs = stock[name] if name != "attempts" else None
        return Figure(id=id_, ours=ours[name], unit=unit, baseline=theirs, most=most)

    return [
        shown(f"live_{site.name}_s", "live", "s", site.within),
        shown(f"overflows_{site.name}", "overflows", most=0),
        shown(f"attempts_{site.name}", "attempts"),
        shown(f"handshakes_per_client_{site.name}", "handshakes", most=HANDSHAKES),
        shown(f"queue_{site.name}", "queue"),
        shown(f"cpu_{site.name}", "cpu", "s"),
        shown(f"rss_{site.name}", "rss", "MiB"),
        shown(f"client_cpu_{site.name}", "client_cpu", "s"),
    ]


def overall(found: list[Figure]) -> list[Figure]:
    """Sum up what the storms have in common."""

    def each(name: str) -> list[float]:
        return [figure.ours for figure in found if figure.id.startswith(name)]

    shaken = max(each("handshakes_per_client_"))
    return [
        Figure(id="listen_overflows", ours=sum(each("overflows_")), unit="", most=0),
        Figure(id="handshakes_per_client", ours=shaken, unit="", most=HANDSHAKES),
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
        for site in SITES[:1] if chosen.quick else SITES:
            if hard < site.clients + 500:
                raise RuntimeError(f"{hard} open files are too few for {site.clients} clients")
            found += figures(site, storm(site, "ours"), storm(site, "stock"))
    except (OSError, RuntimeError, TimeoutError) as error:
        print(f"the bench could not run: {error!r}", file=sys.stderr)
        return NOT_RUN
    return report("storm", found + overall(found), chosen.json)


if __name__ == "__main__":
    sys.exit(main())
