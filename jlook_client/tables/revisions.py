# SPDX-License-Identifier: GPL-3.0-or-later
"""A document that is being edited, and what becomes of it when somebody else writes it too.

Nobody's work is lost: see ``jmss.model.meanwhile``.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Generic, TypeVar

import msgspec

from jmss.model.meanwhile import Change, changes_between, joined
from jmss.model.named_facts import Document

D = TypeVar("D", bound=Document)

IGNORED = frozenset({"revision", "since"})
"""What the server gives."""


def fields_of(document: Document) -> dict[str, object]:
    """Give the fields that people write."""
    names = (name for name in document.__struct_fields__ if name not in IGNORED)
    return {name: getattr(document, name) for name in names}


class News(Enum):
    """What the server's document is to somebody who edits it."""

    NONE = auto()
    CHANGED = auto()
    """Somebody else has written a newer one."""
    REMOVED = auto()
    """Somebody else has taken it away."""


class Revisions(Generic[D]):
    """Knows from which revision a document is edited, and what it was told of since.

    Args:
        base: what the editing began with; revision 0: a new one.
    """

    def __init__(self, base: D) -> None:
        self.base = base
        self.is_new = not base.revision
        self.held = base
        """The newest one that was told."""

    @property
    def is_behind(self) -> bool:
        """Whether somebody else has written it, and it is not decided yet what stays."""
        return self.held.revision != self.base.revision

    def look(self, held: D | None) -> News:
        """Take what the server has now; None: nothing. Each news is told once."""
        if not self.base.revision:
            return News.NONE
        if held is None:
            self.base = self.held = msgspec.structs.replace(self.base, revision=0)
            self.is_new = True
            return News.REMOVED
        if held.revision <= self.held.revision:
            return News.NONE
        self.held = held
        return News.CHANGED

    def changes(self, mine: D) -> Sequence[Change[str]]:
        """List the fields that somebody else has changed."""
        return changes_between(fields_of(self.base), fields_of(self.held), fields_of(mine))

    def settle(self, mine: D, *, keep_mine: bool) -> D:
        """Go on from what holds now, with what was changed here on top of it."""
        parts = (fields_of(one) for one in (self.base, self.held, mine))
        both = joined(*parts, keep_mine=keep_mine)
        self.base = self.held
        return msgspec.structs.replace(self.held, **both)
