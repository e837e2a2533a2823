# SPDX-License-Identifier: GPL-3.0-or-later
"""What a view is handed that asks the server for one thing at a time and waits for its outcome."""

from collections.abc import Callable
from typing import Protocol

from jlook_client.acts import Part
from jlook_client.views.acts_calls import KnowsRole
from jmss.model.operations import Operation


class Asks(KnowsRole, Protocol):
    """Asks the server for operations (``apps/asking.py``)."""

    @property
    def is_live(self) -> bool:
        """Whether the server can be asked at all."""
        ...

    def ask(self, operation: Operation, told: Callable[[Part], None]) -> None:
        """Ask for an operation once.

        Args:
            operation: what is wanted.
            told: hears of each stage, the first one before this returns, until it is settled.
                ``UNKNOWN`` means that the link was cut before the answer; what has become of it
                is told after the return. ``tables/act_words.part_words`` puts it into words.
        """
        ...
