# SPDX-License-Identifier: GPL-3.0-or-later
"""The caller: one answer, one submission, whatever the link does on the way."""

import asyncio
import socket
import threading
import time
import uuid
from collections.abc import Iterator

import pytest

from jmss.errors import (
    NoSuchJob,
    NoSuchQueue,
    NotAllowed,
    OutcomeUnknown,
    OutputAway,
    ServerAway,
    WrongVersion,
)
from jmss.link.caller import WHY, Caller
from jmss.link.dial import Dialler, Target
from jmss.link.lookup import Lookup
from jmss.link.view import Cause
from jmss.model.jobs import Job
from jmss.model.operations import Hold, Submit
from jmss.texts import Texts
from jmss.wire.close_codes import SPEAKS
from jmss.wire.messages import Answer, Goaway, Hello, Role
from tests.fakes.fake_server import FakeServer, Fault

SHORT = 1.5
"""Seconds after which a caller that is to fail gives up; a busy machine gets to a first try."""
SUBMIT = Submit(name="close", command="true", queue="NIGHT", owner="batch")


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


def caller(server: FakeServer, *, timeout: float = 5.0, told: list[str] | None = None) -> Caller:
    return Caller(
        target=Target("VCOM1", server.port),
        dialler=Dialler(Lookup({"VCOM1": "127.0.0.1"}), agent="test"),
        hello=Hello(role=Role.COMMAND, agent="test", session=str(uuid.uuid4()), user="batch"),
        timeout=timeout,
        waiting=(told if told is not None else []).append,
    )


def submit(server: FakeServer, *, timeout: float = 5.0, op: str = "") -> Answer:
    async def story() -> Answer:
        async with caller(server, timeout=timeout) as calling:
            return await calling.ask(SUBMIT, op or str(uuid.uuid4()))

    return asyncio.run(story())


def test_an_answer_comes_back(server: FakeServer) -> None:
    assert submit(server).job == 1
    assert server.hellos[0].role is Role.COMMAND
    assert server.hellos[0].user == "batch"


def test_several_questions_share_a_link(server: FakeServer) -> None:
    server.add_job(7)
    server.output[7, 0, "stdout"] = b"abcdef"

    async def story() -> tuple[int, bytes]:
        async with caller(server) as calling:
            await calling.ask(Hold(job=7), "a")
            facts = (await calling.listing()).facts
            piece = await calling.read_output(7, offset=1)
            return sum(isinstance(fact, Job) for fact in facts), piece.data

    assert asyncio.run(story()) == (1, b"bcde")
    assert len(server.hellos) == 1


def test_a_refusal_is_raised_as_the_error_that_it_is(server: FakeServer) -> None:
    server.refuse = NoSuchQueue(queue="NIGHT", known="DAY")
    with pytest.raises(NoSuchQueue, match="There are: DAY"):
        submit(server)


def test_output_from_elsewhere_is_not_taken_for_what_was_asked(server: FakeServer) -> None:
    server.add_job(7)
    server.output[7, 0, "stdout"] = b"abcdef"
    server.stray_pieces = 1

    async def story() -> bytes:
        async with caller(server) as calling:
            return (await calling.read_output(7, offset=1)).data

    assert asyncio.run(story()) == b"bcde"
    assert len(server.hellos) == 2, "it was asked again on another link"


def test_an_error_instead_of_output_is_raised(server: FakeServer) -> None:
    server.add_job(7)

    async def story(job: int) -> None:
        async with caller(server) as calling:
            await calling.read_output(job)

    with pytest.raises(OutputAway):
        asyncio.run(story(7))
    with pytest.raises(NoSuchJob):
        asyncio.run(story(8))


@pytest.mark.parametrize(
    "fault", [Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.SILENT, Fault.NONSENSE, Fault.TWICE]
)
def test_whatever_happens_to_the_answer_the_job_is_submitted_once(
    server: FakeServer, fault: Fault
) -> None:
    server.faults = [fault]
    assert submit(server, timeout=20.0).job == 1
    assert list(server.jobs) == [1]
    assert len({ask.id for ask in server.asked}) == 1
    if fault is Fault.SILENT:
        assert len(server.asked) >= 2, "a busy machine may be silent for so long once more"
    else:
        assert len(server.asked) == (1 if fault is Fault.TWICE else 2)


def test_the_answer_to_another_question_is_not_taken(server: FakeServer) -> None:
    server.faults = [Fault.TWICE]

    async def story() -> list[int | None]:
        async with caller(server) as calling:
            return [(await calling.ask(SUBMIT, str(uuid.uuid4()))).job for _ in range(3)]

    assert asyncio.run(story()) == [1, 2, 3]


def test_it_waits_for_a_server_that_is_failing_over_and_says_so_once(server: FakeServer) -> None:
    server.stop()
    coming = threading.Timer(1.0, server.start)
    coming.start()
    told: list[str] = []

    async def story() -> Answer:
        async with caller(server, told=told, timeout=20.0) as calling:
            return await calling.ask(SUBMIT, "op")

    assert asyncio.run(story()).job == 1
    coming.join()
    assert told == [WHY[Cause.REFUSED]]


def test_a_failover_between_two_questions_goes_unnoticed(server: FakeServer) -> None:
    async def story() -> list[int | None]:
        async with caller(server) as calling:
            first = await calling.ask(SUBMIT, "a")
            await asyncio.to_thread(server.stop)
            server.incarnation += 1
            await asyncio.to_thread(server.start)
            second = await calling.ask(SUBMIT, "b")
            assert calling.welcome is not None
            assert calling.welcome.incarnation == 2
            return [first.job, second.job]

    assert asyncio.run(story()) == [1, 2]


