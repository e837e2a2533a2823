# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server of the night answers: a job's journal, why it waits, the counts, the outputs."""

from math import sin

from msgspec.structs import replace
from night import NOW, Night
from night_output import output_of

from jmss.errors import NotNow
from jmss.model.changes import Change, Fact
from jmss.model.jobs import ENDED, Job, JobState
from jmss.model.obstacles import Hindrance, Obstacle
from jmss.model.operations import Hold, PutDocument
from jmss.model.statistics import Minute, minute_of
from jmss.model.users import User
from jmss.wire.messages import (
    Answer,
    Ask,
    Delta,
    JobHistory,
    Message,
    Output,
    Ping,
    Pong,
    ReadJob,
    ReadOutput,
    ReadStatistics,
    ReadUsers,
    ReadWaiting,
    Statistics,
    UserList,
    Waiting,
)

BEGAN = 5 * 60
"""Minutes before ``NOW`` in which the server of the night came up."""
AWAY = range(61, 64)
"""Minutes before ``NOW`` in which it was being moved."""
USERS = (
    User(name="VCOM2", role="machine", made=NOW - 40 * 86_400, of_cluster=True),
    User(name="keiri01", role="starter", made=NOW - 30 * 86_400),
    User(name="sato", role="administrator", made=NOW - 21 * 86_400),
    User(name="suzuki", role="administrator", made=NOW - 39 * 86_400, own=True),
    User(name="ueda", role="operator", made=NOW - 12 * 86_400),
)
"""Who may come in."""


def answers(night: Night, message: Message) -> list[Message]:
    """Answer a client; nothing to what wants no answer, or none yet."""
    match message:
        case Ask():
            return _done(night, message)
        case ReadOutput():
            return _piece(night, message)
        case ReadJob():
            return [_history(night, message)]
        case ReadWaiting():
            obstacles = _obstacles(night, message.job)
            return [Waiting(id=message.id, job=message.job, obstacles=obstacles)]
        case ReadStatistics():
            return [Statistics(id=message.id, seq=night.seq, minutes=_minutes(message.since))]
        case ReadUsers():
            return [UserList(id=message.id, users=list(USERS))]
        case Ping():
            return [Pong()]
        case _:
            return []


def _done(night: Night, ask: Ask) -> list[Message]:
    """Hold a job, or say why it cannot be held; let an environment hold. Nothing else is asked."""
    match ask.operation:
        case PutDocument(document=document):
            return _told(night, ask, replace(document, revision=document.revision + 1))
        case Hold(job=number) if night.jobs[number].state is JobState.QUEUED:
            return _told(night, ask, night.jobs[number].moved(JobState.HELD), number)
        case Hold(job=number):
            error = NotNow(job=number, state=night.jobs[number].state, operation="hold")
            return [Answer(id=ask.id, error=error.code, fields=error.fields, text=str(error))]
        case _:
            raise AssertionError(ask)


def _told(night: Night, ask: Ask, fact: Fact, job: int | None = None) -> list[Message]:
    """Let a fact hold and say so, as the answer to whoever asked for it."""
    change = night.tell(NOW, fact, by="operator", op=ask.id)
    delta = Delta(previous=change.seq - 1, seq=change.seq, inc=change.inc, changes=[change])
    return [delta, Answer(id=ask.id, job=job, seq=change.seq)]


def _piece(night: Night, wish: ReadOutput) -> list[Message]:
    """Give the rest of the output; who follows a running job then waits."""
    job = night.jobs[wish.job]
    text = output_of(job, night.language).encode() if wish.stream == "stdout" else b""
    ended = job.state in ENDED
    if wish.offset >= len(text) and not ended:
        return []
    piece = Output(
        id=wish.id,
        job=wish.job,
        attempt=1,
        offset=wish.offset,
        data=text[wish.offset :],
        ended=ended,
        size=len(text),
    )
    return [piece]


def _history(night: Night, wish: ReadJob) -> JobHistory:
    job = night.jobs[wish.job]
    began = Job(
        number=job.number,
        name=job.name,
        owner=job.owner,
        queue=job.queue,
        command=job.command,
        priority=job.priority,
        submitted=job.submitted,
    )
    changes = [
        Change(seq=night.first - 1, inc=1, at=job.submitted, fact=began, by=job.owner),
        *(change for change in night.changes if _is_about(change, wish.job)),
    ]
    return JobHistory(
        id=wish.id,
        job=wish.job,
        fact=job,
        on_board=True,
        changes=[change for change in changes if change.seq > wish.after],
        seq=night.seq,
    )


def _is_about(change: Change, number: int) -> bool:
    return isinstance(change.fact, Job) and change.fact.number == number


def _obstacles(night: Night, number: int) -> list[Obstacle]:
    job = night.jobs[number]
    if job.state is JobState.HELD:
        return [Obstacle(why=Hindrance.HELD)]
    if job.state is JobState.QUEUED and job.queue == "STOCK":
        return [Obstacle(why=Hindrance.QUEUE_STOPPED, queue=job.queue)]
    return []


def _minutes(since: float) -> list[Minute]:
    """Give a busy night with a gap where the server moved."""
    last = minute_of(NOW)
    first = max(minute_of(since), last - BEGAN)
    return [
        _minute(minute, last - minute)
        for minute in range(first, last + 1)
        if last - minute not in AWAY
    ]


def _minute(minute: int, ago: int) -> Minute:
    return Minute(
        minute=minute,
        running=5 + round(3 * (1 + sin(ago / 11))),
        queued=5 + round(18 * (1 + sin(ago / 37 + 4.4))),
        normal=round(2 + 2 * sin(ago / 5)),
        abnormal=1 if ago in {0, 17, 41, 43, 118} else 0,
        cancelled=0,
    )
