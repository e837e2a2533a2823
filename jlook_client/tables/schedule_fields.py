# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fields of schedules and calendars are called, and how their values are written."""

from jlook_client.tables.schedule_words import MISSED, OVERLAPS, SHIFTS
from jmss.error_words import FIELDS, field_in_words
from jmss.errors import N_, BadValue
from jmss.model.schedules import BusinessDay, Missed, Overlap, PreparedJob, Schedule, Shift
from jmss.texts import Texts
from jmss.timetable.sentences import when_words


def field_words(field: str, tr: Texts) -> str:
    """Give what a field is called."""
    return tr(FIELDS[field]) if field in FIELDS else field


def value_words(value: object, tr: Texts) -> str:
    """Write a value as a person reads it."""
    match value:
        case bool():
            return tr("yes") if value else tr("no")
        case Shift():
            return tr(SHIFTS[value])
        case Missed():
            return tr(MISSED[value])
        case Overlap():
            return tr(OVERLAPS[value])
        case BusinessDay(n=n, from_end=from_end):
            text = (
                N_("business day {number} from the end")
                if from_end
                else N_("business day {number}")
            )
            return tr(text, number=n)
        case PreparedJob():
            return tr("{name} ({command})", name=value.name, command=value.command)
        case tuple():
            return tr(", ").join(value_words(one, tr) for one in value) or "−"
        case None | "":
            return "−"
        case _:
            return str(value)


def fault_words(error: BadValue, tr: Texts) -> str:
    """Say in the operator's language which field is wrong, and what it has to be."""
    field, rule = (field_in_words(error, name, tr) for name in ("field", "rule"))
    return tr("{field}: {rule}.", field=field, rule=rule)


def when_text(schedule: Schedule, tr: Texts) -> str:
    """Say all about when a schedule is due; why not, if its cron is none."""
    return _said(schedule, tr, None)


def due_text(schedule: Schedule, tr: Texts) -> str:
    """Say when a schedule is due, and nothing of what happens in between."""
    return _said(schedule, tr, -len((MISSED, OVERLAPS)))


def _said(schedule: Schedule, tr: Texts, end: int | None) -> str:
    """Say the phrases up to ``end``: what is missed and what overlaps is said last."""
    try:
        return tr(", ").join(phrase.told(tr) for phrase in when_words(schedule)[:end])
    except BadValue as error:
        return fault_words(error, tr)
