# SPDX-License-Identifier: GPL-3.0-or-later
"""What held before, made from jobs."""

from jlook_client.turns import Before
from jmss.model.jobs import Job


def before_of(job: Job) -> Before:
    """What a mirror remembers of a job when another takes its place."""
    return Before(job.state, job.attempt, job.takeovers, job.node)
