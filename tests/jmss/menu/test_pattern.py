# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns say what Python's own say, and cannot run away."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jmss.menu.pattern import Pattern
from jmss.menu.pattern_syntax import BadPattern

ATOMS = ["a", "b", ".", "[ab]", "[^a]", "[a-c]", r"\d", r"\w", r"[\d-]", r"\.", "^", "$", "é"]


def patterns() -> st.SearchStrategy[str]:
    def larger(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        times = st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,}", "*?"])
        return st.one_of(
            st.tuples(smaller, smaller).map("".join),
            st.tuples(smaller, smaller).map("|".join),
            st.tuples(smaller, times).map(lambda two: f"({two[0]}){two[1]}"),
            smaller.map(lambda one: f"(?:{one})"),
        )

    return st.recursive(st.sampled_from(ATOMS), larger, max_leaves=8)


@settings(max_examples=400, deadline=None)
@given(source=patterns(), text=st.text("ab1.-é\n", max_size=6))
def test_they_say_what_python_says(source: str, text: str) -> None:
    try:
        ours = Pattern(source)
    except BadPattern:
        return  # too long once written out
    # Python's $ also holds before a last line break; here a text ends at its end.
    theirs = re.compile(source.replace("$", r"\Z"), re.ASCII)
    assert ours.matches(text) == bool(theirs.fullmatch(text))


@pytest.mark.parametrize(
    ("source", "yes", "no"),
    [
        (r"[A-Z]{2}\d{3}", "DB123", "db123"),
        (r"\d{4}", "2026", "\uff12\uff10\uff12\uff16"),
        (r"backup|restore", "restore", "restores"),
        (r"^\w+\.csv$", "sales_11.csv", "sales/11.csv"),
        (r"[^/\s]+", "a-b", "a b"),
        (r"[\w.-]+", "a.b-c", "a,b"),
        ("", "", "x"),
        ("東京|大阪", "大阪", "京都"),
    ],
)
def test_those_that_administrators_write(source: str, yes: str, no: str) -> None:
    pattern = Pattern(source)
    assert pattern.matches(yes)
    assert not pattern.matches(no)


@pytest.mark.parametrize(
    ("source", "why", "at"),
    [
        ("(a", "not closed", 3),
        ("[a", "not closed", 3),
        ("a)", "not opened", 2),
        ("*a", "nothing to repeat", 1),
        ("a**", "nothing to repeat", 3),
        ("a++", "nothing to repeat", 3),
        ("^*", "nothing to repeat", 2),
        ("a{x}", "a number belongs here", 3),
        ("a{2,1}", "greater", 7),
        ("a{1,201}", "too long", 8),
        ("a{1", "not closed", 4),
        ("[b-a]", "backwards", 5),
        ("a\\", "backslash", 3),
        (r"\bword", "means nothing", 2),
        (r"(a)\1", "means nothing", 5),
        ("(?=a)", "only", 3),
        ("(?P<x>a)", "only", 3),
        ("a" * 201, "too long", 0),
        ("(a{100}){100}", "too long", 0),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(source: str, why: str, at: int) -> None:
    with pytest.raises(BadPattern) as bad:
        Pattern(source)
    assert why in bad.value.why
    assert bad.value.at == at


@pytest.mark.parametrize("source", ["(a+)+b", "(a|a)*b", "(a*)*b", "(.*a){20}b", "(a?){80}a{80}b"])
def test_the_worst_ones_take_no_time(source: str) -> None:
    pattern, began = Pattern(source), time.process_time()
    assert not pattern.matches("a" * 200)
    # Going back and trying again would take longer than the sun shines.
    assert time.process_time() - began < 5.0
