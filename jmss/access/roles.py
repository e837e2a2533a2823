# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles, and what each of them may do. One table, nothing else decides."""

from enum import StrEnum

from jmss.errors import RoleForbids
from jmss.model.operations import (
    Cancel,
    EnableSchedule,
    FireSchedule,
    Hold,
    MakeToken,
    MoveToQueue,
    OpenQueue,
    Operation,
    PutDocument,
    Release,
    RemoveDocument,
    Rerun,
    RevokeToken,
    RunSchedule,
    SetPriority,
    Settle,
    StartEntry,
    StopQueue,
    Submit,
)


class AccessRole(StrEnum):
    """What the bearer of a token may do."""

    VIEWER = "viewer"
    """See everything, change nothing."""
    STARTER = "starter"
    """Also start entries of the menu, those that do not ask for more."""
    OPERATOR = "operator"
    """Also submit jobs and act on them."""
    ADMINISTRATOR = "administrator"
    """Also open and stop queues, and write the environment, schedules and the menu."""
    MACHINE = "machine"
    """Be the execution machine whose name the token bears, and nothing else."""
    SCHEDULER = "scheduler"
    """See everything, and say that schedules are due, and nothing else."""


NEEDED: dict[type[Operation], AccessRole] = {
    StartEntry: AccessRole.STARTER,
    Submit: AccessRole.OPERATOR,
    Hold: AccessRole.OPERATOR,
    Release: AccessRole.OPERATOR,
    Cancel: AccessRole.OPERATOR,
    Rerun: AccessRole.OPERATOR,
    SetPriority: AccessRole.OPERATOR,
    MoveToQueue: AccessRole.OPERATOR,
    Settle: AccessRole.OPERATOR,
    OpenQueue: AccessRole.ADMINISTRATOR,
    StopQueue: AccessRole.ADMINISTRATOR,
    PutDocument: AccessRole.ADMINISTRATOR,
    RemoveDocument: AccessRole.ADMINISTRATOR,
    MakeToken: AccessRole.ADMINISTRATOR,
    RevokeToken: AccessRole.ADMINISTRATOR,
    EnableSchedule: AccessRole.OPERATOR,
    RunSchedule: AccessRole.OPERATOR,
    FireSchedule: AccessRole.SCHEDULER,
}
"""The least role for each operation; an operation that is missing here is for nobody."""

_RANK = {
    AccessRole.VIEWER: 0,
    AccessRole.STARTER: 1,
    AccessRole.OPERATOR: 2,
    AccessRole.ADMINISTRATOR: 3,
}

GIVEN_ROLES = tuple(_RANK)
"""Those that an administrator gives people, the least first."""

STARTING_ROLES = (AccessRole.STARTER, AccessRole.OPERATOR, AccessRole.ADMINISTRATOR)
"""Those that an entry of the menu can ask for, the least first."""


def is_allowed(role: AccessRole, kind: type[Operation]) -> bool:
    """Say whether a role may ask for operations of a kind."""
    return reaches(role, NEEDED[kind])


def reaches(role: AccessRole, needed: AccessRole) -> bool:
    """Say whether a role may do what another one may."""
    if role is needed:
        return True
    # What is for programs alone may be done by those who may do everything.
    least = _RANK.get(needed, _RANK[AccessRole.ADMINISTRATOR])
    return role in _RANK and _RANK[role] >= least


def check_role(role: AccessRole, operation: Operation) -> None:
    """Make sure that a role may ask for an operation.

    Raises:
        RoleForbids: it may not; the error names the role, the operation and what is needed.
    """
    if not is_allowed(role, type(operation)):
        needed = NEEDED[type(operation)]
        raise RoleForbids(role=role, operation=operation_name(operation), needed=needed)


def may_start(role: AccessRole, needed: str) -> bool:
    """Say whether a role may start an entry of the menu that asks for ``needed``."""
    return needed in STARTING_ROLES and reaches(role, AccessRole(needed))


def check_rank(role: AccessRole, needed: str, *, operation: str) -> None:
    """Make sure that a role may do what an entry of the menu asks another one for.

    Raises:
        RoleForbids: it may not, or what is asked for is nobody's.
    """
    if not may_start(role, needed):
        raise RoleForbids(role=role, operation=operation, needed=needed)


def operation_name(operation: Operation) -> str:
    """Give the word that stands for an operation on the wire."""
    return name_of_kind(type(operation))


def name_of_kind(kind: type[Operation]) -> str:
    """Give the word that stands for all operations of a kind."""
    return str(kind.__struct_config__.tag)
