# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts are ranked as they read: a few at once, many in a thread, one more in between."""

import random

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from jlook_client.tables.text_parts import part_of
from jlook_client.tables.text_ranking import TextRanking
from jlook_client.tables.text_ranks import part_ranks, word_ranks
from jmss.columns.long_texts import LongTexts


def name_ranks(names: list[str], slices: int = 2) -> np.ndarray:
    texts = LongTexts(len(names))
    for row, name in enumerate(names):
        texts.put(row, name)
    parts = [part_of(texts, rows) for rows in np.array_split(np.arange(len(names)), slices)]
    ranks = np.zeros(len(names), np.uint32)
    ranks[np.concatenate([part.rows for part in parts])] = part_ranks(parts)
    return ranks


def test_words_rank_by_the_locale_and_without_case() -> None:
    ranks = word_ranks(["b", "A", "a", "ｂ", "c"]).tolist()
    assert ranks[1] == ranks[2] < ranks[0] == ranks[3] < ranks[4]


def test_many_names_rank_as_their_letters_do() -> None:
    dice = random.Random(2)
    names = [f"{dice.choice('xYz')}-{dice.randrange(900):03d}" for _ in range(3000)]
    ranks = name_ranks(names)
    by_rank = [names[at].casefold() for at in np.argsort(ranks, kind="stable")]
    assert by_rank == sorted(name.casefold() for name in names)
    assert len(np.unique(ranks)) == len({name.casefold() for name in names})
    assert ranks.min() > 0


def test_japanese_names_rank_among_the_others() -> None:
    ranks = name_ranks(["夜間", "abc", "あさ", "アサ"])
    assert len(set(ranks.tolist())) >= 3
    assert ranks[1] < ranks[0]


@pytest.mark.parametrize("long", ["", "x" * 70])
def test_names_of_any_length_rank_alike(long: str) -> None:
    dice = random.Random(4)
    names = [long + "".join(dice.choices("abAB-", k=dice.randrange(9))) for _ in range(200)]
    ranks = name_ranks([*names, ""], slices=3)
    by_rank = [names[at].casefold() for at in np.argsort(ranks[:-1], kind="stable")]
    assert by_rank == sorted(name.casefold() for name in names)
    assert ranks[-1] == ranks.min() > 0


def test_no_name_at_all_has_a_rank() -> None:
    assert len(set(name_ranks(["", "", ""]).tolist())) == 1
    assert name_ranks(["", ""]).min() > 0


def ranked(names: list[str]) -> tuple[TextRanking, LongTexts]:
    texts = LongTexts(len(names) + 10)
    for row, name in enumerate(names):
        texts.put(row, name)
    ranking = TextRanking(lambda: texts, lambda: np.arange(len(names)))
    return ranking, texts


@pytest.mark.parametrize("descending", [False, True])
def test_one_more_finds_its_place(qtbot: QtBot, descending: bool) -> None:
    ranking, texts = ranked(["b", "d", "f"])
    with qtbot.waitSignal(ranking.ready):
        ranking.begin()
    order = np.array([2, 1, 0] if descending else [0, 1, 2], np.uint32)
    for row, name in enumerate(["a", "c", "e", "g", "d"], 3):
        texts.put(row, name)
        ranking.place(np.array([row]), lambda: order, descending=descending)
    ranks = ranking.ranks_for(8)[:8]
    assert [chr(97 + at) for at in range(7)] == [
        texts.get(int(row)) for row in np.argsort(ranks[:7])
    ]
    assert ranks[7] == ranks[1]


def test_very_many_are_ranked_in_a_thread(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jlook_client.tables.text_ranking.AT_ONCE", 10)
    names = [f"job-{at * 7919 % 1000:04d}" for at in range(1000)]
    ranking, _ = ranked(names)
    with qtbot.waitSignal(ranking.ready, timeout=5000):
        ranking.begin()
    assert [names[row] for row in np.argsort(ranking.ranks)] == sorted(names)


def test_what_was_given_up_is_not_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jlook_client.tables.text_ranking.AT_ONCE", 10)
    ranking, _ = ranked([f"{at}" for at in range(100)])
    with qtbot.assertNotEmitted(ranking.ready, wait=200):
        ranking.begin()
        ranking.end()
    assert not ranking.is_ready
