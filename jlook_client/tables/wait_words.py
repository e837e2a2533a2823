# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a job waits, in sentences."""

from jmss.errors import N_
from jmss.model.obstacles import Hindrance, Obstacle
from jmss.texts import Texts

SENTENCES: dict[Hindrance, str] = {
    Hindrance.HELD: N_("It is held."),
    Hindrance.QUEUE_STOPPED: N_("Queue {queue} is stopped."),
    Hindrance.QUEUE_GONE: N_("There is no queue {queue} any more."),
    Hindrance.QUEUE_FULL: N_("Queue {queue} runs as many jobs as it may ({busy}/{most})."),
    Hindrance.NOT_FED: N_("Queue {queue} does not feed {machine}."),
    Hindrance.NO_MACHINES: N_("There is no execution machine."),
    Hindrance.MACHINE_MISSING: N_("There is no execution machine {machine}."),
    Hindrance.MACHINE_DOWN: N_("{machine} is down."),
    Hindrance.MACHINE_TAKEN_OVER: N_("{machine} is being taken over by another node."),
    Hindrance.MACHINE_SILENT: N_("{machine} has no link to the JMSS server."),
    Hindrance.MACHINE_CLOSED: N_("{machine} takes no jobs: its multiplicity is 0."),
    Hindrance.MACHINE_DRAINING: N_("{machine} is draining: it gets no new jobs."),
    Hindrance.MACHINE_FULL: N_("{machine} is full ({busy}/{most})."),
    Hindrance.ALL_AWAY: N_("No execution machine takes jobs at the moment."),
    Hindrance.ALL_FULL: N_("All execution machines are full ({busy}/{most})."),
    Hindrance.TURN: N_("It is its turn: it starts in a moment."),
    Hindrance.ORDERED: N_("{machine} was told to start it."),
    Hindrance.NOT_SEEN: N_("Nobody knows what became of it on {machine}."),
}
"""A msgid for each of them but ``AHEAD``, which counts."""


def wait_sentence(tr: Texts, obstacle: Obstacle, held_by: str = "") -> str:
    """Say one thing that a job waits for.

    Args:
        tr: the words.
        obstacle: what the server found.
        held_by: who holds the job, where that is known.
    """
    if obstacle.why is Hindrance.AHEAD:
        return tr.plural(
            "{n} job has its turn before it.",
            "{n} jobs have their turn before it.",
            obstacle.ahead,
        )
    if obstacle.why is Hindrance.HELD and held_by:
        return tr("It is held by {user}.", user=held_by)
    return tr(
        SENTENCES[obstacle.why],
        queue=obstacle.queue,
        machine=obstacle.machine,
        busy=tr.count(obstacle.busy),
        most=tr.count(obstacle.most),
    )
