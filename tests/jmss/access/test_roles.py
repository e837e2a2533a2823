# SPDX-License-Identifier: GPL-3.0-or-later
"""What each role may ask for; every operation there is has its place in the table."""

from typing import get_args

import pytest

from jmss.access.roles import NEEDED, STARTING_ROLES, AccessRole, check_rank, check_role
from jmss.errors import RoleForbids
from jmss.model.menu import Menu
from jmss.model.operations import (
    Cancel,
    EnableSchedule,
    Fate,
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

ON_THE_MENU = (StartEntry(entry="backup"),)
ON_JOBS = (Submit(name="n", command="c", queue="q", owner="o"), Hold(1), Release(1))
ON_JOBS_TOO = (Cancel(1), Rerun(1), SetPriority(1, 60), MoveToQueue(1, "q"), Settle(1, Fate.QUEUED))
ON_QUEUES = (OpenQueue("q"), StopQueue("q"))
ON_DOCUMENTS = (
    PutDocument(document=Menu()),
    RemoveDocument(kind="schedule", name="s", revision=1),
)
ON_SCHEDULES = (EnableSchedule(schedule="s", enabled=True), RunSchedule(schedule="s"))
ON_USERS = (MakeToken(user="u", role="viewer", hash="0" * 64), RevokeToken(user="u"))
DUE = FireSchedule(schedule="s", due=1.0)
ALL: tuple[Operation, ...] = (
    *ON_THE_MENU,
    *ON_JOBS,
    *ON_JOBS_TOO,
    *ON_QUEUES,
    *ON_DOCUMENTS,
    *ON_SCHEDULES,
    *ON_USERS,
    DUE,
)


def allowed(role: AccessRole) -> set[type[Operation]]:
    able = set()
    for operation in ALL:
        try:
            check_role(role, operation)
        except RoleForbids:
            continue
        able.add(type(operation))
    return able


def test_each_operation_is_in_the_table_and_tried_here() -> None:
    assert set(NEEDED) == set(get_args(Operation)) == {type(operation) for operation in ALL}


def test_roles_by_what_they_may_do() -> None:
    assert allowed(AccessRole.VIEWER) == set()
    assert allowed(AccessRole.MACHINE) == set()
    assert allowed(AccessRole.STARTER) == {StartEntry}
    assert allowed(AccessRole.OPERATOR) == {
        type(operation) for operation in (*ON_THE_MENU, *ON_JOBS, *ON_JOBS_TOO, *ON_SCHEDULES)
    }
    assert allowed(AccessRole.SCHEDULER) == {FireSchedule}
    assert allowed(AccessRole.ADMINISTRATOR) == set(get_args(Operation))


@pytest.mark.parametrize("needed", [*STARTING_ROLES, "viewer", "machine", "nobody", ""])
def test_an_entry_asks_for_a_role_of_its_own(needed: str) -> None:
    able = set()
    for role in AccessRole:
        try:
            check_rank(role, needed, operation="start_entry")
        except RoleForbids:
            continue
        able.add(role)
    reach = list(STARTING_ROLES)
    # What is no role to start with lets nobody start, not even an administrator.
    assert able == (set(reach[reach.index(AccessRole(needed)) :]) if needed in reach else set())


def test_the_refusal_names_role_and_operation() -> None:
    with pytest.raises(RoleForbids) as refused:
        check_role(AccessRole.OPERATOR, StopQueue("NIGHT"))
    fields = {"role": "operator", "operation": "stop_queue", "needed": "administrator"}
    assert refused.value.fields == fields
