# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log tells who did what, holds nothing secret, and does not grow for ever."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jmss.model.operations import Hold, Submit
from jmss.server.audit import KEPT, Audit
from jmss.wire.messages import Answer, Ask
from tests.fakes.notebook import UEDA

SUBMIT = Submit(name="payroll", command="mysql -psecret", queue="NIGHT", owner="o")


def test_a_line_says_who_when_from_where_what_and_the_outcome(tmp_path: Path) -> None:
    audit = Audit(tmp_path, wall=lambda: 1e9)
    who = replace(UEDA, address="10.0.0.9", agent="JLook/1")
    audit.note(who, Ask(id="u1", operation=SUBMIT), Answer(id="u1", job=7, seq=3))
    audit.note(who, Ask(id="u2", operation=Hold(8)), Answer(id="u2", error="NoSuchJob"))
    first, second = map(json.loads, audit.path.read_text().splitlines())
    assert first == {
        "at": "2001-09-09T01:46:40.000+00:00",
        "token": "ueda",
        "user": "ueda",
        "role": "administrator",
        "address": "10.0.0.9",
        "agent": "JLook/1",
        "operation": "submit",
        "id": "u1",
        "job": 7,
        "outcome": "done",
        "repeated": False,
    }
    assert (second["operation"], second["outcome"]) == ("hold", "NoSuchJob")
    assert "secret" not in audit.path.read_text()
    assert audit.path.stat().st_mode & 0o777 == 0o600


def test_it_is_turned_when_full_and_the_oldest_goes(tmp_path: Path) -> None:
    audit = Audit(tmp_path, most_bytes=400)
    for number in range(60):
        operation = Ask(id=f"u{number}", operation=Hold(number))
        audit.note(UEDA, operation, Answer(id=operation.id))
    files = list(tmp_path.glob("audit.*.jsonl"))
    assert len(files) == KEPT
    assert all(file.stat().st_size < 900 for file in files)
    newest = (tmp_path / "audit.1.jsonl").read_text().splitlines()
    oldest = (tmp_path / f"audit.{KEPT}.jsonl").read_text().splitlines()
    assert json.loads(newest[-1])["id"] > json.loads(oldest[0])["id"]


def test_that_it_cannot_be_written_is_said_once(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("the audit log cannot be written")
    audit = Audit(tmp_path / "gone")
    for _ in range(2):
        audit.note(UEDA, Ask(id="u", operation=Hold(1)), Answer(id="u"))
    (tmp_path / "gone").mkdir()
    audit.note(UEDA, Ask(id="u", operation=Hold(1)), Answer(id="u"))
    assert len(audit.path.read_text().splitlines()) == 1


def test_whatever_a_client_calls_itself_stays_one_line(tmp_path: Path) -> None:
    audit = Audit(tmp_path)
    who = replace(UEDA, user='x\n{"forged": true}' + "y" * 5000)
    audit.note(who, Ask(id="z\n" * 100, operation=Hold(1)), Answer(id="z"))
    lines = audit.path.read_text().splitlines()
    assert len(lines) == 1
    assert len(lines[0]) < 1000
