# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts that fit into a frame."""

from itertools import pairwise

import msgspec

from jmss.server.packing import packed, weight
from tests.fakes.facts import job, room


def test_parts_hold_everything_in_order_and_stay_small() -> None:
    parts = list(packed(range(1, 100), lambda item: item, 200))
    assert [item for part in parts for item in part] == list(range(1, 100))
    assert all(sum(part) <= 200 for part in parts)
    # No part could have taken the first item of the next.
    assert all(sum(a) + b[0] > 200 for a, b in pairwise(parts))


def test_one_that_is_too_big_goes_alone() -> None:
    assert list(packed([1, 999, 1], lambda item: item, 10)) == [[1], [999], [1]]
    assert list(packed([], lambda item: item, 10)) == []


def test_the_weight_is_enough_for_plain_text() -> None:
    facts = [*room(), job(1, command="x" * 5000, name="y" * 200, detail="z" * 300)]
    assert all(len(msgspec.json.encode(fact)) < weight(fact) for fact in facts)
