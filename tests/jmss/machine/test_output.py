# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import os
import time
from pathlib import Path

import pytest

from jmss.machine.claims import Claims
from jmss.machine.output import MOST, Outputs
from jmss.machine.status import Outcome, Status, write_status
from jmss.wire.messages import Answer, Output, ReadOutput
from tests.fakes.attempts import a_claim


@pytest.fixture
def claims(tmp_path: Path) -> Claims:
    claims = Claims(tmp_path)
    claims.prepare()
    lock = claims.claim(a_claim(5, 2))
    assert lock is not None
    os.close(lock)
    return claims


def ask(claims: Claims, **wish: object) -> Output | Answer:
    request = ReadOutput(**{"id": "r", "job": 5, **wish})  # type: ignore[arg-type]  # by name
    return asyncio.run(Outputs(claims).answer(request))


def end(claims: Claims) -> None:
    write_status(claims.folder((5, 2)), Status(outcome=Outcome.ENDED, exit_code=0, ended=1.0))


def test_a_running_job_is_read_piece_by_piece(claims: Claims) -> None:
    (claims.folder((5, 2)) / "stdout").write_bytes(b"one two")
    assert ask(claims, limit=4) == Output(id="r", job=5, attempt=2, offset=0, data=b"one ", size=7)
    assert ask(claims, offset=4) == Output(id="r", job=5, attempt=2, offset=4, data=b"two", size=7)
    assert ask(claims, offset=7) == Output(id="r", job=5, attempt=2, offset=7, data=b"", size=7)


def test_the_end_is_told_only_when_all_is_read(claims: Claims) -> None:
    (claims.folder((5, 2)) / "stderr").write_bytes(b"one two")
    end(claims)
    for place in ("open", "acknowledged"):
        first = ask(claims, stream="stderr", limit=4)
        rest = ask(claims, stream="stderr", offset=4, attempt=2)
        assert isinstance(first, Output), place
        assert isinstance(rest, Output), place
        assert (first.data, first.ended) == (b"one ", False)
        assert (rest.data, rest.ended) == (b"two", True)
        claims.acknowledge((5, 2))


def test_a_job_that_wrote_nothing_ends_with_nothing(claims: Claims) -> None:
    end(claims)
    answer = ask(claims, wait=10.0)
    assert answer == Output(id="r", job=5, attempt=2, offset=0, data=b"", ended=True)


def test_a_piece_has_a_largest_size(claims: Claims) -> None:
    (claims.folder((5, 2)) / "stdout").write_bytes(bytes(MOST + 5))
    answer = ask(claims, limit=10 * MOST)
    assert isinstance(answer, Output)
    assert len(answer.data) == MOST


def test_a_reader_waits_for_more(claims: Claims) -> None:
    path = claims.folder((5, 2)) / "stdout"
    path.touch()

    async def read() -> Output | Answer:
        reading = asyncio.create_task(Outputs(claims).answer(ReadOutput(id="r", job=5, wait=10.0)))
        await asyncio.sleep(0.05)
        assert not reading.done()
        path.write_bytes(b"more")
        return await reading

    answer = asyncio.run(read())
    assert isinstance(answer, Output)
    assert answer.data == b"more"


def test_a_reader_waits_only_as_long_as_asked(claims: Claims) -> None:
    began = time.monotonic()
    answer = ask(claims, wait=0.3)
    assert isinstance(answer, Output)
    assert (answer.data, answer.ended) == (b"", False)
    assert 0.3 <= time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("wish", "error", "words"),
    [
        ({"job": 6}, "OutputAway", "Job 6"),
        ({"attempt": 1}, "OutputAway", "Job 5"),
        ({"stream": "../claim.json"}, "BadValue", "stream"),
        ({"offset": -1}, "BadValue", "offset"),
        ({"limit": 0}, "BadValue", "limit"),
    ],
)
def test_what_cannot_be_read_is_refused(
    claims: Claims, wish: dict[str, object], error: str, words: str
) -> None:
    answer = ask(claims, **wish)
    assert isinstance(answer, Answer)
    assert answer.error == error
    assert words in answer.text


def test_no_place_is_too_far_to_ask_for(claims: Claims) -> None:
    (claims.folder((5, 2)) / "stdout").write_bytes(b"one two")
    for offset in (8, 2**62, 2**63, 2**200):
        answer = ask(claims, offset=offset)
        assert answer == Output(id="r", job=5, attempt=2, offset=offset, data=b"", size=7)
