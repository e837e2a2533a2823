# SPDX-License-Identifier: GPL-3.0-or-later
"""The words and the looks of schedules: what became of a run, and what can be chosen."""

from jlook_client.looks import StateLook
from jmss.errors import N_
from jmss.model.schedules import Missed, Outcome, Overlap, Shift

ENABLED = StateLook("up", "done", N_("Enabled"))
DISABLED = StateLook("held", "hold", N_("Disabled"))
NEVER = StateLook("warning", "warn", N_("Never due"), "warn_tint")
CANNOT_RUN = StateLook("warning", "warn", N_("Cannot run"), "warn_tint")
DUE = StateLook("queued", "wait", N_("Due"))

OUTCOME_LOOKS: dict[Outcome, StateLook] = {
    Outcome.SUBMITTED: StateLook("completed", "done", N_("Submitted")),
    Outcome.SKIPPED_MISSED: StateLook("cancelled", "wait", N_("Left out (missed)")),
    Outcome.SKIPPED_OVERLAP: StateLook("cancelled", "wait", N_("Left out (last run not ended)")),
    Outcome.REFUSED: StateLook("failed", "fail", N_("Refused"), "fail_tint"),
}

SHIFTS = {
    Shift.NONE: N_("run all the same"),
    Shift.BEFORE: N_("run on the business day before"),
    Shift.AFTER: N_("run on the next business day"),
    Shift.SKIP: N_("do not run"),
}
MISSED = {
    Missed.ONCE: N_("run once for all of them"),
    Missed.EACH: N_("run once for each"),
    Missed.SKIP: N_("do not run"),
}
OVERLAPS = {
    Overlap.QUEUE: N_("submit the new jobs all the same"),
    Overlap.SKIP: N_("submit nothing"),
    Overlap.CANCEL: N_("cancel the old jobs, submit the new ones"),
}