def test_nobody_there_is_server_away(server: FakeServer) -> None:
    server.stop()
    with pytest.raises(ServerAway, match=r"VCOM1:\d+: nobody listens on the port"):
        submit(server, timeout=SHORT)


def test_no_answer_in_time_is_outcome_unknown_with_the_operation(server: FakeServer) -> None:
    server.faults = [Fault.CUT_BEFORE] * 20
    with pytest.raises(OutcomeUnknown) as caught:
        submit(server, timeout=SHORT, op="f00d")
    assert caught.value.fields == {"id": "f00d"}
    assert {ask.id for ask in server.asked} == {"f00d"}


def test_asking_again_later_gives_the_first_answer(server: FakeServer) -> None:
    server.faults = [Fault.CUT_AFTER] + [Fault.CUT_BEFORE] * 20
    with pytest.raises(OutcomeUnknown):
        submit(server, timeout=SHORT, op="f00d")
    server.faults = []
    assert submit(server, op="f00d").job == 1
    assert list(server.jobs) == [1]


def test_a_harmless_question_without_answer_is_server_away(server: FakeServer) -> None:
    server.faults = [Fault.CUT_BEFORE] * 20

    async def story() -> None:
        async with caller(server, timeout=SHORT) as calling:
            await calling.listing()

    with pytest.raises(ServerAway, match="the link was cut"):
        asyncio.run(story())


def test_an_older_incarnation_is_not_asked(server: FakeServer) -> None:
    server.incarnation = 5

    async def story() -> None:
        async with caller(server, timeout=SHORT) as calling:
            await calling.ask(SUBMIT, "a")
            await asyncio.to_thread(server.stop)
            server.incarnation = 4
            await asyncio.to_thread(server.start)
            await calling.listing()

    with pytest.raises(ServerAway, match="no longer the active one"):
        asyncio.run(story())


def test_another_version_ends_it_at_once(server: FakeServer) -> None:
    server.proto = 2
    with pytest.raises(WrongVersion, match="version 2 of the protocol, this program 1"):
        submit(server)


@pytest.mark.parametrize(("code", "error"), [(4500, WrongVersion), (4501, NotAllowed)])
def test_a_final_close_ends_it_at_once(
    server: FakeServer, code: int, error: type[Exception]
) -> None:
    server.close_with = (code, "2")
    with pytest.raises(error):
        submit(server)
    assert len(server.hellos) == 1


@pytest.mark.parametrize(
    ("reason", "english", "japanese"),
    [
        ("token_removed", "the token was removed", "トークンが削除されました"),
        ("machine_token", "for an execution machine alone", "稼働マシン専用"),
        ("words of another server", "words of another server", "words of another server"),
    ],
)
def test_why_a_server_denies_it_is_said_in_the_readers_language(
    server: FakeServer, reason: str, english: str, japanese: str
) -> None:
    server.close_with = (4501, reason)
    with pytest.raises(NotAllowed) as denied:
        submit(server)
    assert english in str(denied.value)
    assert english in Texts("en").error(denied.value)
    assert japanese in Texts("ja").error(denied.value)


@pytest.mark.parametrize(("reason", "theirs"), [(f"{SPEAKS}2", "2"), ("go away", "?")])
def test_which_protocol_a_server_speaks_is_said_and_nothing_more(
    server: FakeServer, reason: str, theirs: str
) -> None:
    server.close_with = (4500, reason)
    with pytest.raises(WrongVersion) as other:
        submit(server)
    assert other.value.fields["theirs"] == theirs


def test_a_server_that_closes_to_come_back_is_dialled_again(server: FakeServer) -> None:
    server.close_with = (1012, "restart")
    with pytest.raises(ServerAway):
        submit(server, timeout=SHORT)
    assert len(server.hellos) > 1


def test_a_server_that_moves_is_asked_again_when_it_said(server: FakeServer) -> None:
    server.goodbye = Goaway(why="move", node="SV2", retry_after=0.7)
    told: list[str] = []

    async def story() -> float:
        async with caller(server, told=told, timeout=20.0) as calling:
            began = time.monotonic()
            assert (await calling.ask(SUBMIT, "op")).job == 1
            return time.monotonic() - began

    assert asyncio.run(story()) >= 0.7
    assert told == [WHY[Cause.MOVING]]


def test_a_port_that_says_nothing_is_server_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        calling = Caller(
            target=Target("VCOM1", silent.getsockname()[1]),
            dialler=Dialler(Lookup({"VCOM1": "127.0.0.1"}), agent="test"),
            hello=Hello(role=Role.COMMAND, agent="test", session="s"),
            timeout=SHORT,
        )

        async def story() -> None:
            async with calling:
                await calling.listing()

        with pytest.raises(ServerAway):
            asyncio.run(story())


def test_an_unknown_name_is_named() -> None:
    def nobody(name: str) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, name)

    calling = Caller(
        target=Target("VCOM9", 7340),
        dialler=Dialler(Lookup({}, nobody), agent="test"),
        hello=Hello(role=Role.COMMAND, agent="test", session="s"),
        timeout=SHORT,
    )

    async def story() -> None:
        async with calling:
            await calling.listing()

    with pytest.raises(ServerAway, match="VCOM9:7340: the name is not known"):
        asyncio.run(story())


def test_an_idle_link_is_dialled_afresh(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.heartbeat = 30.0
    monkeypatch.setattr("jmss.link.caller.IDLE", 0.0)

    async def story() -> None:
        async with caller(server) as calling:
            await calling.listing()
            await calling.listing()

    asyncio.run(story())
    assert len(server.hellos) == 2
