# SPDX-License-Identifier: GPL-3.0-or-later
"""How a follower is brought up to date: nothing to do, replay, or a snapshot.

As in Raft's log matching, the number of a row alone says nothing: a journal that was
rolled back and grew again has the same numbers with other contents. The incarnation
that wrote the row tells them apart.
"""

from enum import StrEnum

from jmss.model.changes import Position

MOST = 50_000
"""Changes that are replayed at most; so many rows a journal keeps in any case.

A snapshot of a small board would be fewer bytes than that, but nobody would hear what
happened: as long as the rows are there, each one is told.
"""


class Why(StrEnum):
    """Why a snapshot; empty when there is none."""

    NONE = ""
    ASKED = "asked"
    EPOCH = "epoch"
    DIVERGED = "diverged"
    TOO_OLD = "too_old"


def needs_snapshot(
    position: Position | None, *, epoch: str, head: int, written_by: int | None
) -> Why:
    """Say why a follower who stands at ``position`` needs a snapshot; ``NONE`` if not.

    Args:
        position: where the follower stands; None asks for a snapshot.
        epoch: of our journal.
        head: the last row of our journal.
        written_by: who wrote row ``position.seq`` of our journal; None if it is not there.
    """
    if position is None:
        return Why.ASKED
    if position.epoch != epoch:
        return Why.EPOCH
    if position.seq > head:
        return Why.DIVERGED
    if written_by is None:
        return Why.TOO_OLD
    if written_by != position.inc:
        return Why.DIVERGED
    if head - position.seq > MOST:
        return Why.TOO_OLD
    return Why.NONE
