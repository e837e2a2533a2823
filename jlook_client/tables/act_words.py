# SPDX-License-Identifier: GPL-3.0-or-later
"""The words and the looks of acts: what was wanted, of how many, and what came of it."""

from jlook_client.acts import Act, Part, Stage
from jlook_client.looks import StateLook
from jlook_client.state_looks import JOB_LOOKS
from jmss.errors import N_
from jmss.model.jobs import JobState
from jmss.texts import Texts

STAGE_LOOKS: dict[Stage, StateLook] = {
    Stage.WAITING: StateLook("queued", "wait", N_("Not sent yet")),
    Stage.SENT: StateLook("sent", "run", N_("Sent")),
    Stage.UNKNOWN: StateLook("unknown", "warn", N_("Outcome unknown"), "warn_tint"),
    Stage.ACCEPTED: StateLook("accepted", "run", N_("Accepted")),
    Stage.DONE: StateLook("completed", "done", N_("Done")),
    Stage.REFUSED: StateLook("refused", "fail", N_("Refused"), "fail_tint"),
    Stage.NOT_ASKED: StateLook("not_asked", "warn", N_("Not asked"), "warn_tint"),
}

KINDS: dict[str, str] = {
    "hold": N_("Hold"),
    "release": N_("Release"),
    "set_priority": N_("Priority"),
    "move_to_queue": N_("Move to queue"),
    "cancel": N_("Cancel job"),
    "force_end": N_("Force end"),
    "rerun": N_("Rerun"),
    "settle": N_("Settle unknown job"),
    "open_queue": N_("Open queue"),
    "stop_queue": N_("Stop queue"),
}
"""What an act's ``kind`` is called."""

WORST_FIRST = (
    Stage.UNKNOWN,
    Stage.REFUSED,
    Stage.NOT_ASKED,
    Stage.WAITING,
    Stage.SENT,
    Stage.ACCEPTED,
    Stage.DONE,
)
"""An act stands where the first of these stands that a part of it has come to."""

_COUNTED = {
    Stage.DONE: N_("{n} done"),
    Stage.ACCEPTED: N_("{n} accepted"),
    Stage.SENT: N_("{n} sent"),
    Stage.WAITING: N_("{n} not sent yet"),
    Stage.UNKNOWN: N_("{n} with unknown outcome"),
    Stage.REFUSED: N_("{n} refused"),
    Stage.NOT_ASKED: N_("{n} not asked"),
}
_NAMED = 3
"""Jobs that are named before the rest is counted."""


def kind_words(act: Act, tr: Texts) -> str:
    """Say what was wanted."""
    what = tr(KINDS[act.kind])
    return tr("Undo: {what}", what=what) if act.undoes else what


def stage_of(act: Act) -> Stage:
    """Give where an act stands as a whole."""
    return next((stage for stage in WORST_FIRST if act.counts[stage]), Stage.DONE)


def targets(act: Act, tr: Texts) -> str:
    """Say which jobs or queues it is about: a few by number or name, the rest as a count."""
    names = [target_of(part) for part in act.parts[:_NAMED]]
    rest = len(act.parts) - len(names)
    text = tr(", ").join(names)
    return tr("{names} and {n} more", names=text, n=rest) if rest else text


def outcome(act: Act, tr: Texts) -> str:
    """Say how many parts have come how far; with one part, how far that has come."""
    if len(act.parts) == 1:
        return part_words(act.parts[0], tr)
    counts = [
        tr(text, n=act.counts[stage]) for stage, text in _COUNTED.items() if act.counts[stage]
    ]
    said = tr(", ").join(counts)
    if not (act.counts[Stage.REFUSED] or act.counts[Stage.NOT_ASKED]):
        return said
    first = next(part for part in act.parts if part.error is not None)
    return tr("{outcome}: {why}", outcome=said, why=part_reason(first, tr))


def part_words(part: Part, tr: Texts) -> str:
    """Say how far a part has come, and why no further."""
    word, why = tr(STAGE_LOOKS[part.stage].word), part_reason(part, tr)
    return tr("{outcome}: {why}", outcome=word, why=why) if why else word


def part_reason(part: Part, tr: Texts) -> str:
    """Say why a part has come no further, or what came of it besides; empty: nothing did."""
    if part.error is not None:
        return tr.error(part.error)
    if part.became is None or part.became is JobState.CANCELLED:
        return ""
    return tr("The job is now {state}.", state=tr(JOB_LOOKS[part.became].word))


def target_of(part: Part) -> str:
    """Name the job or the queue that a part is about."""
    return str(part.job) if part.job is not None else part.queue or ""
