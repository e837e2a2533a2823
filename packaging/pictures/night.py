# SPDX-License-Identifier: GPL-3.0-or-later
"""The night that the pictures show: the board at 02:31:40, what came before, what comes then.

Everything is told as a JMSS server would tell it, in facts and changes; nothing here knows a
window. The jobs are in ``night.tsv``.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import msgspec

from jmss.model.changes import Change, Fact
from jmss.model.jobs import Job, JobState, Reason
from jmss.model.machines import Ending, Machine, MachineState, Placement, ServerType
from jmss.model.queues import Queue, QueueState

NOW = 1_782_754_300.0
"""2026-06-30 02:31:40 in Japan, seconds since 1970, UTC: when the pictures are taken."""

_LIST = Path(__file__).with_name("night.tsv")

EPOCH = "night"
FIRST_SEQ = 40_211

_S = JobState
_NODES = {"VCOM1": "SV1", "VCOM2": "SV2", "VCOM3": "SV3", "VCOM4": "SV4"}
_DRIVES = {"VCOM1": "I:", "VCOM2": "J:", "VCOM3": "K:", "VCOM4": "L:"}

FAILED = 20_417
"""The job that ended abnormally."""
OUTPUT_OF = FAILED - 1
"""A running job whose output is shown."""
PRINTING = frozenset({FAILED - 5, FAILED - 6})
"""The jobs that VCOM4 is taking over."""


class Night:
    """The board in one language.

    Args:
        language: ``ja`` or ``en``: that of the names of the jobs.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.jobs = {job.number: job for job in self._made_jobs()}
        self.seq = FIRST_SEQ
        self.incarnation = 1
        self.node = "SV1"
        self.changes = list(self._made_changes())
        """The journal's last rows before ``NOW``."""
        self.first = self.changes[0].seq

    def facts(self) -> list[Fact]:
        """Give the board."""
        return [*_queues(), *_machines(self.node), *_placements(), *self.jobs.values()]

    def fail_over(self, gone: float) -> list[Change]:
        """Move the JMSS server to SV2 after ``gone`` seconds; give what happened meanwhile."""
        self.node, self.incarnation = "SV2", 2
        at = NOW + gone
        ended = {"exit_code": 0, "ended": at - 6}
        running = [job for job in self.jobs.values() if job.state is _S.RUNNING]
        waiting = [job for job in self.jobs.values() if job.state is _S.QUEUED]
        facts: list[Fact] = [
            *_machines("SV2", since=at),
            Placement(
                virtual_computer="VCOM1", incarnation=1, node="SV1", began=NOW - 7200.0,
                ended=NOW, ending=Ending.FAILED,
            ),
            Placement(virtual_computer="VCOM1", incarnation=2, node="SV2", began=at - 3),
            *(self.jobs[number].moved(_S.RUNNING, node="SV2", takeovers=1) for number in PRINTING),
            running[0].moved(_S.ENDED_NORMALLY, **ended),
            running[1].moved(_S.ENDED_NORMALLY, **ended),
            running[2].moved(
                _S.ENDED_ABNORMALLY, reason=Reason.EXIT_CODE, exit_code=3, ended=at - 9
            ),
            _started(waiting[-1], "VCOM3", at - 5),
        ]  # fmt: skip
        return [self.tell(at - 2, fact) for fact in facts]

    def tell(self, at: float, fact: Fact, *, by: str = "", op: str = "") -> Change:
        """Let a fact hold from now on, and give the journal's row."""
        self.seq += 1
        if isinstance(fact, Job):
            self.jobs[fact.number] = fact
        return Change(seq=self.seq, inc=self.incarnation, at=at, fact=fact, by=by, op=op)

    def _made_jobs(self) -> Iterator[Job]:
        lines = (line for line in _LIST.read_text("utf-8").splitlines() if line[0] != "#")
        for at, row in enumerate(csv.DictReader(lines, delimiter="\t")):
            yield _job(FAILED - at, row, self.language)

    def _made_changes(self) -> Iterator[Change]:
        """Tell how the jobs came to be as they are, the oldest first."""
        events: list[tuple[float, Job]] = []
        for job in self.jobs.values():
            if job.started is not None:
                events.append((job.started, _as_it_ran(job)))
            if job.ended is not None:
                events.append((job.ended, job))
            if job.state is _S.TAKING_OVER:
                events.append((NOW - 62.0, job))
        seq = FIRST_SEQ - len(events)
        for at, job in sorted(events, key=lambda event: event[0]):
            seq += 1
            yield Change(seq=seq, inc=1, at=at, fact=job)


