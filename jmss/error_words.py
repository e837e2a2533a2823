# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in an error's fields, in the words of the person who reads it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from jmss.errors import N_, JmssError
from jmss.saying import is_carrier, told_in

STATES = (
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
)
OPERATIONS = (
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
    N_("put_document"),
    N_("remove_document"),
    N_("enable_schedule"),
    N_("run_schedule"),
    N_("fire_schedule"),
    N_("make_token"),
    N_("revoke_token"),
    N_("read_users"),
)
ROLES = (
    N_("viewer"),
    N_("starter"),
    N_("operator"),
    N_("administrator"),
    N_("machine"),
    N_("scheduler"),
)
KINDS = (N_("schedule"), N_("calendar"), N_("menu"), N_("environment"))
"""Documents."""

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "name": N_("Name"),
        "owner": N_("Owner"),
        "command": N_("Command"),
        "priority": N_("Priority"),
        "queue": N_("Job queue"),
        "wanted_machine": N_("Wanted machine"),
        "jobs": N_("Jobs"),
        "cron": N_("Times (cron)"),
        "time_zone": N_("Time zone"),
        "calendar": N_("Business calendar"),
        "business_day": N_("Days"),
        "shift": N_("On a day without business"),
        "first_day": N_("First day"),
        "last_day": N_("Last day"),
        "missed": N_("Missed while no server worked"),
        "overlap": N_("Last run not ended yet"),
        "enabled": N_("Enabled"),
        "note": N_("Note"),
        "weekdays": N_("Business days of the week"),
        "holidays": N_("Public holidays"),
        "closed": N_("Days without business"),
        "open": N_("Days with business in spite of that"),
        "role": N_("Role"),
    }
)
"""What the fields of documents and of what people ask for are called."""

_CODES: Mapping[str, frozenset[str]] = {
    "state": frozenset(STATES),
    "wanted": frozenset(STATES),
    "operation": frozenset(OPERATIONS),
    "role": frozenset(ROLES),
    "needed": frozenset(ROLES),
    "kind": frozenset(KINDS),
}
"""The words of the wire that a field of an error may hold."""
_IN_OUR_WORDS = frozenset({"why", "rule"})
"""Such a field may hold a text that is in the catalogue; what the system gave stays as it is."""


def field_in_words(error: JmssError, name: str, tr: Callable[..., str]) -> str:
    """Write the field ``name`` of an error as a person reads it, in the language of ``tr``."""
    value = error.fields[name]
    if not value or is_carrier(name):
        return value
    sayings = told_in(error.fields, name)
    if sayings is not None:
        return " ".join(saying.told(tr) for saying in sayings)
    if value in _CODES.get(name, ()):
        return tr(value).replace("_", " ")
    if name == "field":
        return tr(FIELDS[value]) if value in FIELDS else value
    return tr(value) if name in _IN_OUR_WORDS else value
