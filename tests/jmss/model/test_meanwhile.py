# SPDX-License-Identifier: GPL-3.0-or-later
"""Two people write the same thing: what either changed is there afterwards, and each is asked."""

from hypothesis import given
from hypothesis import strategies as st

from jmss.model.meanwhile import Change, changes_between, joined

PARTS = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 3))


def test_what_both_have_changed_is_contested_unless_it_is_the_same() -> None:
    before = {"a": 1, "b": 1, "c": 1}
    theirs, mine = {"a": 2, "b": 2, "d": 4}, {"a": 3, "b": 2, "c": 5}
    found = changes_between(before, theirs, mine)
    assert found == [
        Change("a", 1, 2, 3),
        Change("b", 1, 2, 2),
        Change("c", 1, None, 5),
        Change("d", None, 4, None),
    ]
    assert [one.is_contested for one in found] == [True, False, True, False]


@given(PARTS, PARTS, PARTS)
def test_what_only_one_changed_stays_changed_whoever_is_preferred(
    before: dict[str, int], theirs: dict[str, int], mine: dict[str, int]
) -> None:
    for keep_mine in (True, False):
        both = joined(before, theirs, mine, keep_mine=keep_mine)
        for key in "abcde":
            was, they, own = before.get(key), theirs.get(key), mine.get(key)
            if they == was:
                assert both.get(key) == own
            elif own == was:
                assert both.get(key) == they
            else:
                assert both.get(key) == (own if keep_mine else they)


@given(PARTS, PARTS)
def test_who_wrote_nothing_gets_theirs_and_alone_keeps_his_own(
    before: dict[str, int], other: dict[str, int]
) -> None:
    for keep_mine in (True, False):
        assert joined(before, other, before, keep_mine=keep_mine) == other
        assert joined(before, before, other, keep_mine=keep_mine) == other
        assert joined(before, other, other, keep_mine=keep_mine) == other