def _job(number: int, row: dict[str, str], language: str) -> Job:
    state = JobState(row["state"])
    machine = row["machine"] or None
    return Job(
        number=number,
        name=row[language],
        owner=row["owner"],
        queue=row["queue"],
        command=f"/opt/batch/{row['en']}.sh --date 2026-06-29 --language {language}",
        priority=70 if number == FAILED else 50,
        restartable=state is _S.TAKING_OVER,
        state=state,
        reason=_reason(state),
        machine=machine,
        node=_NODES[machine] if machine else None,
        attempt=1 if machine else 0,
        takeovers=1 if state is _S.TAKING_OVER else 0,
        submitted=NOW - int(row["submitted"]),
        started=_ago(row["started"]),
        ended=_ago(row["ended"]),
        exit_code=int(row["exit_code"]) if row["ended"] else None,
    )


def _ago(seconds: str) -> float | None:
    return NOW - int(seconds) if seconds else None


def _as_it_ran(job: Job) -> Job:
    return msgspec.structs.replace(
        job, state=_S.RUNNING, ended=None, exit_code=None, reason=Reason.NONE, takeovers=0
    )


def _reason(state: JobState) -> Reason:
    known = {
        _S.ENDED_ABNORMALLY: Reason.EXIT_CODE,
        _S.CANCELLED: Reason.OPERATOR,
        _S.TAKING_OVER: Reason.FAILOVER,
    }
    return known.get(state, Reason.NONE)


def _started(job: Job, machine: str, at: float) -> Job:
    starting = job.moved(
        _S.STARTING, machine=machine, node=_NODES[machine], attempt=job.attempt + 1
    )
    return starting.moved(_S.RUNNING, started=at)


def _queues() -> list[Queue]:
    return [
        Queue(name="NIGHT", virtual_computer="VCOM1"),
        Queue(name="ACCOUNT", virtual_computer="VCOM1"),
        Queue(name="STOCK", virtual_computer="VCOM1", state=QueueState.STOPPED),
        Queue(name="REPORT", virtual_computer="VCOM1"),
        *(Queue(name=name, virtual_computer=name) for name in ("VCOM2", "VCOM3", "VCOM4")),
    ]


def _machines(server_node: str, since: float = NOW - 7200.0) -> list[Machine]:
    """Give the four of the manual's figure; VCOM4 is on its way back to SV4."""
    return [
        Machine(
            name=name,
            server_type=ServerType.EXECUTION_MACHINE if home != "SV1" else ServerType.JMSS_SERVER,
            state=_state(name, server_node),
            node=server_node if name == "VCOM1" else home,
            home_node=home,
            drive=_DRIVES[name],
            multiplicity=0 if name == "VCOM1" else 4,
            incarnation=2 if name == "VCOM4" else 1,
            since=since if name == "VCOM1" else NOW - 62.0,
        )
        for name, home in _NODES.items()
    ]


def _state(name: str, server_node: str) -> MachineState:
    """VCOM4 is being taken over until the JMSS server itself has moved."""
    taking_over = name == "VCOM4" and server_node == "SV1"
    return MachineState.TAKING_OVER if taking_over else MachineState.UP


def _placements() -> list[Placement]:
    stays = [
        Placement(virtual_computer=name, incarnation=1, node=node, began=NOW - 7200.0)
        for name, node in _NODES.items()
        if name != "VCOM4"
    ]
    return [
        *stays,
        Placement(
            virtual_computer="VCOM4", incarnation=1, node="SV4", began=NOW - 7200.0,
            ended=NOW - 1160.0, ending=Ending.FAILED,
        ),
        Placement(virtual_computer="VCOM4", incarnation=2, node="SV4", began=NOW - 1102.0),
    ]  # fmt: skip
