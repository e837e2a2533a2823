# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of states, as commands say them; the desk has the same ones."""

from jmss.errors import N_
from jmss.model.jobs import JobState
from jmss.model.machines import MachineState
from jmss.model.queues import QueueState
from jmss.model.schedules import Outcome

JOB_STATES = {
    JobState.QUEUED: N_("Queued"),
    JobState.HELD: N_("Held"),
    JobState.STARTING: N_("Starting"),
    JobState.RUNNING: N_("Running"),
    JobState.STOPPING: N_("Stopping"),
    JobState.ENDED_NORMALLY: N_("Completed"),
    JobState.ENDED_ABNORMALLY: N_("Failed"),
    JobState.CANCELLED: N_("Cancelled"),
    JobState.TAKING_OVER: N_("Taking over"),
    JobState.UNKNOWN: N_("Unknown"),
}

MACHINE_STATES = {
    MachineState.UP: N_("Up"),
    MachineState.DOWN: N_("Down"),
    MachineState.TAKING_OVER: N_("Taking over"),
}

QUEUE_STATES = {QueueState.OPEN: N_("Open"), QueueState.STOPPED: N_("Stopped")}

OUTCOMES = {
    Outcome.SUBMITTED: N_("Submitted"),
    Outcome.SKIPPED_MISSED: N_("Missed and left out"),
    Outcome.SKIPPED_OVERLAP: N_("Left out: jobs of the last run had not ended"),
    Outcome.REFUSED: N_("Not possible"),
}
