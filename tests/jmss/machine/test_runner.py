# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner with real keepers and jobs."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from jmss.errors import Fenced
from jmss.machine.adoption import LOST
from jmss.machine.claims import Claims
from jmss.machine.keepers import read_lock
from jmss.machine.launch import STOPPED_EARLY
from jmss.machine.reports import Outbox
from jmss.machine.runner import Runner
from jmss.wire.messages import AttemptState, Report, StopOrder
from tests.fakes.attempts import a_runner, an_order, lives, until

Story = Callable[[Runner, Outbox, Claims], Awaitable[None]]


def play(drive: Path, story: Story, *, incarnation: int = 1, grace: float = 10.0) -> None:
    """Run a story with a runner that is ended however the story ends."""

    async def playing() -> None:
        runner, outbox, claims = a_runner(drive, incarnation, grace=grace)
        await runner.adopt()
        working = asyncio.create_task(runner.run())
        try:
            await story(runner, outbox, claims)
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
            runner.close()

    asyncio.run(playing())


def states(outbox: Outbox) -> list[tuple[int, AttemptState]]:
    return [(report.job, report.state) for report in outbox.pending()]


def ends(outbox: Outbox) -> dict[int, Report]:
    return {r.job: r for r in outbox.pending() if r.state is not AttemptState.RUNNING}


def runs(outbox: Outbox, job: int = 1) -> bool:
    return (job, AttemptState.RUNNING) in states(outbox)


def test_a_job_is_reported_running_then_ended(tmp_path: Path) -> None:
    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        runner.start(an_order(1, command="exit 5"))
        assert runner.running() == [(1, 1)]
        await until(lambda: bool(ends(outbox)))
        assert states(outbox) == [(1, AttemptState.RUNNING), (1, AttemptState.ENDED)]
        assert ends(outbox)[1].exit_code == 5
        assert runner.running() == []

    play(tmp_path, story)


