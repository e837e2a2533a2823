# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

import pytest

from jlook_client.causes import (
    EXPLAINED_BY_NO_NETWORK,
    MATRIX,
    WORKSTATION_OFFLINE,
    Words,
    cause_sentence,
    cause_words,
)
from jmss.link.certificate import Certificate
from jmss.link.view import CERTIFICATES, Cause, LinkState
from jmss.texts import LANGUAGES, Texts
from jmss.wire.close_codes import TOLD
from jmss.wire.close_reasons import Denial, saying_of
from jmss.wire.messages import PROTOCOL
from tests.fakes.desk_link import down

TR = Texts("en")
CAUSES = [cause for cause in Cause if cause is not Cause.NONE]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_says_what_happened_what_is_done_and_what_to_do(
    cause: Cause, language: str
) -> None:
    english = cause_words(TR, down(cause=cause, detail=""))
    told = cause_words(Texts(language), down(cause=cause, detail=""))
    end = "。" if language == "ja" else "."
    for words, original in (
        (told.happened, english.happened),
        (told.doing, english.doing),
        (told.advice, english.advice),
    ):
        assert words.endswith(end)
        assert "{" not in words
        assert (words == original) is (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workstation_without_a_network_has_words(language: str) -> None:
    for cause in CAUSES:
        told = cause_words(Texts(language), down(cause=cause), offline=True)
        said = told.happened == Texts(language)(WORKSTATION_OFFLINE.happened)
        assert said is (cause in EXPLAINED_BY_NO_NETWORK)
        assert all((told.happened, told.doing, told.advice))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_server_that_is_too_new_or_too_old_is_told_as_such(language: str) -> None:
    tr = Texts(language)
    told = {
        cause_words(tr, down(LinkState.HELD, cause=Cause.WRONG_VERSION, detail=detail))
        for detail in (str(PROTOCOL - 1), str(PROTOCOL + 1), "")
    }
    assert len({words.happened for words in told}) == 3
    assert all("{" not in part for words in told for part in (words.happened, words.advice))
    assert sum(str(PROTOCOL + 1) in words.happened for words in told) == 1


JAPANESE_DENIALS = {
    "no_token": "トークン",
    "token_removed": "トークンが削除されました",
    "machine_token": "稼働マシン専用のトークン",
    "no_machine_token viewer": "参照者",
    "other_machine VCOM2 VCOM3": "VCOM3",
    "no_machine VCOM9": "VCOM9",
    "older_machine": "世代",
    "session_taken": "セッション",
}


def test_every_denial_is_said_in_the_language_of_the_desk() -> None:
    assert {reason.split()[0] for reason in JAPANESE_DENIALS} == set(Denial)
    for reason, japanese in JAPANESE_DENIALS.items():
        view = down(LinkState.HELD, cause=Cause.NOT_ALLOWED, detail=reason)
        english = cause_words(TR, view).happened
        said = saying_of(reason)
        assert said is not None
        assert english == f"VCOM1 does not let JLook in: {said}."
        told = cause_words(Texts("ja"), view)
        assert japanese in told.happened
        assert told.happened.endswith("。")
        assert str(said) not in told.happened
        assert told.advice == cause_words(Texts("ja"), down(cause=Cause.NOT_ALLOWED)).advice


@pytest.mark.parametrize("detail", ["", "127.0.0.101", "nobody let you in", "no_machine"])
def test_a_denial_in_words_that_are_not_known_is_told_plainly(detail: str) -> None:
    told = cause_sentence(Texts("ja"), down(LinkState.HELD, cause=Cause.NOT_ALLOWED, detail=detail))
    assert told == Texts("ja")(MATRIX[Cause.NOT_ALLOWED].happened)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_that_the_server_ended_is_told_as_such(language: str) -> None:
    tr = Texts(language)
    told = {cause_sentence(tr, down(cause=Cause.CUT, detail=str(code))) for code in TOLD}
    plain = cause_sentence(tr, down(cause=Cause.CUT, detail="127.0.0.101"))
    assert plain == tr(MATRIX[Cause.CUT].happened)
    assert len(told - {plain}) == len(TOLD)
    ours = {"ja": "サーバが接続を終了しました", "en": "The server ended the link"}[language]
    assert all(sentence.startswith(ours) for sentence in told)


def test_there_are_words_for_every_cause_and_for_nothing_else() -> None:
    assert set(MATRIX) == set(Cause)
    assert MATRIX[Cause.NONE] == Words()


@pytest.mark.parametrize("detail", ["", "127.0.0.101"])
def test_every_cause_is_told_in_a_sentence_of_its_own(detail: str) -> None:
    told = {cause: cause_sentence(TR, down(cause=cause, detail=detail)) for cause in CAUSES}
    assert len(set(told.values())) == len(told)
    for sentence in told.values():
        assert sentence.endswith((".", ")."))
        assert "{" not in sentence


def test_the_detail_is_in_the_sentence_where_it_says_more() -> None:
    assert "2.5 s" in cause_sentence(TR, down(cause=Cause.SILENT, detail="2.5"))
    assert "127.0.0.101" in cause_sentence(TR, down(cause=Cause.REFUSED))
    assert "VCOM1" in cause_sentence(TR, down(cause=Cause.NAME_UNKNOWN, detail="gaierror"))


def test_once_the_operator_stopped_it_nothing_is_done() -> None:
    told = cause_words(TR, down(LinkState.OFFLINE))
    assert told.doing == "JLook waits: nothing is dialled until you choose [Connect]."


def test_nothing_is_said_without_a_cause() -> None:
    assert cause_words(TR, down(LinkState.WAITING, cause=Cause.NONE)) == Words()
    assert cause_words(TR, down(LinkState.OFFLINE, cause=Cause.NONE)) == Words()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", sorted(CERTIFICATES))
def test_a_certificate_is_told_with_its_names_its_issuer_and_its_dates(
    cause: Cause, language: str
) -> None:
    shown = Certificate(names=("SV1", "sv1"), issuer="site", since=0.0, until=864e5)
    view = down(LinkState.HELD, cause=cause, detail=shown.short, certificate=shown)
    told = cause_words(Texts(language), view)
    assert all(part in told.happened for part in ("SV1", "site", "1970-01-01", "1972-09-27"))
    assert "VCOM1" in told.happened + told.doing
    assert "{" not in told.happened
    assert "−" in cause_words(TR, down(cause=cause, certificate=replace(shown, names=()))).happened
    without = cause_sentence(Texts(language), down(cause=cause, detail=shown.short))
    assert shown.short in without, "as the history tells it"
