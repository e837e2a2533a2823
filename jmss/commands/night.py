# SPDX-License-Identifier: GPL-3.0-or-later
"""A night of batch: the sample jobs that ``jworkload`` submits, and in which order."""

import random
import shlex
from collections.abc import Iterator
from pathlib import Path

import msgspec

from jmss.errors import BadConfiguration
from jmss.model.operations import Submit


class SampleJob(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of job in ``night.toml``."""

    ja: str
    """Its Japanese name."""
    en: str
    queue: str
    owner: str
    script: str
    """A file in the folder ``jobs`` beside ``night.toml``."""
    seconds: int
    exit_code: int = 0
    priority: int = 50
    restartable: bool = False
    hold: bool = False


class Night(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All kinds of jobs of the night."""

    job: list[SampleJob]


def load_night(folder: Path) -> Night:
    """Read ``night.toml`` in the folder of samples.

    Raises:
        BadConfiguration: it is not there or wrong.
    """
    file = folder / "night.toml"
    try:
        return msgspec.toml.decode(file.read_bytes(), type=Night)
    except OSError as error:
        raise BadConfiguration(where=file, why=error.strerror or error) from error
    except msgspec.DecodeError as error:
        raise BadConfiguration(where=file, why=error) from error


def submissions(
    night: Night, folder: Path, language: str, chance: random.Random
) -> Iterator[Submit]:
    """Give jobs to submit for ever: every kind once in a mixed order, then mixed anew."""
    while True:
        for job in chance.sample(night.job, len(night.job)):
            yield _submission(job, folder, language)


def _submission(job: SampleJob, folder: Path, language: str) -> Submit:
    words = ["sh", str(folder / "jobs" / job.script), language, str(job.seconds)]
    if job.exit_code:
        words.append(str(job.exit_code))
    return Submit(
        name=job.ja if language == "ja" else job.en,
        command=f"exec {shlex.join(words)}",  # no shell waits beside the script's own
        queue=job.queue,
        owner=job.owner,
        priority=job.priority,
        restartable=job.restartable,
        hold=job.hold,
    )
