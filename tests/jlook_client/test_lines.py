# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change reads like in the event log, and what the history keeps."""

import pytest

from jlook_client.lines import Line, Severity, line_of
from jlook_client.timeline import Attempt, Outage, Timeline, TimelineWatcher
from jmss.link.view import Cause
from jmss.model.changes import Change, Fact, Gone
from jmss.model.documents import Removed
from jmss.model.environment import Environment
from jmss.model.jobs import Job, JobState, Reason
from jmss.model.machines import Ending, Machine, MachineState, Placement, ServerType
from jmss.model.menu import Menu
from jmss.model.queues import Queue, QueueGone, QueueState
from jmss.model.schedules import Calendar, Fired, Schedule
from jmss.texts import Texts
from tests.fakes.turns import before_of


def job(state: JobState, reason: Reason = Reason.NONE, **fields: object) -> Job:
    return Job(
        number=7,
        name="nightly",
        owner="o",
        queue="Q",
        command=":",
        submitted=1.0,
        state=state,
        reason=reason,
        **fields,  # type: ignore[arg-type] # field names are the test's own
    )


def machine(state: MachineState) -> Machine:
    return Machine(
        name="VCOM2",
        server_type=ServerType.EXECUTION_MACHINE,
        state=state,
        node="SV2",
        home_node="SV2",
    )


def line(fact: Fact, old: Fact | None = None) -> Line | None:
    held = before_of(old) if isinstance(old, Job) else old
    assert not isinstance(held, Gone)
    return line_of(Change(seq=1, inc=1, at=9.0, fact=fact), held, "VCOM1")


def said(fact: Fact, old: Fact | None = None) -> str:
    found = line(fact, old)
    assert found is not None
    return found.template.format_map(found.fields)


@pytest.mark.parametrize(
    ("after", "severity", "words"),
    [
        (job(JobState.RUNNING, machine="VCOM2"), Severity.INFO, "started"),
        (job(JobState.ENDED_NORMALLY), Severity.INFO, "completed"),
        (
            job(JobState.ENDED_ABNORMALLY, Reason.EXIT_CODE, exit_code=8),
            Severity.ERROR,
            "failed (exit code 8)",
        ),
        (
            job(JobState.ENDED_ABNORMALLY, Reason.SIGNAL, detail="SIGSEGV"),
            Severity.ERROR,
            "ended by SIGSEGV",
        ),
        (job(JobState.ENDED_ABNORMALLY, Reason.INTERRUPTED), Severity.ERROR, "interrupted"),
        (job(JobState.QUEUED, Reason.REQUEUED), Severity.WARNING, "queued again"),
        (job(JobState.CANCELLED, Reason.OPERATOR), Severity.WARNING, "cancelled"),
        (job(JobState.QUEUED, Reason.SETTLED), Severity.WARNING, "an operator queued it again"),
        (job(JobState.ENDED_NORMALLY, Reason.SETTLED), Severity.WARNING, "says that it completed"),
        (job(JobState.ENDED_ABNORMALLY, Reason.SETTLED), Severity.ERROR, "says that it failed"),
        (job(JobState.TAKING_OVER, Reason.FAILOVER), Severity.WARNING, "taken over"),
    ],
)
def test_a_job_s_lines(after: Job, severity: Severity, words: str) -> None:
    found = line(after)
    assert found is not None
    assert found.severity is severity
    assert found.job == 7
    assert words in said(after)


def test_a_job_that_runs_on_after_a_takeover_did_not_start() -> None:
    assert "runs on" in said(job(JobState.RUNNING), job(JobState.TAKING_OVER))


def test_the_source_is_the_machine_of_the_job() -> None:
    running = line(job(JobState.RUNNING, machine="VCOM3"))
    queued = line(job(JobState.QUEUED, machine="VCOM3"))
    assert running is not None
    assert queued is not None
    assert (running.source, queued.source) == ("VCOM3", "VCOM1")


@pytest.mark.parametrize(
    ("fact", "old"),
    [
        (job(JobState.RUNNING), job(JobState.RUNNING)),
        (job(JobState.STARTING), None),
        (machine(MachineState.UP), machine(MachineState.UP)),
        (Queue(name="Q", virtual_computer="VCOM1"), None),
        (Gone(number=7), job(JobState.ENDED_NORMALLY)),
    ],
)
def test_what_is_not_worth_a_line(fact: Fact, old: Fact | None) -> None:
    assert line(fact, old) is None


