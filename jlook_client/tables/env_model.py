# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment while somebody edits it in JEnv: what holds, what he has written, what is wrong.

Whatever comes from the server leaves his input as it is; where somebody else has changed the
environment meanwhile, he is shown each field and decides (``clashes``, ``settle``).
"""

from collections.abc import Mapping, Sequence

import msgspec
from PyQt6.QtCore import QObject, pyqtSignal

from jmss.model.environment import Environment
from jmss.model.environment_faults import Fault, FaultKind, environment_faults
from jmss.model.environment_fields import Place, changes_meanwhile, merged
from jmss.model.environment_uses import stranded
from jmss.model.machines import Machine, ServerType
from jmss.model.meanwhile import Change
from jmss.model.prepared_jobs import Prepared
from jmss.model.queues import Queue


class EnvModel(QObject):
    """One environment. Views read it, and write through ``edit``."""

    changed = pyqtSignal()
    """Something of it is not as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.base = Environment()
        """What he began with."""
        self.held = Environment()
        """What holds at the server, as far as is known."""
        self.mine = Environment()
        """What he has written."""
        self.machines: Mapping[str, Machine] = {}
        self.queues: Mapping[str, Queue] = {}
        self._prepared: Sequence[Prepared] = ()
        self.editable = False
        self._refused: Sequence[Fault] = ()

    # What comes from the server.

    def take(
        self, held: Environment, machines: Mapping[str, Machine], queues: Mapping[str, Queue]
    ) -> None:
        """Take what holds now; what was written stays, unless it is what holds."""
        if not self.is_edited or _same(held, self.mine):
            self.base = self.mine = held
        self.held, self.machines, self.queues = held, dict(machines), dict(queues)
        self.changed.emit()

    def take_prepared(self, prepared: Sequence[Prepared]) -> None:
        """Take what schedules and the menu have ready now: they may need what is to go."""
        self._prepared = prepared
        self.changed.emit()

    def allow(self, editable: bool) -> None:
        """Say whether anything may be written now."""
        if editable != self.editable:
            self.editable = editable
            self.changed.emit()

    def refuse(self, faults: Sequence[Fault]) -> None:
        """The server has found these faults in what was written."""
        self._refused = faults
        self.changed.emit()

    # What is written.

    def edit(self, **parts: object) -> None:
        """Put parts in place of those of the environment."""
        after = msgspec.structs.replace(self.mine, **parts)
        if after != self.mine:
            self.mine = after
            self._refused = ()
            self.changed.emit()

    def discard(self) -> None:
        """Forget what was written."""
        self.base = self.mine = self.held
        self._refused = ()
        self.changed.emit()

    @property
    def is_edited(self) -> bool:
        """Whether anything was written that does not hold."""
        return not _same(self.mine, self.base)

    # What is wrong.

    @property
    def computers(self) -> list[str]:
        """The virtual computers there are."""
        return sorted(self.machines)

    @property
    def execution_machines(self) -> list[str]:
        """Those of them that run jobs."""
        kind = ServerType.EXECUTION_MACHINE
        return [name for name in self.computers if self.machines[name].server_type is kind]

    @property
    def own_faults(self) -> list[Fault]:
        """What can be seen to be wrong without asking the server."""
        machines = self.execution_machines
        return [
            *environment_faults(self.mine, self.computers, machines),
            *stranded(self.mine, self.queues, machines, self._prepared),
        ]

    @property
    def faults(self) -> list[Fault]:
        """Everything that is wrong with what was written."""
        found = self.own_faults
        return [*found, *(fault for fault in self._refused if fault not in found)]

    # Two administrators at once.

    @property
    def is_behind(self) -> bool:
        """Whether somebody else has changed it since he began, and he has written too."""
        return self.is_edited and self.held.revision != self.base.revision

    @property
    def clashes(self) -> list[Change[Place]]:
        """Each field that somebody else changed."""
        return changes_meanwhile(self.base, self.held, self.mine) if self.is_behind else []

    @property
    def can_settle(self) -> bool:
        """Whether fields can be told by their names: none is there twice or has none."""
        odd = {FaultKind.TWICE, FaultKind.BAD_NAME}
        return not any(fault.why in odd for fault in self.faults)

    def settle(self, *, keep_mine: bool) -> None:
        """Go on with what holds now: where both changed a field, with one's own or the other."""
        self.mine = merged(self.base, self.held, self.mine, keep_mine=keep_mine)
        self.base = self.held
        self._refused = ()
        self.changed.emit()


def _same(one: Environment, other: Environment) -> bool:
    """Whether two are the same but for the revision."""
    return msgspec.structs.replace(one, revision=other.revision) == other
