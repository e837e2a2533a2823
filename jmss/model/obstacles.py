# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a job waits, in words that programs understand; ``jmss.rules.waiting`` finds them."""

from enum import StrEnum

import msgspec

from jmss.model.ranges import Count, Word


class Hindrance(StrEnum):
    """What keeps a job from running. The comment names the fields of ``Obstacle`` that it has."""

    HELD = "held"
    QUEUE_STOPPED = "queue_stopped"
    """queue"""
    QUEUE_GONE = "queue_gone"
    """queue"""
    QUEUE_FULL = "queue_full"
    """queue, busy, most: as many of its jobs run as JEnv allows."""
    NOT_FED = "not_fed"
    """queue, machine: the queue does not feed the machine that the job wants."""
    NO_MACHINES = "no_machines"
    """There is no execution machine at all."""
    MACHINE_MISSING = "machine_missing"
    """machine: there is none of that name."""
    MACHINE_DOWN = "machine_down"
    """machine"""
    MACHINE_TAKEN_OVER = "machine_taken_over"
    """machine: another node is taking it over."""
    MACHINE_SILENT = "machine_silent"
    """machine: it is up, but its link to the JMSS server is not."""
    MACHINE_CLOSED = "machine_closed"
    """machine: its multiplicity is 0."""
    MACHINE_DRAINING = "machine_draining"
    """machine: it gets no new jobs (JEnv)."""
    MACHINE_FULL = "machine_full"
    """machine, busy, most (manual S14)"""
    ALL_AWAY = "all_away"
    """No execution machine takes jobs now."""
    ALL_FULL = "all_full"
    """busy, most: of all machines that take jobs."""
    AHEAD = "ahead"
    """ahead: so many jobs have their turn first."""
    TURN = "turn"
    """Nothing: it is its turn, it starts in a moment."""
    ORDERED = "ordered"
    """machine: it was told to start the job."""
    NOT_SEEN = "not_seen"
    """machine: nobody knows what became of the job there."""


class Obstacle(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a job waits for."""

    why: Hindrance
    queue: Word = ""
    machine: Word = ""
    busy: Count = 0
    """Jobs that take up the machine's multiplicity, or the queue's limit."""
    most: Count = 0
    """The multiplicity, or the limit."""
    ahead: Count = 0
