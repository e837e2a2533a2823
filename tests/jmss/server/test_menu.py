# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting an entry of the menu: which job comes of it, whose it is, and what is refused."""

import asyncio
from typing import Any

import msgspec
import pytest

from jmss.access.asker import Asker
from jmss.access.roles import AccessRole
from jmss.errors import BadEntryValues, BadMenu, BadValue, NoSuchEntry, RoleForbids
from jmss.model.jobs import Job, JobState
from jmss.model.menu import Entry, Menu, Parameter, ParameterType
from jmss.model.operations import PutDocument, StartEntry
from jmss.model.schedules import PreparedJob
from jmss.server.menu import check_menu
from jmss.server.operations import Effect, effect_of
from tests.fakes.store import board_with

JOB = PreparedJob(name="backup", command="backup {db} {days}", queue="NIGHT", priority=70)
PARAMETERS = (
    Parameter(name="db", label="Database"),
    Parameter(name="days", type=ParameterType.NUMBER, most=31, default="7"),
)
BACKUP = Entry(id="backup", title="Backup", job=JOB, parameters=PARAMETERS)
MENU = Menu(revision=3, entries=(Entry(id="night", title="Night", entries=(BACKUP,)),))


def asker(role: AccessRole = AccessRole.STARTER) -> Asker:
    return Asker(token="ueda", user="ueda", role=role)


def start(operation: StartEntry, menu: Menu = MENU, who: Asker | None = None) -> Effect:
    async def story() -> Effect:
        board, _ = board_with(menu)
        return effect_of(operation, board, asker=who or asker())

    return asyncio.run(story())


def with_backup(**fields: Any) -> Menu:
    return Menu(entries=(msgspec.structs.replace(BACKUP, **fields),))


def test_the_job_is_the_entry_s_with_the_values_and_belongs_to_the_asker() -> None:
    effect = start(StartEntry(entry="backup", values={"db": "a'b; id"}))
    (job,) = effect.facts
    assert isinstance(job, Job)
    assert effect.job == job.number
    assert job.command == "backup 'a'\"'\"'b; id' '7'"
    assert (job.name, job.queue, job.owner, job.priority) == ("backup", "NIGHT", "ueda", 70)
    assert job.state is JobState.QUEUED
    held = with_backup(job=msgspec.structs.replace(JOB, hold=True, wanted_machine=None))
    (job,) = start(StartEntry(entry="backup", values={"db": "x"}), held).facts
    assert isinstance(job, Job)
    assert job.state is JobState.HELD


def test_what_is_not_there_or_a_folder_cannot_be_started() -> None:
    for entry in ("night", "noon", ""):
        with pytest.raises(NoSuchEntry, match="jmenu --list"):
            start(StartEntry(entry=entry))
    with pytest.raises(NoSuchEntry):
        start(StartEntry(entry="backup"), Menu())


def test_everything_wrong_with_the_values_is_told_at_once() -> None:
    with pytest.raises(BadEntryValues) as refused:
        start(StartEntry(entry="backup", values={"days": "40", "x": "1"}))
    told = str(refused.value)
    assert told.startswith("Backup was not started: ")
    assert "Database is missing" in told
    assert "days is 40: it must be at most 31." in told
    assert "There is no parameter x." in told


def test_the_entry_s_own_role_is_enforced() -> None:
    menu = with_backup(role="operator")
    operation = StartEntry(entry="backup", values={"db": "x"})
    with pytest.raises(RoleForbids) as refused:
        start(operation, menu)
    assert refused.value.fields == {
        "role": "starter",
        "operation": "start_entry",
        "needed": "operator",
    }
    for role in (AccessRole.OPERATOR, AccessRole.ADMINISTRATOR):
        assert start(operation, menu, asker(role)).facts
    with pytest.raises(RoleForbids):
        start(operation, who=asker(AccessRole.VIEWER))


def test_a_job_that_cannot_be_submitted_any_more_is_refused_like_any_other() -> None:
    menu = with_backup(job=msgspec.structs.replace(JOB, priority=100))
    with pytest.raises(BadValue, match="priority"):
        start(StartEntry(entry="backup", values={"db": "x"}), menu)


def test_a_menu_is_checked_whole_before_it_holds() -> None:
    async def story() -> None:
        board, _ = board_with()
        checks = {Menu: check_menu}
        good = with_backup(job=msgspec.structs.replace(JOB, wanted_machine="VCOM2"))
        (held,) = effect_of(PutDocument(document=good), board, checks).facts
        assert held == msgspec.structs.replace(good, revision=1)
        bad = msgspec.structs.replace(JOB, queue="NOON", wanted_machine="VCOM9")
        with pytest.raises(BadMenu) as refused:
            effect_of(PutDocument(document=with_backup(job=bad, title="")), board, checks)
        assert refused.value.fields["n"] == "3"
        for told in ("backup: Title", "no job queue NOON", "no execution machine VCOM9"):
            assert told in str(refused.value)

    asyncio.run(story())
