# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that is wrong with an environment is told at once, each with its field."""

import pytest

from jmss.model.environment import Environment, MachineSetting, QueueSetting
from jmss.model.environment_faults import (
    MOST,
    WORDS,
    Fault,
    FaultKind,
    environment_faults,
    fault_words,
)
from jmss.model.retention import Bound, Retention
from jmss.texts import Texts

K = FaultKind
NIGHT = QueueSetting(name="NIGHT", virtual_computer="VCOM1")


def faults(environment: Environment) -> list[Fault]:
    return environment_faults(environment, ["VCOM1", "VCOM2", "VCOM3"], ["VCOM2", "VCOM3"])


def test_what_may_hold() -> None:
    some = QueueSetting(name="夜間", virtual_computer="VCOM1", machines=("VCOM2",), limit=3)
    own = QueueSetting(name="VCOM2", virtual_computer="VCOM2", time_limit=60.0)
    machine = MachineSetting(name="VCOM2", multiplicity=0, draining=True)
    kept = Retention(jobs=0, days=1.0, queues={"GONE": Bound(jobs=5)})
    assert not faults(Environment(queues=(some, own), machines=(machine,), retention=kept))


def test_all_at_once() -> None:
    environment = Environment(
        queues=(
            QueueSetting(name="", virtual_computer="VCOM9"),
            NIGHT,
            NIGHT,
            QueueSetting(name="A", virtual_computer="VCOM2", machines=("VCOM3",)),
            QueueSetting(name="B", virtual_computer="VCOM1", machines=("VCOM2", "VCOM2", "VCOM8")),
        ),
        machines=(
            MachineSetting(name="VCOM2"),
            MachineSetting(name="VCOM2"),
            MachineSetting(name="VCOM1"),
        ),
        retention=Retention(jobs=-1, days=0.0, queues={"X": Bound(days=99_999.0)}),
    )
    assert [(fault.field, fault.why) for fault in faults(environment)] == [
        ("queues.0.name", K.BAD_NAME),
        ("queues.0.virtual_computer", K.NO_COMPUTER),
        ("queues.2.name", K.TWICE),
        ("queues.3.machines", K.FEEDS_ITSELF),
        ("queues.4.machines", K.TWICE),
        ("queues.4.machines", K.NO_MACHINE),
        ("machines.1.name", K.TWICE),
        ("machines.2.name", K.NO_MACHINE),
        ("retention.jobs", K.BAD_JOBS),
        ("retention.days", K.BAD_DAYS),
        ("retention.queues.X.days", K.BAD_DAYS),
    ]


def test_there_must_be_a_queue_and_there_may_be_too_many() -> None:
    assert [fault.why for fault in faults(Environment())] == [K.NO_QUEUES]
    many = tuple(QueueSetting(name=str(n), virtual_computer="VCOM1") for n in range(MOST + 1))
    assert [fault.why for fault in faults(Environment(queues=many))] == [K.TOO_MANY]


@pytest.mark.parametrize("name", ["", " A", "A\n", "x" * 65, "A\tB"])
def test_names(name: str) -> None:
    queue = QueueSetting(name=name, virtual_computer="VCOM1")
    assert [fault.why for fault in faults(Environment(queues=(queue,)))] == [K.BAD_NAME]


def test_each_kind_has_words() -> None:
    assert WORDS.keys() == set(FaultKind)
    fault = Fault(field="queues", why=K.IN_USE, value="7, 9", known="NIGHT")
    assert fault_words(Texts("en"), fault) == (
        "Queue NIGHT cannot go: these jobs are still in it: 7, 9. Move or end them first."
    )
