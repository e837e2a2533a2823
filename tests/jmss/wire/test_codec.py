# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message survives the wire; everything else is a ``WireError``."""

import json
import typing

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jmss.errors import WireError
from jmss.wire import codec
from jmss.wire.messages import ClientMessage, Hello, Message, Ping, Role, ServerMessage

CLIENT = typing.get_args(ClientMessage)
SERVER = typing.get_args(ServerMessage)


def of_type(hint: object) -> st.SearchStrategy[object]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return built(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is list:
        return st.lists(of_type(arguments[0]), max_size=3)
    if origin is tuple:
        return st.tuples(*map(of_type, arguments))
    if origin is dict:
        return st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)
    if arguments:
        return st.one_of(*map(of_type, arguments))
    if hint is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if hint is int:
        return st.integers(-(2**53), 2**53)
    if hint is str:
        return st.text(max_size=10)
    return st.from_type(typing.cast("type[object]", hint))


def built(kind: type[msgspec.Struct]) -> st.SearchStrategy[msgspec.Struct]:
    hints = typing.get_type_hints(kind)
    fields = {field.name: of_type(hints[field.name]) for field in msgspec.structs.fields(kind)}
    return st.fixed_dictionaries(fields).map(lambda values: kind(**values))


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


def test_unknown_fields_are_ignored_so_that_both_sides_may_grow() -> None:
    hello = '{"t":"hello","role":"desk","agent":"a","session":"s","colour":"blue"}'
    assert codec.from_client(hello) == Hello(role=Role.DESK, agent="a", session="s")


def test_a_message_is_short() -> None:
    assert codec.encode(Ping()) == '{"t":"ping"}'
