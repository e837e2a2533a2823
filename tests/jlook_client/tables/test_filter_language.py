# SPDX-License-Identifier: GPL-3.0-or-later
"""Any text is read as a filter or told about; what is written reads the same again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlook_client.tables.filter_keys import KEYS, STATE_WORDS, Kind, key_named, state_named
from jlook_client.tables.filter_language import parsed, written
from jlook_client.tables.filter_terms import Me, Name, Span, Term, Value
from jlook_client.tables.filter_times import Ago, Moment, TimeOfDay
from jmss.model.jobs import ENDED, JobState
from jmss.texts import Texts

SIGNS = ["-", "−", ":", "：", ",", "、", '"', "「", "」", "“", "=", "＝", ">", "..", "\n", "\x00"]
KNOWN = "state 状態 queue owner after exit 番号 me 自分 failed 失敗"
VALUES = "02:00 5..9 夜間 2026-11-22 90m １２ ﾃﾞｰﾀ"
PIECES = st.sampled_from([*SIGNS, *KNOWN.split(), *VALUES.split(), " ", "　"])
TYPED = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


def values(text: str) -> tuple[Value, ...]:
    (term,) = parsed(text).terms
    return term.values


@given(TYPED | st.text())
def test_any_text_is_a_filter_or_is_told_about(text: str) -> None:
    for language in ("ja", "en"):
        tr = Texts(language)
        read = parsed(text, language)
        for problem in read.problems:
            assert 0 <= problem.begin < problem.end <= len(text)
            assert tr(problem.says, **dict(problem.fields))
        assert parsed(text).terms == read.terms
        if text.strip() and not read.terms:
            assert read.problems or '"' in text or set(text) & set("“「『＂")


@given(TYPED | st.text())
def test_what_is_written_reads_the_same(text: str) -> None:
    terms = parsed(text).terms
    for language in ("ja", "en"):
        again = parsed(written(terms, language))
        assert again.terms == terms
        assert not again.problems


@given(TYPED)
def test_a_term_is_dropped_without_a_trace_of_the_others(text: str) -> None:
    read = parsed(text)
    for term in read.terms:
        rest = parsed(read.without((term,)))
        assert rest.terms == tuple(other for other in read.terms if other != term)
        assert len(rest.problems) == len(read.problems)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_key_and_state_is_known_by_its_words(language: str) -> None:
    for key in KEYS:
        assert key_named(key.word(language)) is key
    for word in STATE_WORDS:
        assert state_named(word.word(language)) is word
    for table in (KEYS, STATE_WORDS):
        words = [word for one in table for word in {one.id, one.japanese, *one.others}]
        assert len(set(words)) == len(words)


def test_each_state_has_a_word_of_its_own() -> None:
    alone = {state for one in STATE_WORDS if len(one.states) == 1 for state in one.states}
    assert alone == set(JobState)
    for state in JobState:
        word = state_named(state.value)
        assert word is not None
        assert word.states == {state}


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("state:failed", {JobState.ENDED_ABNORMALLY}),
        ("状態：失敗", {JobState.ENDED_ABNORMALLY}),
        ("STATE:Taking-Over,不明", {JobState.TAKING_OVER, JobState.UNKNOWN}),
        ('state:"taking over"', {JobState.TAKING_OVER}),
        ("状態:異常終了、保留", {JobState.ENDED_ABNORMALLY, JobState.HELD}),
        ("state:終了", ENDED),
    ],
)
def test_states_in_both_languages(text: str, states: set[JobState]) -> None:
    said = [value.states for value in values(text) if not isinstance(value, str | Name)]  # type: ignore[union-attr]
    assert frozenset().union(*said) == states


def test_words_phrases_and_negation() -> None:
    read = parsed('夜間 "daily close" -test －「a b」 a-b - "say ""so"""')
    assert [(term.values[0], term.negated) for term in read.terms] == [
        ("夜間", False),
        ("daily close", False),
        ("test", True),
        ("a b", True),
        ("a-b", False),
        ("-", False),
        ('say "so"', False),
    ]


def test_names_in_part_or_whole_and_oneself() -> None:
    assert values("queue:夜間,=NIGHT") == (Name("夜間"), Name("NIGHT", whole=True))
    assert values('queue:="a, b"') == (Name("a, b", whole=True),)
    assert values("owner:me") == values("投入者:自分") == (Me(),)
    assert values('owner:"me"') == (Name("me"),)
    assert values("-machine:VCOM2") == (Name("VCOM2"),)


def test_numbers() -> None:
    assert values("exit:>0,-1,３..") == (Span(1), Span(-1, -1), Span(3))
    assert values("number:9..5") == (Span(5, 9),)
    assert values("優先度:<=50") == (Span(None, 50),)


def test_times() -> None:
    assert values("after:2:00") == values("以降:午前2時") == (TimeOfDay(2, 0),)
    assert values("before:2:30pm") == values("before:午後2時半") == (TimeOfDay(14, 30),)
    assert values("after:2026-11-22T02:00:05") == (Moment(2026, 11, 22, TimeOfDay(2, 0, 5)),)
    assert values("after:90m") == (Ago(90, "m"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stat:failed", "“stat:” is no key: did you mean state:? Quoted it is looked for"),
        (
            "xyz:1",
            "“xyz:” is no key: try state:, queue:, owner:, machine:; put it in “quotes” to find it",
        ),
        ("state:", "“state:” wants a value, as in state:failed"),
        ("owner:,", "“owner:” wants a value, as in owner:me"),
        ("state:faild", "“faild” is no state: did you mean failed?"),
        (
            "state:blue,failed",
            "“blue” is no state: try failed, running, queued, held, starting",
        ),
        ("exit:x", "“x” is no number: write 5, 5..9, >5 or <=5"),
        ("after:25:00", "“25:00” is no time: write 02:00, 2026-11-22, 2026-11-22T02:00 or 90m"),
        ("before:2026-02-30", None),
    ],
)
def test_what_is_not_understood_is_named_with_the_way_out(text: str, said: str | None) -> None:
    read = parsed(f"word {text}")
    assert read.terms == (Term(None, ("word",)),)
    (problem,) = read.problems
    assert read.text[problem.begin : problem.end] == text
    assert said is None or Texts("en")(problem.says, **dict(problem.fields)) == said


def test_a_text_that_was_pasted_is_not_used_to_its_end() -> None:
    words = [f"w{at}" for at in range(10_000)]
    read = parsed(" ".join(words))
    assert [term.values[0] for term in read.terms] == words[:50]
    (problem,) = read.problems
    assert read.text[problem.begin : problem.end] == " ".join(words[50:])
    said = Texts("en")(problem.says, **dict(problem.fields))
    assert said == "Only 50 parts are used; “w50” and what follows are not"


def test_a_value_is_written_in_the_screens_language() -> None:
    text = "state:failed,held -queue:=NIGHT owner:me after:02:00 exit:>0"
    terms = parsed(text).terms
    assert written(terms) == "state:failed,held -queue:=NIGHT owner:me after:02:00 exit:1.."
    assert (
        written(terms, "ja")
        == "状態:異常終了,保留 -キュー:=NIGHT 投入者:自分 以降:02:00 終了コード:1.."
    )
    assert {key.kind for key in KEYS} == set(Kind)
