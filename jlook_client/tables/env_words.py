# SPDX-License-Identifier: GPL-3.0-or-later
"""What the parts of an environment are called, and how their values read."""

from jmss.errors import N_
from jmss.model.environment import Distribution
from jmss.model.environment_fields import DISTRIBUTION, MACHINES, PERFORMANCE, QUEUES, Place, Value
from jmss.texts import Texts

MISSING = "−"

DISTRIBUTIONS: dict[Distribution, str] = {
    Distribution.MULTIPLICITY: N_("Machine multiplicity"),
    Distribution.CPU_USE: N_("CPU use"),
}

ROLES: dict[str, str] = {
    "viewer": N_("Viewer"),
    "starter": N_("Starter"),
    "operator": N_("Operator"),
    "administrator": N_("Administrator"),
    "machine": N_("Execution machine"),
    "scheduler": N_("Scheduler"),
}

_FIELDS: dict[str, str] = {
    "virtual_computer": N_("Virtual computer"),
    "limit": N_("Jobs at once"),
    "machines": N_("Execution machines"),
    "time_limit": N_("Time limit"),
    "multiplicity": N_("Machine multiplicity"),
    "draining": N_("No new jobs"),
    "jobs": N_("Ended jobs"),
    "days": N_("Days"),
}


def place_words(tr: Texts, place: Place) -> str:
    """Say which field is meant."""
    section, name, field = place
    if section == DISTRIBUTION:
        return tr("Distribution method")
    if section == PERFORMANCE:
        return tr("Performance data")
    what = tr(_FIELDS[field])
    if section == QUEUES:
        return tr("Queue {name}: {what}", name=name, what=what)
    if section == MACHINES:
        return tr("Machine {name}: {what}", name=name, what=what)
    if name:
        return tr("Kept of {name}: {what}", name=name, what=what)
    return tr("Kept of every queue: {what}", what=what)


def value_words(tr: Texts, place: Place, value: Value) -> str:
    """Say a value; a dash for none."""
    if value is None:
        return MISSING
    if place[0] == DISTRIBUTION:
        return tr(DISTRIBUTIONS[Distribution(str(value))])
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if isinstance(value, tuple):
        return ", ".join(value) or tr("All")
    if place[2] == "time_limit":
        return time_words(tr, float(value))
    if place[2] == "limit" and value == 0:
        return tr("No limit")
    return f"{value:g}" if isinstance(value, float) else str(value)


def time_words(tr: Texts, seconds: float) -> str:
    """Say a time limit as hours, minutes and seconds."""
    if not seconds:
        return tr("No limit")
    whole = int(seconds)
    rest = f"{seconds - whole:.3f}".lstrip("0").rstrip("0").rstrip(".")
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}{rest}"