def test_machines_queues_and_placements() -> None:
    assert said(machine(MachineState.DOWN), machine(MachineState.UP)) == "VCOM2 is down"
    assert said(machine(MachineState.TAKING_OVER)) == "VCOM2 is being taken over"
    stopped = Queue(name="Q", virtual_computer="VCOM1", state=QueueState.STOPPED)
    assert said(stopped, Queue(name="Q", virtual_computer="VCOM1")) == "Queue Q is stopped"
    stay = Placement(virtual_computer="VCOM1", incarnation=3, node="SV2", began=5.0)
    assert said(stay) == "VCOM1 started on SV2 (incarnation 3)"
    failed = Placement(
        virtual_computer="VCOM1",
        incarnation=3,
        node="SV2",
        began=5.0,
        ended=8.0,
        ending=Ending.FAILED,
    )
    assert said(failed) == "VCOM1 failed on SV2"
    found = line(failed)
    assert found is not None
    assert found.at == 8.0


class Counting(TimelineWatcher):
    def __init__(self) -> None:
        self.told: list[str] = []

    def line_added(self, line: Line) -> None:
        self.told.append("line")

    def outages_changed(self) -> None:
        self.told.append("outages")

    def cleared(self) -> None:
        self.told.append("cleared")


def at(moment: float) -> Line:
    return Line(at=moment, severity=Severity.INFO, source="VCOM1", template="x")


def test_older_lines_go_before_those_that_are_here() -> None:
    timeline = Timeline()
    watcher = Counting()
    timeline.watchers.append(watcher)
    timeline.add(at(5.0))
    timeline.fill([at(1.0), at(2.0)])
    assert [one.at for one in timeline.lines] == [1.0, 2.0, 5.0]
    assert watcher.told == ["line", "cleared"]


def test_a_blind_period_is_kept_from_its_beginning_to_its_end() -> None:
    timeline = Timeline()
    watcher = Counting()
    timeline.watchers.append(watcher)
    timeline.outage_ended(ended=1.0, to_node="SV1", replayed=0, complete=True)
    timeline.attempt_failed(Attempt(began=0.5, ended=0.6, cause=Cause.REFUSED))
    timeline.server_answered(0.7)
    assert watcher.told == []
    timeline.outage_began(Outage(heard=1.0, noticed=3.5, cause=Cause.SILENT, from_node="SV1"))
    attempt = Attempt(began=4.0, ended=5.5, cause=Cause.TIMED_OUT, detail="127.0.0.101")
    timeline.attempt_failed(attempt)
    timeline.server_answered(8.5)
    timeline.server_answered(8.8)
    timeline.outage_ended(ended=9.0, to_node="SV2", replayed=7, complete=False)
    [outage] = timeline.outages
    assert (outage.ended, outage.to_node, outage.attempts) == (9.0, "SV2", 1)
    assert (outage.failed, outage.accepted) == ((attempt,), 8.5)
    assert (outage.replayed, outage.complete) == (7, False)
    assert watcher.told == ["outages"] * 4


def test_of_a_long_outage_the_first_and_the_last_attempts_are_kept() -> None:
    timeline = Timeline()
    timeline.outage_began(Outage(heard=1.0, noticed=3.5, cause=Cause.SILENT, from_node="SV1"))
    for at in range(1000):
        timeline.attempt_failed(Attempt(began=at, ended=at + 0.5, cause=Cause.REFUSED))
    [outage] = timeline.outages
    assert outage.attempts == 1000
    kept = [int(attempt.began) for attempt in outage.failed]
    assert kept == [*range(10), *range(960, 1000)]


def test_what_administrators_write_is_told_with_who_did_it() -> None:
    tr = Texts("en")

    def told(fact: Fact) -> str:
        line = line_of(Change(seq=1, inc=1, at=2.0, fact=fact, by="ueda"), None, "VCOM1")
        return "" if line is None else tr(line.template, **line.fields)

    assert told(Schedule(name="NIGHT")) == "Schedule NIGHT was changed by ueda"
    assert told(Calendar(name="JP")) == "Business calendar JP was changed by ueda"
    assert told(Environment()) == ""  # what the server began with
    assert told(QueueGone(name="NIGHT")) == "Queue NIGHT was removed by ueda"
    assert told(Environment(revision=1)) == "The environment was changed by ueda"
    assert told(Menu()) == "The menu was changed by ueda"
    assert told(Removed(kind="schedule", name="NIGHT")) == "Schedule NIGHT was removed by ueda"
    assert told(Fired(name="NIGHT")) == ""
