# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the server for one operation and tells who wanted it what became of it, cut or no cut."""

from collections.abc import Callable, Sequence

from jlook_client.acts import SETTLED, Act, ActsWatcher, Part
from jlook_client.apps.acting import Acting
from jlook_client.connection import Connection
from jmss.access.roles import operation_name
from jmss.link.view import UP
from jmss.model.operations import Operation


class Asking(ActsWatcher):
    """Joins each act to who wanted it (``views/asks.py``).

    Args:
        acting: carries the acts out.
        connection: tells whether the server can be asked.
    """

    def __init__(self, acting: Acting, connection: Connection) -> None:
        self._acting = acting
        self._connection = connection
        self._wanted: dict[int, Callable[[Part], None]] = {}
        """By the ``id`` of the act; an act that is not settled is remembered by ``Acts``."""
        acting.acts.watchers.append(self)

    @property
    def role(self) -> str:
        """What the server lets us do; empty: it has not said."""
        return self._acting.role

    @property
    def is_live(self) -> bool:
        """Whether the server can be asked at all."""
        return self._connection.view.state in UP

    def ask(self, operation: Operation, told: Callable[[Part], None]) -> None:
        """Ask for an operation once; ``told`` hears of each stage until it is settled."""
        act = self._acting.carry_out(operation_name(operation), [operation])
        self._wanted[id(act)] = told
        self._tell(act)

    def act_changed(self, act: Act, parts: Sequence[Part]) -> None:
        """Tell who wanted it (``ActsWatcher``)."""
        if id(act) in self._wanted:
            self._tell(act)

    def _tell(self, act: Act) -> None:
        part = act.parts[0]
        told = self._wanted[id(act)]
        if part.stage in SETTLED:
            del self._wanted[id(act)]
        told(part)
