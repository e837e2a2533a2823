# SPDX-License-Identifier: GPL-3.0-or-later
"""Where in a menu something is wrong, in the words of the window in which it is written."""

from jmss.errors import N_
from jmss.saying import Saying

_FIELDS = {
    "id": N_("Id"),
    "title": N_("Title"),
    "note": N_("Description"),
    "entries": N_("Entries"),
    "role": N_("Least role"),
    "confirm": N_("Ask before it starts"),
    "parameters": N_("Parameters"),
    "job.name": N_("Job name"),
    "job.command": N_("Command"),
    "job.queue": N_("Job queue"),
    "job.wanted_machine": N_("Execution machine"),
    "job.priority": N_("Priority"),
    "job.restartable": N_("Start it again when its machine goes down"),
    "job.hold": N_("Let it wait held until it is released"),
    "folder": N_("Folder"),
}
_OF_A_PARAMETER = {
    "name": N_("Name"),
    "label": N_("Label"),
    "note": N_("Note"),
    "default": N_("Default"),
    "choices": N_("Choices"),
    "least": N_("Least"),
    "pattern": N_("Pattern"),
}


def place_words(place: str) -> Saying:
    """Say the place of a fault, such as ``night/backup: job.queue``.

    An entry is named by its ids, as the tree shows them; what has no words stays as it is.
    """
    entry, _, field = place.rpartition(": ")
    words = field_words(field)
    if words is None:
        return Saying("{place}", {"place": place})
    return Saying("{entry}: {field}", {"entry": entry, "field": words}) if entry else words


def field_words(field: str) -> Saying | None:
    """Say a field of an entry or of a parameter; None: there is none of this name."""
    if field in _FIELDS:
        return Saying(_FIELDS[field])
    whole, _, inside = field.rpartition(".")
    kind, _, name = whole.partition(".")
    if kind != "parameters" or inside not in _OF_A_PARAMETER:
        return None
    words = Saying(_OF_A_PARAMETER[inside])
    return Saying(N_("Parameter {name}, {field}"), {"name": name, "field": words})
