# SPDX-License-Identifier: GPL-3.0-or-later
"""What would be lost by an act on jobs, and the verbs on the buttons that ask about it."""

from collections.abc import Sequence

from jmss.model.jobs import Job
from jmss.texts import Texts

NAMED = 3
"""Jobs that are named before the rest is counted."""
_LONGEST = 32
"""Characters of a job's name."""


def names_of(jobs: Sequence[Job], count: int, tr: Texts) -> str:
    """Name a few jobs and count the others.

    Args:
        jobs: the first of them, ``NAMED`` at most.
        count: how many there are in all.
        tr: the words.
    """
    named = tr(", ").join(
        tr("{name} ({number})", name=_short(job.name), number=job.number) for job in jobs[:NAMED]
    )
    rest = count - len(jobs[:NAMED])
    return tr("{names} and {n} more", names=named, n=rest) if rest else named


def loss_words(kind: str, names: str, n: int, tr: Texts) -> tuple[str, str]:
    """Give what ``n`` jobs of these names would lose, and the words for leaving it.

    Args:
        kind: ``cancel``, ``force_end``, ``rerun`` or ``settle``.
        names: as ``names_of`` gives them.
        n: how many they are.
        tr: the words.
    """
    match kind:
        case "cancel":
            text = tr.plural(
                "{n} job is on a machine and loses its work so far: {names}.",
                "{n} jobs are on a machine and lose their work so far: {names}.",
                n,
                names=names,
            )
            return text, tr("Do not cancel")
        case "force_end":
            text = tr.plural(
                "{n} job is ended at once and cannot tidy up: {names}. Its work so far is lost.",
                "{n} jobs are ended at once and cannot tidy up: {names}. Their work so far is"
                " lost.",
                n,
                names=names,
            )
            return text, tr("Do not end")
        case "rerun":
            text = tr.plural(
                "{n} job has completed already and would do its work once more: {names}.",
                "{n} jobs have completed already and would do their work once more: {names}.",
                n,
                names=names,
            )
            return text, tr("Do not rerun")
        case _:
            text = tr.plural(
                "What became of {names}? Look at the machine first: should the job still run"
                " there, it is ended when the machine comes back.",
                "What became of these {n} jobs: {names}? Look at the machines first: what still"
                " runs there is ended when they come back.",
                n,
                names=names,
            )
            return text, tr("Leave unknown")


def verb_words(kind: str, n: int, tr: Texts) -> str:
    """Give the button that does it to ``n`` jobs."""
    match kind:
        case "cancel":
            return tr.plural("Cancel {n} job", "Cancel {n} jobs", n)
        case "force_end":
            return tr.plural("End {n} job at once", "End {n} jobs at once", n)
        case _:
            return tr.plural("Rerun {n} job", "Rerun {n} jobs", n)


def rest_words(kind: str, n: int, tr: Texts) -> str:
    """Give the button that does it only to those ``n`` jobs that lose nothing."""
    if kind == "cancel":
        return tr.plural("Cancel only the {n} that waits", "Cancel only the {n} that wait", n)
    return tr.plural(
        "Rerun only the {n} that did not complete", "Rerun only the {n} that did not complete", n
    )


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
