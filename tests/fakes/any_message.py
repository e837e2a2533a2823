# SPDX-License-Identifier: GPL-3.0-or-later
"""Any message of the link, with any values that it may carry, for tests with hypothesis."""

import json
import typing

import msgspec
from hypothesis import strategies as st

from jmss.model.menu import Entry
from jmss.wire import codec
from jmss.wire.messages import Message, Timing


def of_type(hint: object) -> st.SearchStrategy[object]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return built(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return within(*arguments)
    if origin is list:
        return st.lists(of_type(arguments[0]), max_size=3)
    if origin is tuple and arguments[1:] == (Ellipsis,):
        if arguments[0] is Entry:
            return st.just(())  # a menu's folders hold entries of their own
        return st.lists(of_type(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(of_type, arguments))
    if origin is dict:
        return st.dictionaries(of_type(arguments[0]), of_type(arguments[1]), max_size=2)
    if arguments:
        return st.one_of(*map(of_type, arguments))
    if hint is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if hint is int:
        return st.integers(-(2**53), 2**53)
    if hint is str:
        return st.text(max_size=10)
    return st.from_type(typing.cast("type[object]", hint))


def within(hint: object, meta: msgspec.Meta) -> st.SearchStrategy[object]:
    if hint is str and meta.pattern is not None:
        return st.from_regex(meta.pattern, fullmatch=True, alphabet=st.characters(codec="ascii"))
    if hint is str:
        return st.text(max_size=min(meta.max_length or 0, 20))
    if typing.get_origin(hint) is list:
        return of_type(hint)
    low, high = typing.cast("int", meta.ge), typing.cast("int", meta.le)
    return st.integers(low, high) if hint is int else st.floats(low, high)


def built(kind: type[msgspec.Struct]) -> st.SearchStrategy[msgspec.Struct]:
    if kind is Timing:
        return st.builds(
            Timing,
            heartbeat=st.floats(0.01, 1.0),
            suspect=st.floats(1.1, 2.0),
            dead=st.floats(2.1, 60.0),
            retry_cap=st.floats(0.2, 60.0),
        )
    hints = typing.get_type_hints(kind, include_extras=True)
    fields = {field.name: of_type(hints[field.name]) for field in msgspec.structs.fields(kind)}
    return st.fixed_dictionaries(fields).map(lambda values: kind(**values))


_ODD_VALUES = st.sampled_from(
    [None, True, -1, 0, 2**53 + 1, 10**30, 1e308, "", "\0", "\u202e", "x" * 300, [], {}, [[[[]]]]]
)


@st.composite
def spoilt(draw: st.DrawFn, kinds: tuple[type[Message], ...]) -> str:
    """A message one field of which is wrong, missing or added, or that is cut off."""
    whole = codec.encode(typing.cast("Message", draw(built(draw(st.sampled_from(kinds))))))
    match draw(st.integers(0, 3)):
        case 0:
            return whole[: draw(st.integers(0, len(whole)))]
        case 1:
            place = draw(st.integers(0, len(whole)))
            return whole[:place] + draw(st.text(min_size=1, max_size=3)) + whole[place:]
    fields = json.loads(whole)
    name = draw(st.sampled_from([*sorted(fields), "unheard_of"]))
    if draw(st.booleans()):
        fields[name] = draw(_ODD_VALUES)
    else:
        fields.pop(name, None)
    return json.dumps(fields)


def texts(kinds: tuple[type[Message], ...]) -> st.SearchStrategy[str]:
    """What a peer may put into a text frame: messages whole and spoilt, and nonsense."""
    whole = st.one_of(*map(built, kinds)).map(
        lambda message: codec.encode(typing.cast("Message", message))
    )
    nesting = st.integers(1, 5000).map(lambda depth: '{"t":' + "[" * depth)
    return st.one_of(whole, whole, spoilt(kinds), st.text(max_size=20), nesting)
