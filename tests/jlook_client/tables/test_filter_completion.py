# SPDX-License-Identifier: GPL-3.0-or-later
"""What is offered while a filter is typed, and that it reads as what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlook_client.tables.filter_completion import completion
from jlook_client.tables.filter_keys import KEYS, STATE_WORDS
from jlook_client.tables.filter_language import parsed
from jlook_client.tables.filter_terms import Name

NAMES = {
    "queue": ["NIGHT", "夜間", "a b", 'q"x'],
    "owner": ["keiri01", "ueda"],
    "machine": ["VCOM2"],
    "node": [],
}


def offered(text: str, language: str = "en", *, all_keys: bool = False) -> list[str]:
    found = completion(text, len(text), NAMES.__getitem__, language, all_keys=all_keys)
    return [text[: found.begin] + option.text for option in found.options]


@pytest.mark.parametrize(
    ("text", "language", "options"),
    [
        ("st", "en", ["state:"]),
        ("night st", "en", ["night state:"]),
        ("-ow", "en", ["-owner:"]),
        ("状", "en", ["state:"]),
        ("sta", "ja", ["状態:"]),
        ("state:f", "en", ["state:failed"]),
        ("state:failed,un", "en", ["state:failed,unknown"]),
        ("状態：異", "ja", ["状態：異常終了"]),
        ("owner:", "en", ["owner:me", "owner:=keiri01", "owner:=ueda"]),
        ("queue:n", "en", ["queue:=NIGHT"]),
        ("queue:", "en", ["queue:=NIGHT", "queue:=夜間", 'queue:="a b"', 'queue:=q"x']),
        ("after:y", "en", ["after:yesterday"]),
        ("exit:", "en", ["exit:>0"]),
        ("nonsense:", "en", []),
        ("", "en", []),
        ("night ", "en", []),
    ],
)
def test_what_is_offered(text: str, language: str, options: list[str]) -> None:
    assert offered(text, language) == options


def test_all_keys_when_asked_for() -> None:
    assert offered("night ", all_keys=True) == [f"night {key.id}:" for key in KEYS]
    assert len(offered("state:")) == len(STATE_WORDS)


@given(st.text(), st.integers(0, 50), st.sampled_from(["ja", "en"]))
def test_any_text_can_be_completed(text: str, at: int, language: str) -> None:
    at = min(at, len(text))
    found = completion(text, at, NAMES.__getitem__, language, all_keys=True)
    assert 0 <= found.begin <= found.end == at


def test_a_name_is_offered_so_that_it_means_itself() -> None:
    for text in offered("queue:"):
        (term,) = parsed(text).terms
        (name,) = term.values
        assert isinstance(name, Name)
        assert name.whole
        assert name.text in NAMES["queue"]