def test_a_repeated_order_starts_one_job(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"

    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        order = an_order(1, command=f"echo run >> {ledger}; sleep 0.2")
        for _ in range(2):
            runner.start(order)
        await until(lambda: runs(outbox))
        told: list[Report] = []
        outbox.listen(told.append)
        runner.start(order)
        assert [report.state for report in told] == [AttemptState.RUNNING]
        await until(lambda: bool(ends(outbox)))
        told.clear()
        runner.start(order)
        claims.acknowledge((1, 1))
        runner.start(order)
        assert [report.state for report in told] == [AttemptState.ENDED] * 2
        assert ledger.read_text() == "run\n"

    play(tmp_path, story)


def test_the_next_attempt_is_another_run(tmp_path: Path) -> None:
    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        for attempt in (1, 2):
            runner.start(an_order(1, attempt, command="exit 0"))
        await until(lambda: len(outbox.over()) == 2)
        assert outbox.over() == [(1, 1), (1, 2)] or outbox.over() == [(1, 2), (1, 1)]

    play(tmp_path, story)


@pytest.mark.parametrize("force", [False, True])
def test_a_job_is_stopped(tmp_path: Path, force: bool) -> None:
    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        runner.start(an_order(1, command="sleep 600"))
        await until(lambda: runs(outbox))
        for _ in range(2):
            runner.stop(StopOrder(job=1, attempt=1, force=force))
        await until(lambda: bool(ends(outbox)))
        assert ends(outbox)[1].signal == ("SIGKILL" if force else "SIGTERM")

    play(tmp_path, story)


def test_a_job_stopped_before_its_turn_never_starts(tmp_path: Path) -> None:
    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        runner.start(an_order(1, command=f"touch {tmp_path}/ran"))
        runner.stop(StopOrder(job=1, attempt=1))
        runner.stop(StopOrder(job=2, attempt=1))  # its order to start never came
        await until(lambda: len(ends(outbox)) == 2)
        assert {r.detail for r in ends(outbox).values()} == {STOPPED_EARLY}
        assert {r.state for r in ends(outbox).values()} == {AttemptState.NOT_STARTED}
        runner.start(an_order(2, command=f"touch {tmp_path}/ran"))
        assert runner.running() == []
        assert not (tmp_path / "ran").exists()

    play(tmp_path, story)


def test_a_stop_that_meets_the_start_is_not_lost(tmp_path: Path) -> None:
    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        runner.start(an_order(1, command="sleep 600"))
        await until(lambda: claims.find((1, 1)) is not None)
        runner.stop(StopOrder(job=1, attempt=1))
        await until(lambda: bool(ends(outbox)))

    play(tmp_path, story)


def test_an_impossible_command_is_reported_as_not_started(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot be started")

    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        runner.start(an_order(1, command="x" * 200_000))
        runner.start(an_order(2, command="a\0b"))
        runner.start(an_order(3, command="exit 0"))
        await until(lambda: len(ends(outbox)) == 3)
        assert ends(outbox)[1].state is AttemptState.NOT_STARTED
        assert ends(outbox)[1].detail == "Argument list too long"
        assert ends(outbox)[2].detail == "embedded null byte"
        assert ends(outbox)[3].exit_code == 0

    play(tmp_path, story)


def test_a_full_drive_is_reported_as_not_started(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot be claimed")

    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        (tmp_path / "jobs" / ".1.1").touch()  # in the way, as a full drive would be
        runner.start(an_order(1))
        await until(lambda: bool(ends(outbox)))
        assert ends(outbox)[1].state is AttemptState.NOT_STARTED
        assert ends(outbox)[1].detail == "File exists"

    play(tmp_path, story)


def test_a_lost_keeper_means_interrupted_and_nothing_left_running(tmp_path: Path) -> None:
    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        runner.start(an_order(1, command="sleep 600"))
        await until(lambda: runs(outbox))
        note = read_lock(claims.folder((1, 1)))
        assert note is not None
        os.kill(note.keeper, signal.SIGKILL)
        await until(lambda: bool(ends(outbox)))
        assert ends(outbox)[1].state is AttemptState.INTERRUPTED
        assert ends(outbox)[1].detail == LOST
        assert not lives(note.job)
        assert runner.running() == []

    play(tmp_path, story)


def test_an_interrupted_attempt_counts_as_running_until_the_drive_takes_its_status(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    expect_log: Callable[[str], None],
) -> None:
    monkeypatch.setattr("jmss.machine.runner._RETRY", 0.05)
    expect_log("the drive does not take it")

    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        runner.start(an_order(1, command="sleep 600"))
        await until(lambda: runs(outbox))
        in_the_way = claims.folder((1, 1)) / ".status.json.new"
        in_the_way.mkdir()
        note = read_lock(claims.folder((1, 1)))
        assert note is not None
        os.kill(note.keeper, signal.SIGKILL)
        await until(lambda: "the drive does not take it" in caplog.text)
        assert not lives(note.job)
        runner.start(an_order(1, command="sleep 600"))
        assert runner.running() == [(1, 1)]
        in_the_way.rmdir()
        await until(lambda: bool(ends(outbox)))
        assert runner.running() == []

    play(tmp_path, story)


def test_a_fenced_machine_starts_nothing_more(tmp_path: Path) -> None:
    def fenced() -> None:
        raise Fenced(name="VCOM2", mine=1, current=2)

    async def story() -> None:
        runner, _, claims = a_runner(tmp_path, check=fenced)
        await runner.adopt()
        runner.start(an_order(1))
        with pytest.raises(Fenced):
            await runner.run()
        assert claims.keys() == []

    asyncio.run(story())


def test_an_orderly_move_interrupts_what_runs_and_drops_what_waits(tmp_path: Path) -> None:
    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        runner.start(an_order(1, command="sleep 600"))
        await until(lambda: runs(outbox))
        runner.start(an_order(2, command="sleep 600"))
        runner.start(an_order(3, command="sleep 600"))
        assert await runner.interrupt_all(20.0)
        runner.start(an_order(4))
        assert runner.running() == []
        assert ends(outbox)[1].state is AttemptState.INTERRUPTED
        assert claims.find((3, 1)) is None
        assert await runner.interrupt_all(20.0)

    play(tmp_path, story)


def test_a_move_does_not_wait_for_ever(tmp_path: Path) -> None:
    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        runner.start(an_order(1, command="trap '' TERM; echo deaf; sleep 600"))
        stdout = claims.folder((1, 1)) / "stdout"
        await until(lambda: stdout.exists() and stdout.read_text() == "deaf\n")
        assert not await runner.interrupt_all(0.1)
        runner.stop(StopOrder(job=1, attempt=1, force=True))
        await until(lambda: bool(ends(outbox)))
        assert ends(outbox)[1].state is AttemptState.INTERRUPTED

    play(tmp_path, story)


def test_the_next_incarnation_adopts_with_the_same_words(tmp_path: Path) -> None:
    async def first(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        runner.start(an_order(1, command="sleep 0.6; exit 6"))
        runner.start(an_order(2, command="exit 2"))
        runner.start(an_order(3, command="sleep 600"))
        await until(lambda: len(ends(outbox)) == 1 and runs(outbox, 3) and runs(outbox))

    async def second(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        assert sorted(runner.running()) == [(1, 1), (3, 1)]
        assert outbox.over() == [(2, 1)]
        adopted = [(r.id, r.adopted) for r in outbox.pending() if r.job != 2]
        assert adopted == [("VCOM2/1.1/running/2", True), ("VCOM2/3.1/running/2", True)]
        runner.stop(StopOrder(job=3, attempt=1))
        await until(lambda: len(ends(outbox)) == 3)
        assert ends(outbox)[1].exit_code == 6
        assert ends(outbox)[3].signal == "SIGTERM"

    play(tmp_path, first)
    play(tmp_path, second, incarnation=2)


def test_nothing_stays_open(tmp_path: Path) -> None:
    def files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    async def story(runner: Runner, outbox: Outbox, claims: Claims) -> None:
        runner.start(an_order(100, command="exit 0"))
        await until(lambda: len(ends(outbox)) == 1)
        before = files()
        for job in range(10):
            runner.start(an_order(job, command="exit 0"))
        await until(lambda: len(ends(outbox)) == 11)
        assert files() == before

    play(tmp_path, story)
