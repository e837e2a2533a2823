# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu on the board: what may hold, who may start which entry, and which job comes of it."""

from jmss.access.asker import Asker
from jmss.access.roles import STARTING_ROLES, check_rank
from jmss.errors import BadEntryValues, BadMenu, NoSuchEntry
from jmss.menu.check import Around, menu_faults
from jmss.menu.fault import as_sayings
from jmss.menu.starting import start_of
from jmss.menu.tree import way_to
from jmss.model.documents import AnyDocument, key_of
from jmss.model.machines import ServerType
from jmss.model.menu import Menu
from jmss.model.operations import StartEntry, Submit
from jmss.server.facts import Facts

_KEY = key_of(Menu())


def menu_on(facts: Facts) -> Menu:
    """Give the menu that holds."""
    held = facts.named.get(_KEY)
    return held if isinstance(held, Menu) else Menu()


def check_menu(document: AnyDocument, facts: Facts, _now: float) -> AnyDocument:
    """See that a menu may hold.

    Raises:
        BadMenu: it may not; everything that is wrong is told at once.
    """
    assert isinstance(document, Menu)
    machines = {
        name
        for name, machine in facts.machines.items()
        if machine.server_type is ServerType.EXECUTION_MACHINE
    }
    around = Around(roles=STARTING_ROLES, queues=facts.queues, machines=machines)
    faults = menu_faults(document, around)
    if faults:
        raise BadMenu(n=len(faults), why=as_sayings(faults))
    return document


def submission(start: StartEntry, facts: Facts, asker: Asker) -> Submit:
    """Give the job that starting an entry submits; it belongs to whoever asks.

    Raises:
        NoSuchEntry: the menu has none of this id, or it is a folder.
        RoleForbids: the entry wants more.
        BadEntryValues: something entered cannot be taken.
    """
    way = way_to(menu_on(facts).entries, start.entry)
    entry = way[-1] if way else None
    if entry is None or entry.job is None:
        raise NoSuchEntry(entry=start.entry)
    check_rank(asker.role, entry.role, operation="start_entry")
    what = start_of(entry, start.values)
    if what.faults:
        raise BadEntryValues(entry=entry.title, why=as_sayings(what.faults))
    job = entry.job
    return Submit(
        name=job.name,
        command=what.command,
        queue=job.queue,
        owner=asker.user,
        wanted_machine=job.wanted_machine,
        priority=job.priority,
        restartable=job.restartable,
        hold=job.hold,
    )
