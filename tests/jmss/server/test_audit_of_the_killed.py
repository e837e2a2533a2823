# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is killed in the middle of operations: nothing was done without a line."""

import asyncio
import json
import signal
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.fakes.dying_jmssd import MOMENTS
from tests.fakes.jmssd import CHECKOUT, Jmssd
from tests.fakes.raw_client import Fields, RawClient

DYING = (str(CHECKOUT / "tests" / "fakes" / "dying_jmssd.py"),)
SUBMIT = {"k": "submit", "name": "j", "command": "true", "queue": "NIGHT", "owner": "o"}
HOLD_NOBODY = {"k": "hold", "job": 9999}


async def ask_until_it_dies(server: Jmssd) -> None:
    with suppress(ConnectionClosed):
        async with RawClient(server.uri, role="command") as asker:
            for number in range(60):
                operation = HOLD_NOBODY if number % 4 == 3 else SUBMIT
                await asker.say(t="ask", id=f"op{number}", operation=operation)
            while True:
                await asker.hear()


def audit(server: Jmssd) -> list[Fields]:
    text = (server.drive / "log" / "audit.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def stored(server: Jmssd, query: str) -> set[str]:
    with closing(sqlite3.connect(server.database)) as database:
        return {row[0] for row in database.execute(query)}


@pytest.mark.parametrize("moment", MOMENTS)
def test_each_effect_has_its_lines(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JMSS_DIES", f"{moment}:9")
    server = Jmssd(tmp_path / "cluster", DYING)
    server.start()
    try:
        asyncio.run(ask_until_it_dies(server))
        assert server.wait() == -signal.SIGKILL
        accepted = {line["id"] for line in audit(server) if line["outcome"] == "accepted"}
        changed = stored(server, "SELECT op FROM journal WHERE op != ''")
        assert changed <= accepted, "already before anybody looks again"
        monkeypatch.delenv("JMSS_DIES")
        server.start("SV2")
        server.signal(signal.SIGTERM)
        assert server.wait() == 0
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()
    lines = audit(server)
    outcomes = {line["id"]: line["outcome"] for line in lines if line["settles"]}
    assert Counter(line["id"] for line in lines if line["settles"]) == Counter(accepted)
    assert {one for one, outcome in outcomes.items() if outcome == "done"} == changed
    answered = stored(server, "SELECT id FROM operations")
    assert {one for one, outcome in outcomes.items() if outcome != "OperationLost"} == answered
    assert any(line["late"] for line in lines), "the outcome that the killed one still owed"
