# SPDX-License-Identifier: GPL-3.0-or-later
"""Cut long lists into parts that make frames of at most about 64 KiB."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

from jmss.model.changes import Fact
from jmss.model.jobs import Job
from jmss.model.named_facts import NamedFact
from jmss.wire.codec import MAX_FRAME

Item = TypeVar("Item")

_ENVELOPE = 700
"""Bytes of a fact in JSON besides its free texts, generously."""


def weight(fact: Fact) -> int:
    """Estimate the bytes of a fact, in JSON and in memory; quick, and never far too few."""
    if isinstance(fact, NamedFact):
        # Documents may be long, and are few.
        return _ENVELOPE + len(msgspec.json.encode(fact))
    if not isinstance(fact, Job):
        return _ENVELOPE
    command, name, detail = fact.command, fact.name, fact.detail
    if command.isascii() and name.isascii() and detail.isascii():
        return _ENVELOPE + len(command) + len(name) + len(detail)
    return _ENVELOPE + _bytes(command) + _bytes(name) + _bytes(detail)


def _bytes(text: str) -> int:
    # Four to a character is what Python takes for one beyond the first plane.
    return len(text) if text.isascii() else 4 * len(text)


def packed(
    items: Iterable[Item], weigh: Callable[[Item], int], most: int = MAX_FRAME
) -> Iterator[list[Item]]:
    """Give the items in parts of at most ``most`` bytes, or of one item that is bigger."""
    part: list[Item] = []
    room = most
    for item in items:
        size = weigh(item)
        if part and size > room:
            yield part
            part, room = [], most
        part.append(item)
        room -= size
    if part:
        yield part
