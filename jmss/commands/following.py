# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeping an eye on one job until it has ended."""

import asyncio

from jmss.commands.words import JOB_STATES
from jmss.errors import NoSuchJob
from jmss.link.caller import Caller
from jmss.model.jobs import ENDED, Job
from jmss.texts import Texts

FIRST, LONGEST = 0.3, 2.0
"""Seconds between two looks, from a short job to a long one."""


async def find_job(caller: Caller, number: int) -> Job:
    """Give a job as it is now.

    Raises:
        NoSuchJob: it is not (or no longer) on the board.
    """
    for fact in (await caller.listing()).facts:
        if isinstance(fact, Job) and fact.number == number:
            return fact
    raise NoSuchJob(job=number)


async def ended_job(caller: Caller, number: int) -> Job:
    """Wait until a job has ended, through failovers."""
    pause = FIRST
    while (job := await find_job(caller, number)).state not in ENDED:
        await asyncio.sleep(pause)
        pause = min(LONGEST, pause * 1.5)
    return job


def ending_words(job: Job, tr: Texts) -> str:
    """Say how a job has ended."""
    state = tr(JOB_STATES[job.state])
    if job.exit_code is None:
        return tr("Job {job}: {state}", job=job.number, state=state)
    return tr(
        "Job {job}: {state} (exit code {code})", job=job.number, state=state, code=job.exit_code
    )
