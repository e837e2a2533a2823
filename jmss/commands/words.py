# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of states and errors, as commands say them (the desk uses the same ones)."""

from jmss.errors import N_, JmssError
from jmss.model.jobs import JobState
from jmss.model.machines import MachineState
from jmss.model.queues import QueueState
from jmss.texts import Texts

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

OPERATIONS = {
    "hold": N_("Hold"),
    "release": N_("Release"),
    "cancel": N_("Cancel"),
    "rerun": N_("Rerun"),
}

_FIELDS: dict[str, dict[str, str]] = {
    "state": {state.value: word for state, word in JOB_STATES.items()},
    "wanted": {state.value: word for state, word in JOB_STATES.items()},
    "operation": OPERATIONS,
}


def error_text(error: JmssError, tr: Texts) -> str:
    """Say an error, its fields too, in the reader's language."""
    fields = {name: _field(name, value, tr) for name, value in error.fields.items()}
    return tr(error.template, **fields)


def _field(name: str, value: str, tr: Texts) -> str:
    word = _FIELDS.get(name, {}).get(value, value if name in {"why", "rule"} else "")
    return tr(word) if word else value
