# SPDX-License-Identifier: GPL-3.0-or-later
"""Words inside an error travel as a template and its fields, and nothing worse comes in so."""

import json

import pytest

from jmss.errors import LONGEST_FIELD, BadMenu, BadValue, JmssError, from_wire
from jmss.saying import Saying, told_in
from jmss.texts import Texts

RULE = Saying("it must have 1 to {most} characters", {"most": 64})


def over_the_wire(error: JmssError) -> JmssError:
    fields = json.loads(json.dumps(error.fields))
    return from_wire(error.code, fields)


def test_who_does_not_know_sayings_reads_the_english() -> None:
    error = BadValue(field="id", value="", rule=RULE)
    assert error.fields["rule"] == "it must have 1 to 64 characters"
    assert str(error) == "id is : it must have 1 to 64 characters."


def test_who_knows_them_says_them_in_any_language() -> None:
    error = over_the_wire(BadValue(field="name", value="", rule=RULE))
    assert Texts("ja").error(error) == "名前 の値  は使えません: 1〜64 文字にしてください。"
    assert Texts("en").error(error) == "Name is : it must have 1 to 64 characters."


def test_several_are_said_one_after_the_other_and_one_in_another() -> None:
    inner = Saying("The pattern cannot be used: {why}.", {"why": Saying("a lazy repeat")})
    why = (
        Saying("{place}: {what}", {"place": "n/b", "what": inner}),
        Saying("(and {n} more)", {"n": 1234}),
    )
    error = over_the_wire(BadMenu(n=9, why=why))
    assert (
        Texts("en")
        .error(error)
        .endswith("n/b: The pattern cannot be used: a lazy repeat. (and 1,234 more)")
    )
    assert "(ほかに 1,234 件)" in Texts("ja").error(error)
    assert "The pattern" not in Texts("ja").error(error)


def test_several_in_one_value_are_said_each_and_travel_in_english() -> None:
    days = Saying("on {weekdays}", {"weekdays": (Saying("Mon"), Saying("Tue"))})
    assert str(days) == days.told(Texts("en")) == "on Mon, Tue"
    assert days.told(Texts("ja")) == "月, 火曜日"
    error = over_the_wire(BadValue(field="name", value="", rule=days))
    assert str(told_in(error.fields, "rule")) == str(
        [Saying("on {weekdays}", {"weekdays": "Mon, Tue"})]
    )


def test_a_field_may_have_any_name() -> None:
    saying = Saying("{template} of {self}", {"template": "a", "self": 2})
    assert str(saying) == saying.told(Texts("en")) == "a of 2"


def test_if_one_does_not_fit_all_of_it_is_english() -> None:
    long = Saying("x" * LONGEST_FIELD)
    error = over_the_wire(BadMenu(n=2, why=(RULE, long)))
    assert told_in(error.fields, "why") is None
    assert "it must have 1 to 64 characters" in Texts("ja").error(error)


@pytest.mark.parametrize(
    "packed",
    [
        "no json",
        "[" * 5000,
        '["{rule.__class__}", {"rule": "x"}]',
        '["{rule!r}", {"rule": "x"}]',
        '["{rule:>999999999}", {"rule": "x"}]',
        '["{0}", {"0": "x"}]',
        '["{missing}", {}]',
        '["{", {}]',
        '["", {}]',
        '["a", {"b": null}]',
        '["a", {"b": 1.5}]',
        '["a", {"b": true}]',
        '["a"]',
        '{"a": "b"}',
        '["a", {"b": ["c", {"d": ["e", {"f": ["g", {"h": ["i", {}]}]}]}]}]',
    ],
)
def test_what_is_no_saying_is_left_aside(packed: str) -> None:
    fields = {"field": "name", "value": "v", "rule": "the English", "rule_said_0": packed}
    error = from_wire("BadValue", fields)
    assert Texts("en").error(error) == "Name is v: the English."
