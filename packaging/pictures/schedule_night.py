# SPDX-License-Identifier: GPL-3.0-or-later
"""The night with the schedules that submitted its jobs, and what they did in the month before."""

from collections.abc import Iterator

from night import FAILED, NOW, Night

from jmss.errors import NoSuchQueue
from jmss.model.changes import Fact
from jmss.model.schedules import (
    MOST_RUNS,
    BusinessDay,
    Calendar,
    Fired,
    Missed,
    Outcome,
    Overlap,
    PreparedJob,
    Run,
    Schedule,
    Shift,
)
from jmss.timetable.due_times import due_times

MONTH = 31 * 86_400.0
"""Seconds of history."""
EDITED = {"ja": "日次締め処理", "en": "daily-close"}
"""The schedule that is shown in the editor."""
CALENDAR = {"ja": "本社営業日", "en": "head-office"}
NOTES = {"ja": "経理部と調整のうえ変更", "en": "agree changes with accounting"}


class ScheduleNight(Night):
    """The night with schedules and a business calendar."""

    def facts(self) -> list[Fact]:
        """Give the board."""
        calendar = Calendar(
            name=CALENDAR[self.language],
            closed=("2026-08-13", "2026-08-14", "2026-12-29", "2026-12-30"),
            open=("2026-06-27",),
            revision=4,
        )
        schedules = list(self._schedules())
        return [
            *super().facts(),
            calendar,
            *schedules,
            *(self._fired(schedule, calendar) for schedule in schedules),
        ]

    def _schedules(self) -> Iterator[Schedule]:
        calendar = CALENDAR[self.language]
        yield self._schedule(
            (0, 6), "29 2 * * 1-5", calendar=calendar, shift=Shift.BEFORE,
            missed=Missed.ONCE, overlap=Overlap.SKIP, note=NOTES[self.language],
        )  # fmt: skip
        yield self._schedule((7,), "7 2 * * *", missed=Missed.SKIP)
        yield self._schedule(
            (14,), "45 1 * * *", calendar=calendar, business_day=BusinessDay(n=1, from_end=True)
        )
        yield self._schedule((1, 2), "25 2 * * *", calendar=calendar, shift=Shift.SKIP)
        yield self._schedule((22,), "10 17 * * 1-5", time_zone="America/New_York")
        yield self._schedule((16,), "40 0,12 * * *", overlap=Overlap.CANCEL)
        yield self._schedule((12,), "0 9 25 * *", enabled=False)
        yield self._schedule((20,), "0 18 31 3 *", last_day="2026-03-31")

    def _schedule(self, jobs: tuple[int, ...], cron: str, **fields: object) -> Schedule:
        prepared = tuple(map(self._prepared, jobs))
        known: dict[str, object] = {"cron": cron, "jobs": prepared, "revision": 2}
        owner = self.jobs[FAILED - jobs[0]].owner
        return Schedule(name=prepared[0].name, owner=owner, **(known | fields))  # type: ignore[arg-type]

    def _prepared(self, at: int) -> PreparedJob:
        job = self.jobs[FAILED - at]
        command = job.command.replace("2026-06-29", "$(date +%F)")
        return PreparedJob(name=job.name, command=command, queue=job.queue)

    def _fired(self, schedule: Schedule, calendar: Calendar) -> Fired:
        """Tell of the last month; the newest run submitted the jobs of this night."""
        used = calendar if schedule.calendar else None
        dues = list(due_times(schedule, used, NOW - MONTH, NOW)) if schedule.enabled else []
        newest = tuple(
            number
            for number, job in self.jobs.items()
            if job.name in {prepared.name for prepared in schedule.jobs}
        )
        runs = [
            _run(due, tuple(number - 130 * (len(dues) - at) for number in newest))
            for at, due in enumerate(dues[:-1], 1)
        ]
        runs += [_run(due, newest) for due in dues[-1:]]
        if schedule.overlap is Overlap.SKIP:
            runs[-3] = Run(due=dues[-3], at=dues[-3], outcome=Outcome.SKIPPED_OVERLAP)
        if schedule.missed is Missed.SKIP:
            refusal = NoSuchQueue(queue="NIGHT", known="DAY")
            runs[-4] = Run(
                due=dues[-4], at=dues[-4], outcome=Outcome.REFUSED, why=str(refusal),
                error=refusal.code, fields=refusal.fields,
            )  # fmt: skip
        return Fired(name=schedule.name, up_to=NOW, runs=tuple(runs[-MOST_RUNS:]))


def _run(due: float, jobs: tuple[int, ...]) -> Run:
    return Run(due=due, at=due, outcome=Outcome.SUBMITTED, jobs=jobs)
