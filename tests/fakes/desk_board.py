# SPDX-License-Identifier: GPL-3.0-or-later
"""A mirror with jobs in it, and a hand that changes them as the link would."""

from jlook_client.mirror import Mirror
from jlook_client.shadow import Shadow
from jmss.model.changes import Change, Fact, Gone, Position
from jmss.model.jobs import Job, JobState
from jmss.model.machines import Machine, MachineState, ServerType
from jmss.model.queues import Queue
from jmss.wire.messages import Delta
from jmss.wire.packed_delta import unpack_delta
from tests.fakes.deltas import in_columns

NOON = 1_800_000_000.0
"""A moment, seconds since 1970, UTC."""

STATES = list(JobState)


def a_job(number: int, state: JobState = JobState.QUEUED, **fields: object) -> Job:
    """A job whose fields fit its state."""
    known: dict[str, object] = {
        "name": f"job-{number}",
        "owner": "batch",
        "queue": "NIGHT",
        "command": "true",
        "submitted": NOON - 600 + number,
    }
    if state not in {JobState.QUEUED, JobState.HELD}:
        known |= {"machine": "VCOM2", "node": "SV2", "attempt": 1, "started": NOON - 60}
    if state in {JobState.ENDED_NORMALLY, JobState.ENDED_ABNORMALLY}:
        code = 0 if state is JobState.ENDED_NORMALLY else 8
        known |= {"ended": NOON - 10, "exit_code": code}
    return Job(number=number, state=state, **(known | fields))  # type: ignore[arg-type]


def a_machine(name: str, home: str = "SV2", **fields: object) -> Machine:
    """An execution machine at home; VCOM1 is the JMSS server."""
    server = name == "VCOM1"
    known: dict[str, object] = {
        "server_type": ServerType.JMSS_SERVER if server else ServerType.EXECUTION_MACHINE,
        "state": MachineState.UP,
        "node": home,
        "home_node": home,
        "drive": "J:",
        "multiplicity": 0 if server else 4,
    }
    return Machine(name=name, **(known | fields))  # type: ignore[arg-type]


class Desk:
    """A mirror and the changes that come in for it."""

    def __init__(self, *facts: Fact) -> None:
        self.mirror = Mirror()
        self.now = NOON
        self._seq = 0
        self.replace(*facts)

    def replace(self, *facts: Fact) -> None:
        """A snapshot comes in."""
        shadow = Shadow()
        shadow.add(facts)
        self._seq += 1
        self.mirror.swap(shadow, Position("epoch", self._seq, 1))

    def change(self, *facts: Fact) -> None:
        """A delta comes in."""
        before = self._seq
        changes = []
        for fact in facts:
            self._seq += 1
            changes.append(Change(seq=self._seq, inc=1, at=self.now, fact=fact))
        self.mirror.apply(Delta(previous=before, seq=self._seq, inc=1, changes=changes))

    def change_in_columns(self, *facts: Fact) -> None:
        """The same delta comes in, as another encoding has it."""
        before = self._seq
        self._seq += len(facts)
        changes = [
            Change(seq=before + 1 + at, inc=1, at=self.now, fact=fact)
            for at, fact in enumerate(facts)
        ]
        self.mirror.apply(unpack_delta(in_columns(before, changes)))

    def drop(self, number: int) -> None:
        """A job leaves the board."""
        self.change(Gone(number=number))

    def clock(self) -> float:
        """The time at this desk."""
        return self.now


def two_queues() -> list[Fact]:
    """The queues that the jobs are in."""
    return [
        Queue(name="NIGHT", virtual_computer="VCOM1"),
        Queue(name="STOCK", virtual_computer="VCOM3"),
    ]
