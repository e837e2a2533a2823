# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs that schedules and the menu have ready, and which queue and machine each needs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jmss.model.menu import Entry, Menu
from jmss.model.schedules import PreparedJob, Schedule


class PreparedIn(StrEnum):
    """What has a job ready."""

    SCHEDULE = "schedule"
    MENU = "menu"


@dataclass(frozen=True, slots=True)
class Prepared:
    """One job that is ready."""

    kind: PreparedIn
    where: str
    """The name of the schedule, or the titles of the entry and of the folders above it."""
    queue: str
    machine: str | None
    """The execution machine that it wants; None: any."""


def prepared_jobs(documents: Iterable[object]) -> tuple[Prepared, ...]:
    """Give all of them; what is no document with jobs is passed over."""
    found: list[Prepared] = []
    for document in documents:
        if isinstance(document, Schedule):
            found += (_made(PreparedIn.SCHEDULE, document.name, job) for job in document.jobs)
        elif isinstance(document, Menu):
            found += _in_menu(document.entries)
    return tuple(found)


def _in_menu(entries: Sequence[Entry]) -> Iterator[Prepared]:
    ahead = [(entry.title, entry) for entry in reversed(entries)]
    while ahead:
        where, entry = ahead.pop()
        if entry.job is not None:
            yield _made(PreparedIn.MENU, where, entry.job)
        ahead += [(f"{where} › {one.title}", one) for one in reversed(entry.entries)]


def _made(kind: PreparedIn, where: str, job: PreparedJob) -> Prepared:
    return Prepared(kind, where, job.queue, job.wanted_machine)
