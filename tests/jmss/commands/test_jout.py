# SPDX-License-Identifier: GPL-3.0-or-later
"""``jout``: every byte once, in order, until the job has ended."""

import base64
import json

import pytest

from tests.fakes.command_runs import Process, Run
from tests.fakes.fake_server import FakeServer, Fault

RAW = bytes(range(256)) + "出力\r\n".encode()


def test_it_writes_the_bytes_as_they_are(server: FakeServer, process: Process) -> None:
    server.add_job(7, state="running", attempt=1)
    server.output[7, 1, "stdout"] = RAW
    out, err = process("jout", "7").communicate(timeout=20)
    assert (out, err) == (RAW, b"")


def test_stream_attempt_and_place(server: FakeServer, run: Run) -> None:
    server.add_job(7, state="ended_normally", attempt=2)
    server.output[7, 1, "stdout"] = b"first attempt"
    server.output[7, 2, "stdout"] = b"second attempt"
    server.output[7, 2, "stderr"] = b"trouble"
    assert run("jout", "7").stdout == "second attempt"
    assert run("jout", "7", "--attempt", "1").stdout == "first attempt"
    assert run("jout", "7", "--stderr").stdout == "trouble"
    assert run("jout", "7", "--from", "7").stdout == "attempt"
    assert run("jout", "7", "--from", "100").stdout == ""


def test_json_has_pieces_that_make_up_the_whole(server: FakeServer, run: Run) -> None:
    server.add_job(7, state="ended_normally", attempt=1)
    server.output[7, 1, "stdout"] = RAW
    pieces = [json.loads(line) for line in run("jout", "--json", "7").stdout.splitlines()]
    assert b"".join(base64.b64decode(piece["data"]) for piece in pieces) == RAW
    assert [piece["offset"] for piece in pieces] == list(range(0, len(RAW), 4))


def test_no_output_yet(server: FakeServer, run: Run) -> None:
    server.add_job(7)
    result = run("jout", "7")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "Job 7 has no output yet: it has not started.\n"
    assert json.loads(run("jout", "--json", "7").stdout)["error"]["code"] == "OutputAway"


def test_an_unknown_job(run: Run) -> None:
    for words in (["99"], ["99", "--follow"]):
        result = run("jout", *words)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "There is no job 99" in result.stderr


def test_follow_goes_on_through_failovers_by_offset(server: FakeServer, process: Process) -> None:
    server.add_job(7, state="running", attempt=1)
    server.output[7, 1, "stdout"] = b"one\n"
    child = process("jout", "7", "--follow")
    assert child.stdout is not None
    assert child.stdout.readline() == b"one\n"
    server.stop()
    server.incarnation += 1
    server.output[7, 1, "stdout"] = b"one\ntwo\n"
    server.start()
    assert child.stdout.readline() == b"two\n"
    server.faults = [Fault.CUT_AFTER, Fault.SILENT]
    server.output[7, 1, "stdout"] = b"one\ntwo\nthree\n"
    server.add_job(7, state="ended_normally", attempt=1)
    out, _ = child.communicate(timeout=20)
    assert (child.returncode, out) == (0, b"three\n")


def test_follow_waits_until_the_job_has_output(server: FakeServer, process: Process) -> None:
    server.add_job(7)
    child = process("jout", "7", "--follow")
    assert child.stderr is not None
    assert child.stderr.readline() == b"Job 7 has no output yet: it has not started.\n"
    server.output[7, 1, "stdout"] = b"now\n"
    server.add_job(7, state="ended_abnormally", attempt=1)
    out, err = child.communicate(timeout=20)
    assert (child.returncode, out, err) == (0, b"now\n", b"")


def test_follow_ends_for_a_job_that_never_started(server: FakeServer, process: Process) -> None:
    server.add_job(7, state="cancelled")
    child = process("jout", "7", "--follow")
    out, _ = child.communicate(timeout=20)
    assert (child.returncode, out) == (0, b"")


def test_follow_goes_over_to_the_next_attempt(server: FakeServer, process: Process) -> None:
    server.add_job(7, state="queued", attempt=1)
    server.output[7, 1, "stdout"] = b"begun\n"
    server.add_job(7, state="running", attempt=2)
    server.output[7, 2, "stdout"] = b"again\n"
    child = process("jout", "7", "--follow", "--attempt", "1")
    out, _ = child.communicate(timeout=20)
    assert (child.returncode, out) == (0, b"begun\n")

    server.add_job(7, state="running", attempt=1)
    child = process("jout", "7", "--follow")
    assert child.stdout is not None
    assert child.stdout.readline() == b"begun\n"
    server.add_job(7, state="ended_normally", attempt=2)
    out, err = child.communicate(timeout=20)
    assert (child.returncode, out) == (0, b"again\n")
    assert err == b"Job 7 was started again: attempt 2.\n"


@pytest.mark.parametrize("words", [[], ["x"], ["7", "--from", "-1"], ["7", "--attempt", "0"]])
def test_wrong_usage(run: Run, words: list[str]) -> None:
    assert run("jout", *words).exit_code == 2
