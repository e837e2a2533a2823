# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log tells who did what, holds nothing secret, and lacks nothing that was done."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jmss.model.operations import Hold, Submit
from jmss.server.audit import Audit, unsettled
from jmss.server.audit_file import KEPT, AuditFile
from jmss.wire.messages import Answer, Ask
from tests.fakes.notebook import UEDA

SUBMIT = Submit(name="payroll", command="mysql -psecret", queue="NIGHT", owner="o")


class Book:
    """An audit log whose thread ends with the test, and whose time stands still."""

    def __init__(self, folder: Path, most_bytes: int = 5_000_000) -> None:
        self.file = AuditFile(folder, most_bytes=most_bytes)
        self.audit = Audit(self.file, wall=lambda: 1e9)

    def lines(self) -> list[dict[str, object]]:
        self.audit.close()
        return [json.loads(line) for line in self.file.path.read_text().splitlines()]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book(tmp_path)
    yield made
    made.audit.close()


def hold(number: int) -> Ask:
    return Ask(id=f"u{number}", operation=Hold(number))


def test_a_line_says_who_when_from_where_what_and_the_next_one_the_outcome(book: Book) -> None:
    who = replace(UEDA, address="10.0.0.9", agent="JLook/1")
    submit = Ask(id="u1", operation=SUBMIT)

    async def story() -> None:
        await book.audit.accept(who, submit)
        assert json.loads(book.file.path.read_text())["outcome"] == "accepted", "already there"
        book.audit.settle(who, submit, Answer(id="u1", job=7, seq=3))
        await book.audit.note(who, hold(8), Answer(id="u8", error="RoleForbids"))

    asyncio.run(story())
    first, second, third = book.lines()
    common = {
        "at": "2001-09-09T01:46:40.000+00:00",
        "token": "ueda",
        "user": "ueda",
        "role": "administrator",
        "address": "10.0.0.9",
        "agent": "JLook/1",
        "operation": "submit",
        "id": "u1",
        "about": "",
        "repeated": False,
        "late": False,
    }
    assert first == common | {"job": None, "outcome": "accepted", "settles": False}
    assert second == common | {"job": 7, "outcome": "done", "settles": True}
    assert (third["operation"], third["outcome"]) == ("hold", "RoleForbids")
    assert "secret" not in book.file.path.read_text()
    assert book.file.path.stat().st_mode & 0o777 == 0o600


def test_many_who_wait_share_a_write(book: Book) -> None:
    async def story() -> None:
        await asyncio.gather(*(book.audit.accept(UEDA, hold(n)) for n in range(500)))

    asyncio.run(story())
    assert [line["id"] for line in book.lines()] == [f"u{n}" for n in range(500)], "in order"


def test_what_was_accepted_and_has_no_outcome_is_found_and_settled(tmp_path: Path) -> None:
    async def before(book: Book) -> None:
        for number in range(4):
            await book.audit.accept(UEDA, hold(number))
        book.audit.settle(UEDA, hold(1), Answer(id="u1"))
        # Another one's refusal under the same id settles nothing, nor does a repetition.
        await book.audit.note(UEDA, hold(2), Answer(id="u2", error="RoleForbids"))
        await book.audit.note(UEDA, hold(3), Answer(id="u3"), repeated=True)

    killed = Book(tmp_path)
    asyncio.run(before(killed))
    killed.audit.close()
    with killed.file.path.open("ab") as torn:
        torn.write(b'{"at":"2001')
    after = Book(tmp_path)
    left = unsettled(after.file)
    assert [line.id for line in left] == ["u0", "u2", "u3"]
    answers = (Answer(id="u0", job=1), None, Answer(id="u3", error="NotNow"))
    for line, answer in zip(left, answers, strict=True):
        after.audit.settle_late(line, answer)
    after.audit.close()
    assert unsettled(after.file) == []
    told = [json.loads(line) for line in after.file.path.read_text().splitlines()[-3:]]
    assert [line["outcome"] for line in told] == ["done", "OperationLost", "NotNow"]
    assert all(line["late"] and line["user"] == "ueda" for line in told)


def test_it_is_turned_when_full_and_the_oldest_goes(tmp_path: Path) -> None:
    book = Book(tmp_path, most_bytes=400)

    async def story() -> None:
        for number in range(60):
            await book.audit.accept(UEDA, hold(number))

    asyncio.run(story())
    assert unsettled(book.file)[-1].id == "u59", "also when it has just been turned"
    book.audit.close()
    files = list(tmp_path.glob("audit.*.jsonl"))
    assert len(files) == KEPT
    assert all(file.stat().st_size < 900 for file in files)


def test_that_it_cannot_be_written_is_said_once_and_holds_nobody_up(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("the audit log cannot be written")
    book = Book(tmp_path / "gone")

    async def story() -> None:
        for number in range(2):
            await book.audit.accept(UEDA, hold(number))
        (tmp_path / "gone").mkdir()
        await book.audit.accept(UEDA, hold(2))

    asyncio.run(story())
    assert [line["id"] for line in book.lines()] == ["u2"]


def test_whatever_a_client_calls_itself_stays_one_line(book: Book) -> None:
    who = replace(UEDA, user='x\n{"forged": true}' + "y" * 5000)
    asyncio.run(book.audit.note(who, Ask(id="z\n" * 100, operation=Hold(1)), Answer(id="z")))
    book.audit.close()
    lines = book.file.path.read_text().splitlines()
    assert len(lines) == 1
    assert len(lines[0]) < 1000
