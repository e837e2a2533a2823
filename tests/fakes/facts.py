# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts to fill a board with."""

from typing import Any

from jmss.model.changes import Fact
from jmss.model.jobs import Job
from jmss.model.machines import Machine, MachineState, ServerType
from jmss.model.queues import Queue
from jmss.server.published import Published
from jmss.store.loading import Loaded


def job(number: int, **fields: Any) -> Job:
    usual: dict[str, Any] = {
        "name": f"job {number}",
        "owner": "ueda",
        "queue": "NIGHT",
        "command": "true",
        "submitted": 1.0,
    }
    return Job(number=number, **(usual | fields))


def machine(name: str, **fields: Any) -> Machine:
    server = name == "VCOM1"
    kind = ServerType.JMSS_SERVER if server else ServerType.EXECUTION_MACHINE
    usual: dict[str, Any] = {
        "server_type": kind,
        "state": MachineState.UP,
        "node": name.replace("VCOM", "SV"),
        "home_node": name.replace("VCOM", "SV"),
        "multiplicity": 0 if server else 2,
        "own_multiplicity": 0 if server else 2,
        "incarnation": 1,
    }
    return Machine(name=name, **(usual | fields))


def room() -> list[Fact]:
    """The JMSS server, two execution machines, a queue for both and one for each."""
    return [
        *(machine(f"VCOM{n}") for n in (1, 2, 3)),
        Queue(name="NIGHT", virtual_computer="VCOM1"),
        Queue(name="VCOM2", virtual_computer="VCOM2"),
        Queue(name="VCOM3", virtual_computer="VCOM3"),
    ]


def loaded(*facts: Fact, head: int = 0, head_inc: int = 0) -> Loaded:
    board = Published(facts)
    return Loaded(
        epoch="e",
        head=head,
        head_inc=head_inc,
        last_number=max(board.jobs.number.tolist()),
        facts=tuple(board.others()),
        jobs=board.jobs,
    )
