# SPDX-License-Identifier: GPL-3.0-or-later
from jlook_client.views.away_words import headline, story
from jmss.texts import Texts
from tests.fakes.absence import absence

TR = Texts("en")


def test_the_headline_names_the_nodes_and_the_time() -> None:
    assert headline(TR, absence()) == "Reconnected to VCOM1 (SV1 → SV2, down 42 s)."
    assert (
        headline(TR, absence(to_node="SV1", seconds=0.3)) == "Reconnected to VCOM1 (SV1, down 1 s)."
    )


def test_the_story_counts_what_happened() -> None:
    away = absence(ended_normally={1, 2}, ended_abnormally={3}, taken_over={4, 5}, interrupted={6})
    assert story(TR, away) == ("While away: 2 completed, 1 failed, 1 interrupted, 2 taken over")


def test_the_story_says_when_nothing_happened_or_not_all_is_known() -> None:
    assert story(TR, absence()) == "Nothing changed while away."
    told = story(TR, absence(submitted={7}, started={8}, cancelled={9}, complete=False))
    assert told == (
        "While away: 1 cancelled, 1 started, 1 submitted (some steps in between are not known)"
    )
