# SPDX-License-Identifier: GPL-3.0-or-later
"""What was changed can be seen in the audit log, and is never a megabyte."""

import asyncio

import pytest

from jmss.model.environment import Environment, MachineSetting, QueueSetting
from jmss.model.operations import (
    Hold,
    MakeToken,
    Operation,
    PutDocument,
    RemoveDocument,
    RevokeToken,
    StopQueue,
)
from jmss.model.schedules import Schedule
from jmss.server.audit_words import MOST, about
from tests.fakes.store import board_with

BEFORE = Environment(revision=3, queues=(QueueSetting(name="NIGHT", virtual_computer="VCOM1"),))


def words(operation: Operation) -> str:
    async def story() -> str:
        board, _ = board_with(BEFORE)
        return about(operation, board.facts)

    return asyncio.run(story())


def test_each_field_that_an_environment_changes() -> None:
    queue = QueueSetting(
        name="NIGHT", virtual_computer="VCOM1", limit=2, machines=("VCOM2",), time_limit=1.5
    )
    machine = MachineSetting(name="VCOM2", draining=True)
    after = Environment(revision=3, queues=(queue,), machines=(machine,), performance_data=True)
    assert words(PutDocument(document=after)) == (
        "queues.NIGHT.limit: 0 -> 2; queues.NIGHT.machines: - -> VCOM2;"
        " queues.NIGHT.time_limit: 0 -> 1.5; performance_data: no -> yes;"
        " machines.VCOM2.draining: - -> yes"
    )


def test_many_changes_are_cut() -> None:
    many = tuple(QueueSetting(name=f"Q{n}", virtual_computer="VCOM1") for n in range(1000))
    told = words(PutDocument(document=Environment(revision=3, queues=many)))
    assert len(told) < MOST + 20
    assert told.endswith(")")


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        (MakeToken(user="ueda", role="viewer", hash="0" * 64), "ueda viewer"),
        (RevokeToken(user="ueda"), "ueda"),
        (PutDocument(document=Schedule(name="s", revision=2)), "schedule s 2"),
        (RemoveDocument(kind="schedule", name="s", revision=2), "schedule s 2"),
        (StopQueue(queue="NIGHT"), "NIGHT"),
        (Hold(job=1), ""),
    ],
)
def test_the_others(operation: Operation, told: str) -> None:
    assert words(operation) == told
