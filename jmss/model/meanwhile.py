# SPDX-License-Identifier: GPL-3.0-or-later
"""What two people made of the same thing, part by part; nobody's work is lost.

The thing is given as its parts by their keys: the fields of an environment or of a schedule, the
entries of a menu. What only one of the two has changed stays changed. Where both have, the later
one is shown all three and decides.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Change(Generic[Key]):
    """A part that somebody else changed; None stands for a part that is not there."""

    key: Key
    before: object
    """What both began with."""
    theirs: object
    """What holds now."""
    mine: object
    """What stands here, not written yet."""

    @property
    def is_contested(self) -> bool:
        """Whether both have changed it, and not to the same."""
        return self.mine not in (self.before, self.theirs)


def changes_between(
    before: Mapping[Key, object], theirs: Mapping[Key, object], mine: Mapping[Key, object]
) -> list[Change[Key]]:
    """List the parts that somebody else has changed."""
    return [
        Change(key, before.get(key), theirs.get(key), mine.get(key))
        for key in dict.fromkeys((*before, *theirs))
        if before.get(key) != theirs.get(key)
    ]


def joined(
    before: Mapping[Key, object],
    theirs: Mapping[Key, object],
    mine: Mapping[Key, object],
    *,
    keep_mine: bool,
) -> dict[Key, object]:
    """Give theirs with what was changed here.

    Args:
        before: what both began with.
        theirs: what holds now.
        mine: what stands here.
        keep_mine: whose value stays where both have changed a part.
    """
    contested = {one.key for one in changes_between(before, theirs, mine) if one.is_contested}
    parts = dict(theirs)
    for key in dict.fromkeys((*before, *mine)):
        if before.get(key) == mine.get(key) or (key in contested and not keep_mine):
            continue
        if key in mine:
            parts[key] = mine[key]
        else:
            parts.pop(key, None)
    return parts
