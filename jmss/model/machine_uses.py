# SPDX-License-Identifier: GPL-3.0-or-later
"""Who still needs a virtual computer that is to lose its server type: queues, schedules, the menu.

JClusterEnv says so before it is done (manual S6); it is no refusal, for an environment is set
node by node, and the machine may work on for another node.
"""

from collections.abc import Iterable, Sequence

from jmss.errors import N_
from jmss.model.environment_faults import listed
from jmss.model.prepared_jobs import Prepared, PreparedIn
from jmss.model.queues import Queue
from jmss.model.service_environment import ServiceEnvironment
from jmss.saying import Saying

_QUEUES = N_(
    "These job queues still need {name}: {used_by}. Give them another virtual computer in JEnv"
    " first."
)
_PREPARED = {
    PreparedIn.SCHEDULE: N_(
        "These schedules still need {name}: {used_by}. Give their jobs another machine or queue in"
        " JSchedule first."
    ),
    PreparedIn.MENU: N_(
        "These entries of the menu still need {name}: {used_by}. Give them another machine or"
        " queue in JMenu first."
    ),
}
NOT_KNOWN = N_(
    "Whether queues, schedules or the menu still need {name} is not known: there is no link to the"
    " JMSS server."
)


def losing(before: ServiceEnvironment, after: ServiceEnvironment) -> tuple[str, ...]:
    """Name the virtual computers that have a server type before, and none after."""
    kept = {each.name for each in after.computers if each.server_type is not None}
    return tuple(
        each.name
        for each in before.computers
        if each.server_type is not None and each.name not in kept
    )


def machine_uses(
    name: str, queues: Iterable[Queue], prepared: Sequence[Prepared]
) -> tuple[Saying, ...]:
    """Say who needs a virtual computer; nothing if nobody does.

    Args:
        name: the virtual computer.
        queues: those that there are.
        prepared: the jobs that schedules and the menu have ready.
    """
    using = [one for one in queues if name in (one.virtual_computer, *one.machines)]
    alone = {
        one.name for one in using if one.virtual_computer == name or set(one.machines) == {name}
    }
    said = [Saying(_QUEUES, _fields(name, {one.name for one in using}))] if using else []
    for kind, template in _PREPARED.items():
        users = {
            one.where
            for one in prepared
            if one.kind is kind and (one.machine == name or one.queue in alone)
        }
        if users:
            said.append(Saying(template, _fields(name, users)))
    return tuple(said)


def _fields(name: str, users: set[str]) -> dict[str, str]:
    return {"name": name, "used_by": listed(users)}
