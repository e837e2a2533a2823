# SPDX-License-Identifier: GPL-3.0-or-later
"""What a view that acts is handed: it asks through this, and sees what becomes of it."""

from collections.abc import Sequence
from typing import Protocol

from jlook_client.acts import Act, Acts
from jmss.access.roles import NEEDED, AccessRole, is_allowed, name_of_kind
from jmss.errors import RoleForbids
from jmss.model.jobs import JobState
from jmss.model.operations import Operation
from jmss.texts import Texts


class KnowsRole(Protocol):
    """Knows who we are to the server."""

    @property
    def role(self) -> str:
        """What the server lets us do, in the words of ``jmss.access``; empty: it has not said."""
        ...


class ActsCalls(KnowsRole, Protocol):
    """Asks the server for operations (``apps/acting.py``)."""

    acts: Acts
    """All acts of this desk."""

    def carry_out(
        self,
        kind: str,
        operations: Sequence[Operation],
        *,
        forbidden: Sequence[tuple[Operation, JobState]] = (),
    ) -> Act:
        """Ask for operations that belong together.

        Args:
            kind: names the act (``tables/act_words.py``).
            operations: what to ask for, one for each job or queue.
            forbidden: what need not be asked for: the state of its job does not allow it.
        """
        ...


def role_hindrance(calls: KnowsRole, kind: type[Operation], tr: Texts) -> str:
    """Say that the role does not allow operations of a kind; empty: it does, as far as is known."""
    try:
        role = AccessRole(calls.role)
    except ValueError:
        return ""
    if is_allowed(role, kind):
        return ""
    return tr.error(RoleForbids(role=role, operation=name_of_kind(kind), needed=NEEDED[kind]))
