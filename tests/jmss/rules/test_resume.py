# SPDX-License-Identifier: GPL-3.0-or-later
"""Replay or snapshot."""

import pytest

from jmss.model.changes import Position
from jmss.rules.resume import Why, needs_snapshot


def why(seq: int = 90, inc: int = 1, *, epoch: str = "e", by: int | None = 1) -> Why:
    position = Position(epoch=epoch, seq=seq, inc=inc)
    return needs_snapshot(position, epoch="e", head=60_000, written_by=by)


@pytest.mark.parametrize(
    ("seq", "expected"),
    [(60_000, Why.NONE), (10_000, Why.NONE), (9_999, Why.TOO_OLD), (60_001, Why.DIVERGED)],
)
def test_by_distance(seq: int, expected: Why) -> None:
    assert why(seq) is expected


def test_by_history() -> None:
    assert needs_snapshot(None, epoch="e", head=1, written_by=None) is Why.ASKED
    assert why(59_999, epoch="other") is Why.EPOCH
    assert why(59_999, by=2) is Why.DIVERGED
    assert why(59_999, by=None) is Why.TOO_OLD
