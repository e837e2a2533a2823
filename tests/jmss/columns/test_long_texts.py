# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts in blocks: never mixed up, and what nobody needs is let go."""

import random

import numpy as np

from jmss.columns.long_texts import LongTexts


def test_texts_stay_what_they_are_however_often_they_change() -> None:
    chance = random.Random(7)
    texts, expected = LongTexts(300), [""] * 300
    for turn in range(4000):
        row = chance.randrange(300)
        text = chance.choice(["same", f"夜間バッチ {turn}", "x" * chance.randrange(3000), ""])
        if chance.random() < 0.2:
            texts.drop(row)
            text = ""
        else:
            texts.put(row, text)
        expected[row] = text
    assert [texts.get(row) for row in range(300)] == expected


def test_what_nobody_points_at_is_let_go() -> None:
    texts = LongTexts(1000)
    rows = np.arange(1000)
    for turn in range(300):
        data = [f"job-{turn}-{row}".ljust(90, "x").encode() for row in range(1000)]
        sizes = np.array([len(text) for text in data], np.uint32)
        texts.put_many(rows, b"".join(data), sizes)
    assert texts.get(7) == "job-299-7".ljust(90, "x")
    assert texts.held < 5_000_000


def test_a_few_survivors_do_not_keep_a_block() -> None:
    texts = LongTexts(20_000)
    for row in range(20_000):
        texts.put(row, f"{row}".ljust(400, "x"))
    kept = range(0, 20_000, 100)
    for row in set(range(20_000)) - set(kept):
        texts.drop(row)
    for turn in range(200):
        texts.put(1, f"turn {turn}")
    assert [texts.get(row) for row in kept] == [f"{row}".ljust(400, "x") for row in kept]
    assert texts.held < 3_000_000


def test_equal_texts_share_their_bytes() -> None:
    texts = LongTexts(5000)
    for row in range(5000):
        texts.put(row, "/opt/site/bin/nightly --all")
    assert texts.held < 100
