# SPDX-License-Identifier: GPL-3.0-or-later
"""What schedules do: each time at which one is due is seen to once, with its jobs in one go.

How far a schedule has come (``Fired.up_to``) and the jobs that it submits are written in one
transaction. So however often a time is asked for, by whomever, before or after a failover: it
is seen to once.
"""

from collections.abc import Iterator

import msgspec

from jmss.errors import Refused
from jmss.model.changes import Fact
from jmss.model.jobs import ENDED, Job
from jmss.model.operations import (
    EnableSchedule,
    FireSchedule,
    RunSchedule,
    ScheduleOperation,
)
from jmss.model.schedules import MOST_RUNS, Fired, Outcome, Overlap, Run, Schedule
from jmss.server.board import Board
from jmss.server.effects import Effect, cancelled, submitted
from jmss.server.facts import Facts
from jmss.server.schedule_documents import (
    begin_afresh,
    calendar_of,
    fired_of,
    schedule_of,
    submits,
)
from jmss.timetable.due_times import due_times, seen_to

LONGEST_WHY = 200


def effect_on_schedule(operation: ScheduleOperation, board: Board, user: str) -> Effect:
    """Decide what an operation on a schedule does; nothing is changed yet.

    Raises:
        Refused: it is not possible; the error says why.
    """
    schedule = schedule_of(operation.schedule, board.facts)
    match operation:
        case EnableSchedule():
            return _enable(schedule, board, enabled=operation.enabled)
        case RunSchedule():
            return _run(schedule, board, user)
        case FireSchedule():
            return _fire(schedule, operation, board)


def _enable(schedule: Schedule, board: Board, *, enabled: bool) -> Effect:
    if schedule.enabled is enabled:
        return Effect()
    now = board.clock()
    changed = msgspec.structs.replace(schedule, enabled=enabled, revision=schedule.revision + 1)
    if not enabled:
        return Effect(facts=(changed,))
    # What passed while it was disabled is not made up for.
    begins = msgspec.structs.replace(changed, since=now)
    return Effect(facts=(begins, *begin_afresh(schedule.name, board.facts, now)))


def _run(schedule: Schedule, board: Board, user: str) -> Effect:
    now, fired = board.clock(), fired_of(schedule.name, board.facts)
    jobs = submitted(submits(schedule), board)
    run = Run(due=now, at=now, outcome=Outcome.SUBMITTED, jobs=_numbers(jobs), by=user)
    return Effect(facts=(*jobs, _with_run(fired, run, fired.up_to)), jobs=_numbers(jobs))


def _fire(schedule: Schedule, fire: FireSchedule, board: Board) -> Effect:
    if not _is_due(schedule, fire.due, board.facts):
        return Effect()
    fired = fired_of(schedule.name, board.facts)
    at = board.clock()
    if fire.missed:
        return _noted(fired, Run(due=fire.due, at=at, outcome=Outcome.SKIPPED_MISSED))
    alive = tuple(_alive(fired, board.facts)) if schedule.overlap is not Overlap.QUEUE else ()
    if alive and schedule.overlap is Overlap.SKIP:
        return _noted(fired, Run(due=fire.due, at=at, outcome=Outcome.SKIPPED_OVERLAP))
    try:
        jobs = submitted(submits(schedule), board)
    except Refused as error:
        return _noted(fired, _refused(fire.due, at, error))
    ends = [cancelled(job, at) for job in alive]
    run = Run(due=fire.due, at=at, outcome=Outcome.SUBMITTED, jobs=_numbers(jobs))
    ended: list[Fact] = [fact for end in ends for fact in end.facts]
    return Effect(
        facts=(*ended, *jobs, _with_run(fired, run, fire.due)),
        jobs=run.jobs,
        stops=tuple(job for end in ends for job in end.stops),
    )


def _is_due(schedule: Schedule, due: float, facts: Facts) -> bool:
    """Whether a time is one of the schedule's as it is now, and not seen to yet."""
    if not schedule.enabled or due <= seen_to(schedule, fired_of(schedule.name, facts)):
        return False
    calendar = calendar_of(schedule, facts)
    return due in due_times(schedule, calendar, due - 1.0, due)


def _alive(fired: Fired, facts: Facts) -> Iterator[Job]:
    """Give the jobs of earlier runs that have not ended, the oldest first."""
    for run in fired.runs:
        for number in run.jobs:
            job = facts.jobs.get(number)
            if job is not None and job.state not in ENDED:
                yield job


def _refused(due: float, at: float, error: Refused) -> Run:
    return Run(
        due=due,
        at=at,
        outcome=Outcome.REFUSED,
        why=str(error)[:LONGEST_WHY],
        error=error.code,
        fields=error.fields,
    )


def _noted(fired: Fired, run: Run) -> Effect:
    return Effect(facts=(_with_run(fired, run, run.due),))


def _with_run(fired: Fired, run: Run, up_to: float) -> Fired:
    return Fired(name=fired.name, up_to=up_to, runs=(*fired.runs, run)[-MOST_RUNS:])


def _numbers(jobs: tuple[Job, ...]) -> tuple[int, ...]:
    return tuple(job.number for job in jobs)
