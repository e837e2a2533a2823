# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles, and what each of them may do. One table, nothing else decides."""

from enum import StrEnum

from jmss.errors import RoleForbids
from jmss.model.operations import (
    Cancel,
    Hold,
    MoveToQueue,
    OpenQueue,
    Operation,
    PutDocument,
    Release,
    RemoveDocument,
    Rerun,
    SetPriority,
    Settle,
    StopQueue,
    Submit,
)


class AccessRole(StrEnum):
    """What the bearer of a token may do."""

    VIEWER = "viewer"
    """See everything, change nothing."""
    OPERATOR = "operator"
    """Also submit jobs and act on them."""
    ADMINISTRATOR = "administrator"
    """Also open and stop queues, and write the environment, schedules and the menu."""
    MACHINE = "machine"
    """Be the execution machine whose name the token bears, and nothing else."""


NEEDED: dict[type[Operation], AccessRole] = {
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
}
"""The least role for each operation; an operation that is missing here is for nobody."""

_RANK = {AccessRole.VIEWER: 0, AccessRole.OPERATOR: 1, AccessRole.ADMINISTRATOR: 2}


def is_allowed(role: AccessRole, kind: type[Operation]) -> bool:
    """Say whether a role may ask for operations of a kind."""
    return role in _RANK and _RANK[role] >= _RANK[NEEDED[kind]]


def check_role(role: AccessRole, operation: Operation) -> None:
    """Make sure that a role may ask for an operation.

    Raises:
        RoleForbids: it may not; the error names the role, the operation and what is needed.
    """
    if not is_allowed(role, type(operation)):
        needed = NEEDED[type(operation)]
        raise RoleForbids(role=role, operation=operation_name(operation), needed=needed)


def operation_name(operation: Operation) -> str:
    """Give the word that stands for an operation on the wire."""
    return name_of_kind(type(operation))


def name_of_kind(kind: type[Operation]) -> str:
    """Give the word that stands for all operations of a kind."""
    return str(kind.__struct_config__.tag)
