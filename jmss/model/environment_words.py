# SPDX-License-Identifier: GPL-3.0-or-later
"""What JClusterEnv calls things, in the manual's words (manual 2.2); msgids."""

from collections.abc import Mapping

from jmss.errors import N_
from jmss.model.environment_list import EnvironmentState
from jmss.model.machines import ServerType
from jmss.model.storage_folders import Purpose

SERVER_TYPES: Mapping[ServerType | None, str] = {
    ServerType.JMSS_SERVER: N_("JMSS server"),
    ServerType.EXECUTION_MACHINE: N_("Execution machine"),
    None: N_("None"),
}
FOLDERS: Mapping[Purpose, str] = {
    Purpose.LOG: N_("Log folder"),
    Purpose.OUTPUT: N_("Standard output folder"),
    Purpose.QUEUE: N_("Job queue folder"),
    Purpose.SCHEDULE: N_("Schedule folder"),
}
ENVIRONMENT_STATES: Mapping[EnvironmentState, str] = {
    EnvironmentState.SAME: N_("Same"),
    EnvironmentState.DIFFERS: N_("Differs"),
    EnvironmentState.NOT_SET: N_("Not set"),
    EnvironmentState.NOT_UPDATED: N_("Unapplied"),
    EnvironmentState.OUTDATED: N_("Update due"),
    EnvironmentState.DAMAGED: N_("Damaged"),
}
GROUP_STATES: Mapping[str, str] = {
    "up": N_("Up"),
    "starting": N_("Starting"),
    "down": N_("Down"),
}
