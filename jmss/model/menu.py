# SPDX-License-Identifier: GPL-3.0-or-later
"""The operator's menu of prepared jobs (JMenu, manual S10)."""

from enum import StrEnum

import msgspec

from jmss.model.named_facts import Document
from jmss.model.ranges import Text, Word
from jmss.model.schedules import PreparedJob

MENU = "menu"
"""Its name: there is one."""


class ParameterType(StrEnum):
    """What may be entered."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Parameter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What whoever starts an entry is asked for."""

    name: Word
    """Stands in the command as ``{name}``; it is quoted for the shell when it is put in."""
    label: Word = ""
    type: ParameterType = ParameterType.TEXT
    required: bool = True
    default: Text = ""
    choices: tuple[Word, ...] = ()
    least: float | None = None
    most: float | None = None
    pattern: Word = ""
    """A regular expression that the whole text has to match."""
    note: Text = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry, or a folder of entries."""

    id: Word
    """Names the entry for good, whatever its title becomes."""
    title: Word
    note: Text = ""
    entries: "tuple[Entry, ...]" = ()
    """A folder's."""
    job: PreparedJob | None = None
    """None for a folder."""
    parameters: tuple[Parameter, ...] = ()
    role: Word = "starter"
    """The least role that may start it (``jmss.access.roles``)."""
    confirm: Text = ""
    """What is asked before it starts; empty: nothing."""


class Menu(Document, frozen=True, kw_only=True, omit_defaults=True, tag="menu"):
    """The whole menu."""

    name: Word = MENU
    entries: tuple[Entry, ...] = ()
