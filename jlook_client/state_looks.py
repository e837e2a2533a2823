# SPDX-License-Identifier: GPL-3.0-or-later
"""How the states of jobs, machines and queues look, and what they are called."""

from jlook_client.looks import StateLook
from jmss.errors import N_
from jmss.model.jobs import JobState
from jmss.model.machines import MachineState
from jmss.model.queues import QueueState

UNKNOWN = StateLook("unknown", "wait", N_("Unknown"))
"""Also the liveness of every machine while the link is down."""

JOB_LOOKS: dict[JobState, StateLook] = {
    JobState.QUEUED: StateLook("queued", "wait", N_("Queued")),
    JobState.HELD: StateLook("held", "hold", N_("Held")),
    JobState.STARTING: StateLook("starting", "run", N_("Starting")),
    JobState.RUNNING: StateLook("running", "run", N_("Running")),
    JobState.STOPPING: StateLook("stopping", "run", N_("Stopping")),
    JobState.ENDED_NORMALLY: StateLook("completed", "done", N_("Completed")),
    JobState.ENDED_ABNORMALLY: StateLook("failed", "fail", N_("Failed"), "fail_tint"),
    JobState.CANCELLED: StateLook("cancelled", "wait", N_("Cancelled")),
    JobState.TAKING_OVER: StateLook("taking_over", "warn", N_("Taking over"), "warn_tint"),
    JobState.UNKNOWN: UNKNOWN,
}

MACHINE_LOOKS: dict[MachineState, StateLook] = {
    MachineState.UP: StateLook("up", "done", N_("Up")),
    MachineState.DOWN: StateLook("down", "fail", N_("Down"), "fail_tint"),
    MachineState.TAKING_OVER: StateLook("taking_over", "warn", N_("Taking over"), "warn_tint"),
}

DRAINING = StateLook("held", "hold", N_("Draining"), "warn_tint")
"""A machine that works and gets no new jobs."""

QUEUE_LOOKS: dict[QueueState, StateLook] = {
    QueueState.OPEN: StateLook("up", "done", N_("Open")),
    QueueState.STOPPED: StateLook("held", "hold", N_("Stopped"), "warn_tint"),
}
