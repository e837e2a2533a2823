# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

import pytest

from jlook_client.away import Fate
from jlook_client.views.away_words import Count, counts, gap, headline, story
from jmss.link.view import Cause
from jmss.texts import LANGUAGES, Texts
from tests.fakes.absence import absence

TR = Texts("en")


def test_the_headline_names_the_nodes_and_the_time() -> None:
    assert headline(TR, absence()) == "Reconnected to VCOM1 (SV1 → SV2, down 42 s)."
    assert (
        headline(TR, absence(to_node="SV1", seconds=0.3)) == "Reconnected to VCOM1 (SV1, down 1 s)."
    )


def test_where_no_jobs_come_nothing_is_said_of_them() -> None:
    away = replace(absence(), knows_jobs=False)
    assert story(TR, away) == "JLook shows what became of the jobs."


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_absence_that_somebody_wanted_is_told_as_such(language: str) -> None:
    tr = Texts(language)
    moved = headline(tr, absence(cause=Cause.MOVING))
    stopped = headline(tr, absence(cause=Cause.GOODBYE))
    assert len({moved, stopped, headline(tr, absence())}) == 3
    for told in (moved, stopped):
        assert all(part in told for part in ("VCOM1", "SV1 → SV2", "42"))
    if language == "en":
        assert moved == "VCOM1 was moved in good order (SV1 → SV2, 42 s)."


def test_the_story_counts_what_happened() -> None:
    away = absence(ended_normally={1, 2}, ended_abnormally={3}, taken_over={4, 5}, interrupted={6})
    assert story(TR, away) == "While away: 1 failed, 1 interrupted, 2 completed, 2 taken over"


def test_each_count_leads_to_its_jobs_and_a_takeover_to_what_became_of_it() -> None:
    fates = {Fate.RUNS_ON: frozenset({4}), Fate.QUEUED_AGAIN: frozenset({5})}
    told = counts(TR, absence(ended_abnormally={3}, taken_over={4, 5}, fates=fates))
    assert [(count.text, set(count.jobs)) for count in told] == [
        ("1 failed", {3}),
        ("2 taken over", {4, 5}),
        ("1 runs on", {4}),
        ("1 is queued again", {5}),
    ]
    assert all(isinstance(count, Count) for count in told)


def test_every_fate_has_words() -> None:
    for fate in Fate:
        away = absence(taken_over={1}, fates={fate: frozenset({1})})
        assert len(counts(TR, away)) == 2


def test_the_story_says_when_nothing_happened_or_not_all_is_known() -> None:
    assert story(TR, absence()) == "Nothing changed while away."
    away = absence(submitted={7}, started={8}, cancelled={9}, complete=False)
    assert story(TR, away).startswith("While away: 1 cancelled, 1 started, 1 submitted. There is")


def test_a_gap_is_said_as_such() -> None:
    assert gap(TR, absence()) == ""
    told = gap(TR, absence(complete=False))
    assert "There is a gap" in told
    assert "42 s could not be replayed" in told
