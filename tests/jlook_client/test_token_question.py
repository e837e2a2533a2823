# SPDX-License-Identifier: GPL-3.0-or-later
"""Each question and each trouble with the keyring has words in every language."""

import pytest

from jlook_client.token_question import (
    KeyringState,
    Reason,
    TokenQuestion,
    keyring_words,
    reason_words,
)
from jmss.texts import LANGUAGES, Texts

IN_ORDER = {KeyringState.UNKNOWN, KeyringState.READY}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_told_in_words_of_its_own(language: str) -> None:
    tr = Texts(language)
    told = {reason_words(tr, TokenQuestion(reason=reason, server="VCOM1")) for reason in Reason}
    assert len(told) == len(Reason)
    assert all("{" not in text for text in told)
    assert all(any(ord(letter) > 0x3000 for letter in text) is (language == "ja") for text in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_the_matter_with_the_keyring_is_told(language: str) -> None:
    tr = Texts(language)
    told = {
        state: keyring_words(
            tr, TokenQuestion(reason=Reason.NEEDED, server="VCOM1", keyring=state, why="<why>")
        )
        for state in KeyringState
    }
    assert all(bool(text) is (state not in IN_ORDER) for state, text in told.items())
    assert "<why>" in told[KeyringState.REFUSED]
    assert len(set(told.values())) == len(told) - len(IN_ORDER) + 1


def test_keeping_is_offered_where_there_is_a_keyring_alone() -> None:
    offers = {
        state
        for state in KeyringState
        if TokenQuestion(reason=Reason.NEEDED, server="VCOM1", keyring=state).offers_keeping
    }
    assert offers == {
        KeyringState.READY,
        KeyringState.LOCKED,
        KeyringState.REFUSED,
        KeyringState.DAMAGED,
    }
