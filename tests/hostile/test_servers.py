# SPDX-License-Identifier: GPL-3.0-or-later
"""A hostile or broken server: the desk neither dies, nor grows, nor dials in a tight loop.

In virtual time, over fake lines: a minute passes at once, and every dial is counted.
"""

import json
from collections.abc import Callable

import pytest

from jlook_client.tables.times import clock_text
from jmss.link.view import Cause, LinkState
from jmss.texts import Texts
from jmss.wire import codec
from jmss.wire.messages import (
    Delta,
    Goaway,
    Heartbeat,
    ServerMessage,
    SnapshotBegin,
    SnapshotRows,
    SyncEnd,
)
from tests.fakes.facts import job
from tests.hostile.desks import SYNC, WELCOME, at_a_desk


def message(**fields: object) -> str:
    return json.dumps(fields)


BAD = {
    "nonsense": "nonsense",
    "nothing": "",
    "nested": '{"t":' + "[" * 100_000,
    "NaN": '{"t":"hb","seq":1,"inc":1,"time":NaN}',
    "a time that no calendar has": message(t="hb", seq=1, inc=1, time=1e308),
    "a wrong type": message(t="hb", seq="1", inc=1, time=1.0),
    "an unknown message": message(t="unheard"),
    "a number beyond counting": message(t="hb", seq=10**40, inc=1, time=1.0),
    "an order to wait for ever": message(t="goaway", why="stop", retry_after=1e9),
    "an order to wait for NaN": '{"t":"goaway","why":"stop","retry_after":NaN}',
    "an absurd snapshot": message(t="snap", seq=1, count=10**15),
    "half a surrogate": '{"t":"unheard","x":"\\ud800"}',
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("before", [[], [WELCOME], [WELCOME, *SYNC]], ids=["first", "sync", "live"])
def test_what_is_no_message_ends_the_link_and_the_next_try_waits(
    text: str, before: list[str], expect_log: Callable[[str], None]
) -> None:
    expect_log("could not be understood")
    desk = at_a_desk([*before, text], 30.0)
    assert desk.connection.view.state in {LinkState.WAITING, LinkState.CONNECTING}
    assert desk.connection.view.cause is Cause.BAD_MESSAGE
    assert len(desk.dialler.dialled) <= 7
    assert len(desk.mirror.jobs) == (1 if len(before) > 1 else 0), "what was shown stays"


@pytest.mark.parametrize(
    "timing",
    [
        {"heartbeat": 0.0},
        {"dead": -1.0},
        {"retry_cap": 0.0},
        {"suspect": 1e9, "dead": 2e9},
        {"heartbeat": 3.0},
        {"suspect": 2.5},
    ],
)
def test_timers_that_would_drop_every_link_are_refused(
    timing: dict[str, float], expect_log: Callable[[str], None]
) -> None:
    expect_log("could not be understood")
    sound = {"heartbeat": 1.0, "suspect": 1.6, "dead": 2.5, "retry_cap": 0.5}
    welcome = json.loads(WELCOME) | {"timing": sound | timing}
    desk = at_a_desk([json.dumps(welcome), *SYNC], 30.0)
    assert len(desk.dialler.dialled) <= 7


def test_a_server_that_asks_for_the_shortest_pauses_and_cuts_is_not_dialled_without_end() -> None:
    quick = {"heartbeat": 0.01, "suspect": 0.02, "dead": 0.03, "retry_cap": 0.2}
    welcome = json.loads(WELCOME) | {"timing": quick}
    at_a_desk([json.dumps(welcome), *SYNC], 30.0, close=1006)


def test_a_server_may_send_a_desk_away_for_a_minute_and_no_longer() -> None:
    goodbye = codec.encode(Goaway(why="stop", retry_after=60.0))
    desk = at_a_desk([WELCOME, *SYNC, goodbye], 95.0, close=1012)
    assert len(desk.dialler.dialled) == 2


def test_a_snapshot_that_never_ends_is_given_up(expect_log: Callable[[str], None]) -> None:
    expect_log("More came than")
    rows = codec.encode(SnapshotRows(facts=[job(n) for n in range(100)]))
    announced = codec.encode(SnapshotBegin(seq=1, count=1000))
    desk = at_a_desk([WELCOME, announced, *[rows] * 50], 30.0)
    assert desk.connection.view.cause is Cause.BAD_MESSAGE
    assert not desk.mirror.jobs, "nobody sees half a board"
    assert len(desk.dialler.dialled) <= 7


@pytest.mark.parametrize(
    "early",
    [
        Delta(previous=0, seq=1, inc=1, changes=[]),
        SnapshotRows(facts=[job(1)]),
        SyncEnd(seq=1, inc=1),
        Heartbeat(seq=1, inc=1, time=1.0),
    ],
    ids=lambda message: type(message).__name__,
)
def test_what_comes_before_the_welcome_is_no_server_of_ours(early: ServerMessage) -> None:
    desk = at_a_desk([codec.encode(early), WELCOME, *SYNC], 30.0)
    assert desk.connection.view.cause is Cause.WRONG_SERVICE
    assert not desk.mirror.jobs
    assert len(desk.dialler.dialled) <= 7


@pytest.mark.parametrize("code", ["DialFailed", "OutOfTurn", "Refused", "NoSuchJob", "__init__"])
def test_an_answer_may_name_any_error_with_any_fields(code: str) -> None:
    answers = [
        message(t="answer", id="unasked", error=code, fields=fields)
        for fields in ({}, {"self": "x"}, {"job": "{0.__class__}"}, {"cause": "x"})
    ]
    desk = at_a_desk([WELCOME, *SYNC, *answers], 2.0)
    assert desk.connection.view.state is LinkState.LIVE


def test_the_latest_and_the_earliest_moment_can_be_shown() -> None:
    for moment in (0.0, 32_503_680_000.0):
        for language in ("ja", "en"):
            assert clock_text(moment, 1.0, Texts(language))


def test_a_name_may_hold_anything_and_the_desk_lives_on() -> None:
    names = ["\u202egnp.exe", "a\nb\rc\x1b[2J", "\0", "\u202e" * 200, "\u200d" * 100]
    facts = [job(n + 1, name=name) for n, name in enumerate(names)]
    script = [
        WELCOME,
        codec.encode(SnapshotBegin(seq=1, count=len(facts))),
        codec.encode(SnapshotRows(facts=facts)),
        codec.encode(SyncEnd(seq=1, inc=1)),
    ]
    desk = at_a_desk(script, 1.0)
    assert [fact.name for fact in desk.mirror.jobs.values()] == names
