# SPDX-License-Identifier: GPL-3.0-or-later
"""One change told to a thousand clients (`./dev bench fanout`).

Ours: the product's feed, outboxes and sessions, in columns. Baseline: JSON made and sent for
each client. Both over the same sockets, in turn; what counts is the CPU of the server's thread.
"""

import argparse
import resource
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.parts.board_process import BoardProcess, free_port
from benchmarks.report import NOT_RUN, Figure, end_in_order, report

JOBS = 2_000
CLIENTS = 1_000
CHANGES = 100
ROUNDS = 5
TOLD, TOLD_NAIVELY = 40, 3
"""Messages to everybody in one round."""
LEAST_RATIO, LEAST_PER_CORE = 10.0, 70_000.0


def measure(clients: int) -> tuple[list[float], list[float]]:
    """Give the CPU microseconds of one message to one client, ours and theirs, by round."""
    port = free_port()
    ours, theirs = [], []
    with (
        BoardProcess("board_server.py", port, JOBS) as server,
        BoardProcess("sink.py", port, clients, "columns") as sink,
    ):
        server.ask("live", clients)
        for _ in range(ROUNDS + 1):
            before = sink.ask("bytes")["bytes"]
            told = server.ask("tell", TOLD, CHANGES)
            if told["messages"] != TOLD * clients:
                raise RuntimeError("somebody was lost")
            if sink.ask("bytes")["bytes"] - before < told["bytes"] * clients:
                raise RuntimeError("not everything arrived")
            naive = server.ask("tell_naively", TOLD_NAIVELY, CHANGES)
            ours.append(told["cpu"] / told["messages"] * 1e6)
            theirs.append(naive["cpu"] / naive["messages"] * 1e6)
    return ours[1:], theirs[1:]


def figures(ours: list[float], theirs: list[float]) -> list[Figure]:
    ratios = [there / here for here, there in zip(ours, theirs, strict=True)]
    per_core = [1e6 / here for here in ours]
    return [
        Figure(
            id="fanout_vs_naive",
            ours=median(ratios),
            unit="x",
            low=min(ratios),
            high=max(ratios),
            least=LEAST_RATIO,
        ),
        Figure(
            id="client_messages_per_s_core",
            ours=median(per_core),
            unit="/s",
            baseline=1e6 / median(theirs),
            low=min(per_core),
            high=max(per_core),
            least=LEAST_PER_CORE,
        ),
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clients", type=int, default=CLIENTS)
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    end_in_order()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        ours, theirs = measure(chosen.clients)
    except (OSError, RuntimeError) as error:
        print(f"the bench could not run: {error}", file=sys.stderr)
        return NOT_RUN
    return report("fanout", figures(ours, theirs), chosen.json)


if __name__ == "__main__":
    sys.exit(main())
