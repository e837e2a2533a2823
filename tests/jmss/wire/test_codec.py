# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message survives the wire; everything else is a ``WireError``."""

import json
import typing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jmss.errors import WireError
from jmss.wire import codec
from jmss.wire.messages import ClientMessage, Hello, Message, Ping, Role, ServerText
from tests.fakes.any_message import built

CLIENT = typing.get_args(ClientMessage)
SERVER = typing.get_args(ServerText)


@pytest.mark.parametrize("kind", CLIENT)
def test_what_a_client_sends_arrives_as_it_was(kind: type[Message]) -> None:
    @settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
    @given(built(kind))
    def there_and_back(message: Message) -> None:
        assert codec.from_client(codec.encode(message)) == message

    there_and_back()


@pytest.mark.parametrize("kind", SERVER)
def test_what_a_server_sends_arrives_as_it_was(kind: type[Message]) -> None:
    @settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
    @given(built(kind))
    def there_and_back(message: Message) -> None:
        assert codec.from_server(codec.encode(message)) == message

    there_and_back()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "{}",
        '{"t":"nothing"}',
        '{"t":"hello"}',
        '{"t":"hello","role":"king","agent":"a","session":"s"}',
        b"\xff\xfe",
        "[" * 100_000,
        '{"t":"ask","id":1,"operation":{"k":"hold","job":1}}',
    ],
)
def test_anything_else_is_an_error_of_the_wire(text: str | bytes) -> None:
    with pytest.raises(WireError):
        codec.from_client(text)
    with pytest.raises(WireError):
        codec.from_server(text)


@settings(deadline=None)
@given(
    st.one_of(st.text(), st.binary(), st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
)
def test_no_text_does_anything_but_raise(text: str | bytes) -> None:
    with pytest.raises(WireError):
        codec.from_client(text)


WELCOME: dict[str, object] = {
    "t": "welcome",
    "virtual_computer": "VCOM1",
    "node": "SV1",
    "epoch": "e",
    "incarnation": 1,
    "head": 1,
    "mode": "current",
    "time": 1.0,
}
TIMING = {"heartbeat": 1.0, "suspect": 1.6, "dead": 2.5, "retry_cap": 0.5}
JOB = {"k": "job", "number": 1, "name": "n", "owner": "o", "queue": "q", "command": "c"}


@pytest.mark.parametrize(
    "fields",
    [
        *({**WELCOME, "time": moment} for moment in (1e308, -1.0, 32_503_680_001.0)),
        *({**WELCOME, "spread": spread} for spread in (-1.0, 61.0, 1e9)),
        *({**WELCOME, "incarnation": number} for number in (-1, 10**30)),
        *(
            {**WELCOME, "timing": TIMING | {name: value}}
            for name in TIMING
            for value in (0.0, -1.0, 1e9)
        ),
        {**WELCOME, "timing": TIMING | {"dead": 1.6}},
        {**WELCOME, "timing": TIMING | {"suspect": 0.5}},
        {**WELCOME, "timing": TIMING | {"retry_cap": 0.01}},
        {**WELCOME, "node": "x" * 201},
        *({"t": "goaway", "why": "stop", "retry_after": wait} for wait in (-1.0, 1e9)),
        {"t": "snap", "seq": 1, "count": 10**12},
        {"t": "snap", "seq": 1, "count": -1},
        {"t": "hb", "seq": -1, "inc": 1, "time": 1.0},
        {"t": "hb", "seq": 1, "inc": 1, "time": 1e300},
        {"t": "rows", "facts": [{**JOB, "submitted": 1e300}]},
        {"t": "rows", "facts": [{**JOB, "submitted": 1.0, "exit_code": 2**70}]},
        {"t": "rows", "facts": [{**JOB, "submitted": 1.0, "number": 2**70}]},
        {"t": "output", "id": "1", "job": 1, "attempt": 1, "offset": -1, "data": ""},
    ],
)
def test_what_no_clock_and_no_table_can_hold_is_no_message(fields: dict[str, object]) -> None:
    with pytest.raises(WireError):
        codec.from_server(json.dumps(fields))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_there_is_no_infinity_and_no_nan(number: str) -> None:
    text = json.dumps(WELCOME | {"time": 0.125}).replace("0.125", number)
    with pytest.raises(WireError):
        codec.from_server(text)


@pytest.mark.parametrize(
    "fields",
    [
        {"t": "hello", "role": "desk", "agent": "a" * 201, "session": "s"},
        {"t": "hello", "role": "desk", "agent": "a", "session": "s" * 201},
        {"t": "resync", "position": {"epoch": "e", "seq": 10**40, "inc": 1}},
        {"t": "ack", "seq": -1},
        {"t": "report", "id": "1", "job": 1, "attempt": 1, "state": "running", "at": 1e300},
        {"t": "inventory", "multiplicity": 10**9, "running": [], "reported": []},
    ],
)
def test_a_client_is_held_to_ranges_too(fields: dict[str, object]) -> None:
    with pytest.raises(WireError):
        codec.from_client(json.dumps(fields))


def test_an_error_carries_little_of_what_the_peer_wrote_and_nothing_that_acts() -> None:
    with pytest.raises(WireError) as caught:
        codec.from_client(json.dumps({"t": "\u202e\x1b[2J\n" + "x" * 100_000}))
    text = str(caught.value)
    assert len(text) < 300
    assert text.isprintable()


def test_unknown_fields_are_ignored_so_that_both_sides_may_grow() -> None:
    hello = '{"t":"hello","role":"desk","agent":"a","session":"s","colour":"blue"}'
    assert codec.from_client(hello) == Hello(role=Role.DESK, agent="a", session="s")


def test_a_message_is_short() -> None:
    assert codec.encode(Ping()) == '{"t":"ping"}'
