# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the wire that a person is told in their own language."""

from jmss.errors import N_

STATE_WORDS = (
    N_("queued"),
    N_("held"),
    N_("starting"),
    N_("running"),
    N_("stopping"),
    N_("ended_normally"),
    N_("ended_abnormally"),
    N_("cancelled"),
    N_("taking_over"),
    N_("unknown"),
    N_("hold"),
    N_("release"),
    N_("cancel"),
    N_("rerun"),
    N_("set_priority"),
    N_("move_to_queue"),
    N_("settle"),
    N_("submit"),
    N_("open_queue"),
    N_("stop_queue"),
    N_("start_entry"),
    N_("viewer"),
    N_("starter"),
    N_("operator"),
    N_("administrator"),
    N_("machine"),
)
"""Words of the wire that an error's fields may hold; they are said in the reader's language."""
