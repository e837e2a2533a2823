# SPDX-License-Identifier: GPL-3.0-or-later
"""What two people made of the same document, field by field.

Nobody's work is lost: what only the other has changed is taken over, what both have changed
stays as it stands here, and is named with what the other wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from jmss.model.named_facts import Document

D = TypeVar("D", bound=Document)

IGNORED = frozenset({"revision", "since"})
"""What the server gives."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What became of one field."""

    field: str
    before: object
    theirs: object
    mine: object

    @property
    def is_contested(self) -> bool:
        """Whether both have changed it, and not to the same."""
        return self.before not in (self.theirs, self.mine) and self.theirs != self.mine


def changes_between(before: D, theirs: D, mine: D) -> Sequence[FieldChange]:
    """Give the fields that the other has changed.

    Args:
        before: what both began with.
        theirs: what the other wrote.
        mine: what stands here, not written yet.
    """
    return [
        FieldChange(name, *(getattr(one, name) for one in (before, theirs, mine)))
        for name in before.__struct_fields__
        if name not in IGNORED and getattr(before, name) != getattr(theirs, name)
    ]


def joined(before: D, theirs: D, mine: D) -> D:
    """Give mine with what only the other has changed, as if written from theirs."""
    taken = {
        change.field: change.theirs
        for change in changes_between(before, theirs, mine)
        if change.mine == change.before
    }
    return msgspec.structs.replace(mine, **taken, revision=theirs.revision)
