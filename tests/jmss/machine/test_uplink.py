# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from jmss.machine.claims import Claims
from jmss.machine.output import Outputs
from jmss.machine.reports import Outbox
from jmss.machine.runner import Runner
from jmss.machine.status import Outcome, Status
from jmss.machine.uplink import MOST_READERS, REPEAT, Uplink
from jmss.wire.messages import (
    Answer,
    Heartbeat,
    Inventory,
    Message,
    Mode,
    Output,
    ReadOutput,
    Report,
    ReportTaken,
    StartOrder,
    StopOrder,
    Welcome,
)
from tests.fakes.attempts import a_claim, a_runner, an_order, run_through, until

WELCOME = Welcome(
    virtual_computer="VCOM1",
    node="SV1",
    epoch="e",
    incarnation=1,
    head=1,
    mode=Mode.CURRENT,
    time=1.0,
)
ENDED = Status(outcome=Outcome.ENDED, exit_code=0, ended=2.0)


class FakeWay:
    """A link that keeps what is sent, while it is up."""

    def __init__(self) -> None:
        self.up = True
        self.sent: list[Message] = []

    def send(self, message: Message) -> bool:
        if self.up:
            self.sent.append(message)
        return self.up

    def reports(self) -> list[str]:
        return [message.id for message in self.sent if isinstance(message, Report)]


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class End:
    """An uplink with all that belongs to it."""

    def __init__(self, drive: Path) -> None:
        self.runner: Runner
        self.outbox: Outbox
        self.claims: Claims
        self.runner, self.outbox, self.claims = a_runner(drive)
        self.claims.prepare()
        self.way = FakeWay()
        self.clock = Clock()
        self.uplink = Uplink(
            runner=self.runner,
            outbox=self.outbox,
            claims=self.claims,
            outputs=Outputs(self.claims),
            multiplicity=4,
            clock=self.clock,
        )
        self.uplink.attach(self.way)


@pytest.fixture
def end(tmp_path: Path) -> End:
    return End(tmp_path)


def test_the_inventory_comes_first_then_what_was_not_taken(end: End) -> None:
    end.way.up = False
    end.outbox.ended((1, 1), ENDED)
    end.runner.start(an_order(2))
    assert end.way.sent == []
    end.way.up = True
    assert end.uplink.received(WELCOME)
    assert end.way.sent[0] == Inventory(multiplicity=4, running=[(2, 1)], reported=[(1, 1)])
    assert end.way.reports() == ["VCOM2/1.1/ended"]


def test_an_order_that_waits_is_in_the_inventory_and_a_stop_reaches_it(end: End) -> None:
    end.uplink.received(StartOrder(job=1, attempt=1, name="a", owner="b", command="true"))
    end.uplink.received(StopOrder(job=2, attempt=1))
    assert end.runner.running() == [(1, 1), (2, 1)]


def test_a_report_goes_out_at_once_and_again_until_it_is_taken(end: End) -> None:
    end.clock.now = 100.0
    end.outbox.ended((1, 1), ENDED)
    assert end.way.reports() == ["VCOM2/1.1/ended"]
    for seconds, times in ((REPEAT - 1, 1), (REPEAT, 2), (REPEAT + 1, 2), (2 * REPEAT, 3)):
        end.clock.now = 100.0 + seconds
        end.uplink._repeat()
        assert len(end.way.reports()) == times
    end.uplink.received(ReportTaken(id="VCOM2/1.1/ended"))
    end.clock.now = 1000.0
    end.uplink._repeat()
    assert len(end.way.reports()) == 3


def test_what_was_sent_on_a_lost_link_is_sent_on_the_next(end: End) -> None:
    end.outbox.ended((1, 1), ENDED)
    end.uplink.received(WELCOME)
    assert end.way.reports() == ["VCOM2/1.1/ended"] * 2


def test_a_taken_end_is_filed_as_done_a_taken_start_is_not(end: End) -> None:
    end.outbox.running((1, 1), 1.0, adopted=False)
    end.outbox.ended((1, 1), run_through(end.claims, a_claim()))
    end.uplink.received(ReportTaken(id="VCOM2/1.1/running"))
    assert end.claims.keys() == [(1, 1)]
    end.uplink.received(ReportTaken(id="VCOM2/1.1/ended"))
    end.uplink.received(ReportTaken(id="VCOM2/1.1/ended"))
    end.uplink.received(ReportTaken(id="never heard of"))
    assert end.claims.keys() == []
    assert end.claims.find((1, 1)) is not None


def test_a_drive_that_cannot_file_keeps_the_attempt_open(
    end: End, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("cannot be filed")
    end.outbox.ended((1, 1), run_through(end.claims, a_claim()))
    (tmp_path / "done").rmdir()
    end.uplink.received(ReportTaken(id="VCOM2/1.1/ended"))
    assert end.claims.keys() == [(1, 1)]


def test_output_is_answered_and_other_messages_are_let_pass(end: End) -> None:
    run_through(end.claims, a_claim(command="echo hello"))

    async def story() -> None:
        assert end.uplink.received(Heartbeat(seq=1, inc=1, time=1.0))
        end.uplink.received(ReadOutput(id="a", job=1))
        end.uplink.received(ReadOutput(id="b", job=2))
        await until(lambda: len(end.way.sent) == 2)

    asyncio.run(story())
    output, error = end.way.sent
    assert isinstance(output, Output)
    assert (output.id, output.data, output.ended) == ("a", b"hello\n", True)
    assert isinstance(error, Answer)
    assert (error.id, error.error) == ("b", "OutputAway")


def test_a_flood_of_questions_about_output_is_not_answered_without_end(end: End) -> None:
    async def story() -> None:
        for number in range(3 * MOST_READERS):
            end.uplink.received(ReadOutput(id=str(number), job=99, wait=10.0))
        async with asyncio.timeout(5.0):
            while len(end.way.sent) < MOST_READERS:
                await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert len(end.way.sent) == MOST_READERS
        end.uplink.received(ReadOutput(id="later", job=99))
        async with asyncio.timeout(5.0):
            while len(end.way.sent) == MOST_READERS:
                await asyncio.sleep(0)
        last = end.way.sent[-1]
        assert isinstance(last, Answer)
        assert (last.id, last.error) == ("later", "OutputAway")

    asyncio.run(story())
