# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults that the link is tested against: number, level, what happens, what is expected.

Level N: a network (namespaces, or loopback where no packet has to be lost) and real processes.
Q: the real window. U: the link's table with a clock of the test's own.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """One row of ``docs/faults.md``."""

    number: int
    level: str
    fault: str
    expected: str


CASES = tuple(
    Case(*row)
    for row in (
        (
            1,
            "N",
            "server killed, started again 3 s later",
            "noticed ≤ 0.1 s; live ≤ 2.2 s after it listens; replay, no gap",
        ),
        (2, "N", "orderly stop", "noticed ≤ 0.1 s; `retry_after` honoured"),
        (3, "N", "server closes with 1000 or 1001", "a loss like any other: dialled again"),
        (
            4,
            "N",
            "server's cable cut for 60 s",
            "amber ≤ 1.9 s, given up ≤ 2.9 s, live ≤ 2.5 s after",
        ),
        (5, "N", "workstation's cable cut at the switch", "as 4"),
        (6, "N", "workstation's interface down and up", "given up ≤ 2.9 s, live ≤ 2.5 s after"),
        (7, "N", "firewall drops both ways, silently", "as 4"),
        (
            8,
            "N",
            "one-way loss",
            "to the workstation: as 4; to the server: freed ≤ 15 s, given up ≤ 2.9 s later",
        ),
        (9, "N", "server hangs for 20 s", "given up ≤ 2.9 s; then live, nothing twice"),
        (10, "N", "blips of 0.5, 1.0 and 1.4 s", "≤ 1.0 s: no loss; 1.4 s: ≤ 3 s without data"),
        (11, "N", "blip of 2.0 s", "≤ 3 s without data, nothing missed"),
        (
            12,
            "N",
            "failover SV1 → SV2 with gratuitous ARP, 20 s",
            "live ≤ 2.2 s after SV2 listens; the node's name changes",
        ),
        (
            13,
            "N",
            "failover without gratuitous ARP",
            "keeps trying, live ≤ 55 s; says which address",
        ),
        (14, "N", "address taken away before the process stops", "given up ≤ 2.9 s"),
        (
            15,
            "N",
            "address up, port not open for 10 s",
            "refused at once; few attempts; live ≤ 2.2 s after it listens",
        ),
        (16, "N", "nobody has the address", "told ≤ 3.5 s; live ≤ 2.5 s after somebody has it"),
        (17, "N", "two addresses, the first one dead", "connected < 0.5 s"),
        (
            18,
            "N",
            "name server silent, address known",
            "returns without waiting for it; quits < 0.2 s",
        ),
        (
            19,
            "N",
            "name server silent, nothing known",
            "waiting; one lookup thread; loop free; quits < 0.2 s",
        ),
        (20, "N", "name does not exist, appears later", "connects by itself"),
        (21, "U", "server accepts, then closes 1013, for ever", "≤ 8 attempts in 10 s"),
        (22, "U", "live, then closed at once, for ever", "≤ 8 attempts in 10 s"),
        (23, "U", "503 with Retry-After 3, 429", "dialled again after 3 to 4.5 s"),
        (24, "U", "401", "held after one attempt; no further request"),
        (
            25,
            "U",
            "404, something that is not HTTP, TLS on a plain port",
            "transient, slow, told clearly",
        ),
        (
            26,
            "N",
            "SV2 shows a certificate for SV1 instead of VCOM1",
            "held with both names; looked at each half minute; goes on by itself",
        ),
        (27, "U", "[接続] while waiting 30 s", "dialled at once"),
        (
            28,
            "U",
            "[接続] 20 times while dialling",
            "one dial under way, one more after its failure",
        ),
        (29, "U", "cancel in every state", "offline; no later dial; late results ignored"),
        (
            30,
            "Q",
            "quit while dialling, in lookup, with the link cut",
            "gone < 0.5 s, no traceback",
        ),
        (31, "Q", "modal dialog open during a failover", "watchdog, retries and countdown go on"),
        (32, "Q", "user interface blocked for 8 s", "no false loss, no burst of timers"),
        (33, "U", "suspended for 1 h", "probe, verdict ≤ 1.3 s, replay or snapshot"),
        (34, "U", "time of day stepped by ± 1 h", "nothing happens"),
        (
            35,
            "U",
            "gap in the deltas",
            "mended on the same connection; the second within 60 s reconnects",
        ),
        (36, "U", "heartbeat ahead of what was received", "asked for what is missing"),
        (37, "N", "duplicate deltas after a replay", "ignored"),
        (38, "N", "desk older than the journal", "snapshot, why = too_old"),
        (39, "N", "journal rolled back and grown again", "snapshot, why = diverged; rows equal"),
        (40, "N", "journal replaced", "snapshot, why = epoch; a warning in the event log"),
        (41, "N", "a server of an older incarnation answers", "refused, dialled again"),
        (
            42,
            "N",
            "cut in the middle of a snapshot",
            "old rows stay; begun again; never half a table",
        ),
        (43, "N", "snapshot of 50,000 jobs", "frames ≤ 64 KiB; heartbeats in between; no 1009"),
        (
            44,
            "N",
            "a client stops reading",
            "≤ 1 MiB kept for it; snapshot or 4001; the others go on",
        ),
        (45, "N", "20 stuck clients at 500 deltas/s", "≤ 1 MiB kept for each; the others go on"),
        (
            46,
            "N",
            "1,000 clients fail over (5,000: `./dev bench storm`)",
            "all live ≤ 3 s after it listens; handshakes = clients; no listen overflow",
        ),
        (
            47,
            "N",
            "1,000 clients fail over, 200 kB snapshot each, plain and TLS",
            "all live ≤ 5 s after it listens",
        ),
        (48, "N", "client killed; client cut", "session freed ≤ 15 s"),
        (
            49,
            "N",
            "a session comes again before the server noticed its loss",
            "old connection ended, one session",
        ),
        (
            50,
            "U",
            "operation under way at a cut",
            "unknown, then settled by its id; never sent again",
        ),
        (51, "N", "http_proxy and HTTPS_PROXY set", "direct connection"),
        (
            52,
            "N",
            "another service on the port during a take-over",
            "told; dialled slowly; live when the server is there",
        ),
        (
            53,
            "N",
            "link flaps: 2 s up, 3 s down",
            "< 1 attempt/s while up and down; one line per change; memory flat",
        ),
        (
            54,
            "N",
            "outage of 72 h",
            "≤ 1 attempt per retry cap; log < 1 MB; objects flat; live ≤ 2.2 s after",
        ),
        (
            55,
            "Q",
            "5 failovers in a row, with selection, sort order and scroll position",
            "all kept",
        ),
    )
)
