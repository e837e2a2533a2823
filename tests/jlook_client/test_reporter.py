# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of many changes get a line, and that none is left out in silence."""

from jlook_client.applied import Applied, AppliedList
from jlook_client.lines import Line
from jlook_client.reporter import EVERY, LOUD, ORDINARY, Reporter
from jlook_client.timeline import Timeline
from jmss.model.changes import Change, Fact
from jmss.model.jobs import Job, JobState, Reason
from jmss.model.queues import Queue, QueueState


def job(number: int, state: JobState = JobState.QUEUED, reason: Reason = Reason.NONE) -> Job:
    return Job(
        number=number,
        name="n",
        owner="o",
        queue="Q",
        command=":",
        submitted=1.0,
        state=state,
        reason=reason,
    )


class Story:
    def __init__(self) -> None:
        self.timeline = Timeline()
        self.reporter = Reporter(self.timeline)
        self.seq = 0

    def tell(self, *facts: Fact, now: float = 100.0) -> list[Line]:
        """Tell these changes; give the lines."""
        self.timeline.lines.clear()
        changes = []
        for fact in facts:
            self.seq += 1
            old = None
            if isinstance(fact, Queue):
                old = Queue(name=fact.name, virtual_computer="VCOM1", state=QueueState.OPEN)
            changes.append(Applied(Change(seq=self.seq, inc=1, at=1.0, fact=fact), old))
        self.reporter.tell(AppliedList(changes), "VCOM1", now, 1.0)
        return list(self.timeline.lines)


def left_out(lines: list[Line]) -> list[object]:
    return [line.fields["n"] for line in lines if "n" in line.fields]


def test_few_changes_are_all_told_in_their_order() -> None:
    failed = job(2, JobState.ENDED_ABNORMALLY, Reason.EXIT_CODE)
    stopped = Queue(name="Q", virtual_computer="VCOM1", state=QueueState.STOPPED)
    lines = Story().tell(job(1), stopped, failed, job(3))
    assert [line.job for line in lines] == [1, None, 2, 3]
    assert left_out(lines) == []


def test_of_many_changes_the_newest_are_told_and_the_rest_counted() -> None:
    lines = Story().tell(*(job(n) for n in range(1000)))
    assert [line.job for line in lines[:-1]] == list(range(1000 - ORDINARY, 1000))
    assert left_out(lines) == [1000 - ORDINARY]


def test_ordinary_changes_do_not_crowd_out_failures() -> None:
    failed = [job(n, JobState.ENDED_ABNORMALLY, Reason.EXIT_CODE) for n in range(50)]
    lines = Story().tell(*failed, *(job(n) for n in range(50, 1000)))
    assert [line.job for line in lines[:50]] == list(range(50))
    assert left_out(lines) == [950 - ORDINARY]


def test_failures_are_bounded_too() -> None:
    lines = Story().tell(*(job(n, JobState.CANCELLED) for n in range(LOUD + 7)))
    assert len(lines) == LOUD + 1
    assert left_out(lines) == [7]


def test_a_steady_stream_is_told_at_a_bearable_pace() -> None:
    story = Story()
    lines: list[Line] = []
    for frame in range(120):
        lines += story.tell(*(job(n) for n in range(100)), now=100.0 + frame / 60)
    told = sum(line.job is not None for line in lines)
    assert ORDINARY * 2 <= told <= ORDINARY * 3
    assert len(left_out(lines)) <= 3
    story.timeline.lines.clear()
    story.reporter.tell_rest(110.0, 1.0)
    assert told + sum(map(int, map(str, left_out([*lines, *story.timeline.lines])))) == 12_000


def test_what_was_left_out_is_said_when_nothing_more_comes() -> None:
    story = Story()
    story.tell(*(job(n) for n in range(ORDINARY + 5)))
    assert left_out(story.tell(*(job(n) for n in range(3)))) == []
    story.timeline.lines.clear()
    story.reporter.tell_rest(100.0 + EVERY / 2, 1.0)
    assert not story.timeline.lines
    story.reporter.tell_rest(100.0 + EVERY, 1.0)
    assert left_out(list(story.timeline.lines)) == [3]


def test_what_is_replayed_has_the_time_at_which_it_happened() -> None:
    timeline = Timeline()
    failed = job(2, JobState.ENDED_ABNORMALLY, Reason.EXIT_CODE)
    changes = [
        Applied(Change(seq=seq, inc=1, at=at, fact=fact), None)
        for seq, at, fact in ((1, 50.0, job(1)), (2, 60.5, failed))
    ]
    Reporter(timeline).tell(AppliedList(changes), "VCOM1", 900.0, 1_000_000.0)
    assert [line.at for line in timeline.lines] == [50.0, 60.5]
