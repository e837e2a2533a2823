# SPDX-License-Identifier: GPL-3.0-or-later
"""What an environment makes of the queues and machines of a board (manual S8, S14)."""

from collections.abc import Iterable, Mapping

import msgspec

from jmss.model.environment import Environment, MachineSetting, QueueSetting
from jmss.model.machines import Machine, ServerType
from jmss.model.queues import Queue, QueueGone
from jmss.model.retention import Retention


def first_environment(queues: Iterable[Queue], retention: Retention) -> Environment:
    """Give what holds on a server whose environment nobody has written yet."""
    settings = tuple(
        QueueSetting(
            name=queue.name,
            virtual_computer=queue.virtual_computer,
            limit=queue.limit,
            machines=queue.machines,
            time_limit=queue.time_limit,
        )
        for queue in queues
    )
    return Environment(queues=settings, retention=retention)


def queue_facts(environment: Environment, queues: Mapping[str, Queue]) -> list[Queue | QueueGone]:
    """Give the queues that an environment adds, changes and takes away.

    A queue that was there stays open or stopped as it is; that is no setting.
    """
    wanted = {
        setting.name: _queue(setting, queues.get(setting.name)) for setting in environment.queues
    }
    gone = [QueueGone(name=name) for name in queues if name not in wanted]
    return [*gone, *(queue for name, queue in wanted.items() if queue != queues.get(name))]


def machine_facts(environment: Environment, machines: Mapping[str, Machine]) -> list[Machine]:
    """Give the execution machines that an environment changes."""
    wanted = {
        name: as_set(machine, environment)
        for name, machine in machines.items()
        if machine.server_type is ServerType.EXECUTION_MACHINE
    }
    return [machine for name, machine in wanted.items() if machine != machines[name]]


def as_set(machine: Machine, environment: Environment) -> Machine:
    """Give an execution machine as the environment sets it.

    One that takes no jobs, because it stops, takes none whatever is set.
    """
    settings = {setting.name: setting for setting in environment.machines}
    setting = settings.get(machine.name, MachineSetting(name=machine.name))
    own, wanted = machine.own_multiplicity, setting.multiplicity
    return msgspec.structs.replace(
        machine,
        multiplicity=own if wanted is None or own == 0 else wanted,
        draining=setting.draining,
    )


def _queue(setting: QueueSetting, before: Queue | None) -> Queue:
    queue = before or Queue(name=setting.name, virtual_computer=setting.virtual_computer)
    return msgspec.structs.replace(
        queue,
        virtual_computer=setting.virtual_computer,
        limit=setting.limit,
        machines=setting.machines,
        time_limit=setting.time_limit,
    )
