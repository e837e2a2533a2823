# SPDX-License-Identifier: GPL-3.0-or-later
"""A snapshot, a stream of changes and a return on the wire (`./dev bench wire`).

Ours: the real window on a real link, the product's feed and sessions at the other end, in
columns. Baseline: what one writes first, JSON of everything in one message into a model over
dictionaries. The server has one core, the window another.
"""

import argparse
import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from websockets.asyncio.client import connect

from benchmarks.parts.board_process import BoardProcess, free_port
from benchmarks.report import NOT_RUN, Figure, end_in_order, report
from jmss.model.changes import Position
from jmss.wire.codec import MAX_SIZE, encode, from_server
from jmss.wire.messages import Hello, Role, SyncEnd

WITHIN = 120.0
MORE = 5
"""So many snapshots more than the baseline, which takes 17 s each: ours takes less than one."""
CHANGES = 1_000
STREAM = 180
"""Messages, 60 a second."""
WARM = 30
"""… of which so many are left out."""


def mib(number: float) -> float:
    return number / 1024**2


def open_window(program: str, port: int, jobs: int) -> dict[str, Any]:
    """Let a window come up beside the server; give how the snapshot came in."""
    with BoardProcess(program, port) as window:
        return window.ask("go", jobs, WITHIN)


def snapshots(jobs: int, rounds: int, more: int = 0) -> dict[str, list[dict[str, Any]]]:
    """Bring all jobs into windows, ours and theirs in turn; and then ``more`` times into ours."""
    port = free_port()
    found: dict[str, list[dict[str, Any]]] = {"ours": [], "theirs": [], "more": []}
    with BoardProcess("board_server.py", port, jobs) as server:
        server.ask("know_no_better")
        for _ in range(rounds):
            found["ours"].append(open_window("wire_desk.py", port, jobs))
            found["theirs"].append(open_window("naive_desk.py", port, jobs))
        found["more"] = [open_window("wire_desk.py", port, jobs) for _ in range(more)]
    return found


def streams(jobs: int, rounds: int) -> dict[str, list[dict[str, float]]]:
    """Let changes come in where people look, ours and theirs in turn; give how late they were."""
    port = free_port()
    found: dict[str, list[dict[str, float]]] = {"ours": [], "theirs": []}
    with BoardProcess("board_server.py", port, jobs) as server:
        server.ask("know_no_better")
        for _ in range(rounds):
            found["ours"].append(stream(server, port, jobs, "wire_desk.py", "stream"))
            found["theirs"].append(stream(server, port, jobs, "naive_desk.py", "stream_naively"))
    return found


def stream(server: BoardProcess, port: int, jobs: int, program: str, word: str) -> dict[str, float]:
    """Let a stream of changes come into one window."""
    with BoardProcess(program, port) as window:
        window.ask("go", jobs, WITHIN)
        hot = window.ask("top")["numbers"]
        before = window.ask("collect")
        sent = server.ask(word, STREAM, CHANGES, hot)
        after = window.ask("painted")
    late = lateness(sent["sent"], after["seen"])
    return {
        "p50": median(late),
        "p99": sorted(late)[int(len(late) * 0.99)],
        "cpu": (after["cpu"] - before["cpu"]) / (STREAM / 60) * 100,
    }


def lateness(sent: list[list[float]], seen: list[list[float]]) -> list[float]:
    """Give for each message how many milliseconds after it went out it had been painted."""
    late = []
    for seq, at in sent[WARM:]:
        # What was never painted counts as painted last: it is at least so late.
        painted = next((when for state, when in seen if state >= seq), seen[-1][1])
        late.append((painted - at) * 1000)
    return late


async def come_back(port: int, position: Position | None) -> tuple[int, int]:
    """Be a client that stands there; give the bytes and the messages until it is up to date."""
    hello = Hello(
        role=Role.DESK, agent="bench", session="1", resume=position, encodings=["columns"]
    )
    size = count = 0
    async with connect(f"ws://127.0.0.1:{port}/", max_size=MAX_SIZE, compression=None) as link:
        await link.send(encode(hello))
        async for data in link:
            size += len(data) if isinstance(data, bytes) else len(data.encode())
            count += 1
            if isinstance(from_server(data), SyncEnd):
                return size, count
    raise RuntimeError("the server hung up")


def resume(jobs: int, missed: int, rounds: int) -> dict[str, list[float]]:
    """Come back after some changes; beside it, make everything JSON."""
    port = free_port()
    found: dict[str, list[float]] = {"bytes": [], "cpu": [], "json_bytes": [], "json_cpu": []}
    with BoardProcess("board_server.py", port, jobs) as server:
        server.ask("know_no_better")
        server.ask("miss", 1)
        asyncio.run(come_back(port, None))
        for _ in range(rounds):
            stood = server.ask("cpu")
            server.ask("miss", missed)
            before = server.ask("cpu")["cpu"]
            size, _ = asyncio.run(come_back(port, Position("bench", int(stood["head"]), 1)))
            found["bytes"].append(size)
            found["cpu"].append(server.ask("cpu")["cpu"] - before)
            plain = server.ask("as_json")
            found["json_bytes"].append(plain["bytes"])
            found["json_cpu"].append(plain["cpu"])
    return found


def sizes(jobs: int) -> list[Figure]:
    """Weigh a snapshot, and see how long making it holds up the server."""
    with BoardProcess("board_server.py", free_port(), jobs) as server:
        raw, squeezed = (server.ask("snapshot", each) for each in ("columns", "columns+zlib"))
        server.ask("know_no_better")
        plain = server.ask("as_json")["bytes"] / jobs
    bars = (("raw", raw, 66.0), ("zlib", squeezed, 22.0))
    return [
        *(
            Figure(
                id=f"bytes_per_job_{name}",
                ours=made["bytes"] / jobs,
                unit="B",
                baseline=plain,
                most=bar,
            )
            for name, made, bar in bars
        ),
        Figure(id="server_step_ms", ours=raw["worst_ms"], unit="ms", most=10.0),
        Figure(id="server_step_zlib_ms", ours=squeezed["worst_ms"], unit="ms", most=10.0),
    ]


def of_snapshots(name: str, found: dict[str, list[dict[str, Any]]], least: float) -> Figure:
    ratios = [
        theirs["usable_ms"] / ours["usable_ms"]
        for ours, theirs in zip(found["ours"], found["theirs"], strict=True)
    ]
    return Figure(
        id=f"snapshot_{name}_vs_json",
        ours=median(ratios),
        unit="x",
        low=min(ratios),
        high=max(ratios),
        least=least,
    )


def spread(id_: str, values: list[float], unit: str, most: float | None = None) -> Figure:
    return Figure(
        id=id_, ours=median(values), unit=unit, low=min(values), high=max(values), most=most
    )


def of_streams(found: dict[str, list[dict[str, float]]]) -> list[Figure]:
    ours, theirs = (
        {name: [one[name] for one in found[kind]] for name in ("p50", "p99", "cpu")}
        for kind in ("ours", "theirs")
    )
    ratios = [a / b for a, b in zip(ours["p99"], theirs["p99"], strict=True)]
    return [
        replace(spread("painted_p99_ms", ours["p99"], "ms", 25.0), baseline=median(theirs["p99"])),
        spread("painted_p99_vs_naive", ratios, "", 0.25),
        spread("painted_p50_ms", ours["p50"], "ms"),
        replace(spread("painted_cpu_pct", ours["cpu"], "%"), baseline=median(theirs["cpu"])),
    ]


def window_figures(small: int, big: int, rounds: int) -> list[Figure]:
    snapshots(small, 1)  # the first round, which nobody counts
    few, many = snapshots(small, rounds), snapshots(big, max(1, rounds - 1), MORE)
    each = many["ours"] + many["more"]
    return [
        of_snapshots("100k", few, 8.0),
        of_snapshots("1m", many, 15.0),
        spread("snapshot_100k_ms", [one["usable_ms"] for one in few["ours"]], "ms"),
        spread("snapshot_1m_ms", [one["usable_ms"] for one in each], "ms"),
        spread("snapshot_1m_json_ms", [one["usable_ms"] for one in many["theirs"]], "ms"),
        spread("snapshot_1m_cpu_ms", [one["cpu_ms"] for one in each], "ms"),
        spread("snapshot_1m_json_cpu_ms", [one["cpu_ms"] for one in many["theirs"]], "ms"),
        spread("snapshot_1m_stall_ms", [one["stall_ms"] for one in each], "ms", 50.0),
        spread("snapshot_1m_json_stall_ms", [one["stall_ms"] for one in many["theirs"]], "ms"),
        spread("snapshot_first_rows_ms", [one["first_ms"] for one in each], "ms", 20.0),
        *of_streams(streams(big, rounds)),
    ]


def resume_figures(jobs: int, rounds: int) -> list[Figure]:
    back = resume(jobs, jobs // 100, rounds)
    fewer = [a / b for a, b in zip(back["json_bytes"], back["bytes"], strict=True)]
    cheaper = [a / b for a, b in zip(back["json_cpu"], back["cpu"], strict=True)]
    return [
        Figure(
            id=id_, ours=median(ratios), unit="x", low=min(ratios), high=max(ratios), least=100.0
        )
        for id_, ratios in (("resume_bytes_vs_json", fewer), ("resume_cpu_vs_json", cheaper))
    ] + [
        Figure(id="resume_kb", ours=median(back["bytes"]) / 1000, unit="kB"),
        Figure(id="resume_cpu_ms", ours=median(back["cpu"]) * 1000, unit="ms"),
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000, help="jobs of the big board")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--part", choices=("all", "server", "window"), default="all")
    options.add_argument("--json", type=Path, metavar="FILE")
    chosen = options.parse_args()
    end_in_order()
    small = chosen.rows // 10
    figures: list[Figure] = []
    try:
        if chosen.part != "window":
            figures += sizes(small) + resume_figures(small, chosen.rounds + 1)
        if chosen.part != "server":
            figures += window_figures(small, chosen.rows, chosen.rounds)
    except (OSError, RuntimeError, TimeoutError) as error:
        print(f"the bench could not run: {error!r}", file=sys.stderr)
        return NOT_RUN
    return report("wire", figures, chosen.json)


if __name__ == "__main__":
    sys.exit(main())
