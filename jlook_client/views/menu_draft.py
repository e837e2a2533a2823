# SPDX-License-Identifier: GPL-3.0-or-later
"""A menu that an administrator is writing: each step a new one, and each can be taken back."""

from collections.abc import Iterator
from typing import Any

import msgspec
from PyQt6.QtCore import QObject, pyqtSignal

from jlook_client.views.in_slices import InSlices
from jmss.menu.check import Around, checked_in_parts, entry_faults
from jmss.menu.editing import (
    Entries,
    Place,
    entry_at,
    free_id,
    inserted,
    moved,
    removed,
    replaced,
)
from jmss.menu.fault import Fault
from jmss.menu.tree import each, is_folder
from jmss.model.menu import Entry, Menu
from jmss.model.schedules import PreparedJob

MOST_STEPS = 100
"""Steps that can be taken back."""


class MenuDraft(QObject):
    """What is written, and which entry of it is looked at."""

    changed = pyqtSignal()
    """The menu is another one, or another entry is looked at."""
    checked = pyqtSignal()
    """What is wrong with a long one is known now."""

    def __init__(self, around: Around) -> None:
        super().__init__()
        self.around = around
        self.base = Menu()
        """What the server had when writing began."""
        self.menu = Menu()
        self.place: Place = ()
        self._before: list[tuple[Menu, Place]] = []
        self._after: list[tuple[Menu, Place]] = []
        self._typing: object = None
        self.faults: list[Fault] = []
        """Everything that is wrong with it, as far as ``is_checked``."""
        self._looked_at: dict[int, tuple[Entry, tuple[Fault, ...]]] = {}
        """By the ``id`` of each entry, which is kept beside: most stay while one is written."""
        self._checks = InSlices(self)

    @property
    def is_changed(self) -> bool:
        """Whether anything was written that the server does not have."""
        return self.menu.entries != self.base.entries

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to be taken back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return bool(self._after)

    @property
    def entry(self) -> Entry | None:
        """The entry that is looked at."""
        return entry_at(self.menu.entries, self.place) if self.place else None

    @property
    def is_checked(self) -> bool:
        """Whether ``faults`` is of what is written now; else ``checked`` is told soon."""
        return not self._checks.is_going

    def look_around(self, around: Around) -> None:
        """Check it against something else from now on."""
        if around != self.around:
            self.around = around
            self._looked_at = {}
            self._check()
            self.checked.emit()

    def _check(self) -> None:
        self._checks.begin(self._checking())

    def _checking(self) -> Iterator[None]:
        looked: dict[int, tuple[Entry, tuple[Fault, ...]]] = {}
        begun = False

        def look(entry: Entry, around: Around) -> tuple[Fault, ...]:
            known = self._looked_at.get(id(entry)) or (entry, tuple(entry_faults(entry, around)))
            looked[id(entry)] = known
            return known[1]

        checking = checked_in_parts(self.menu, self.around, look)
        while True:
            try:
                yield next(checking)
                begun = True
            except StopIteration as ended:
                self.faults, self._looked_at = ended.value, looked
                break
        if begun:
            self.checked.emit()

    def begin(self, menu: Menu) -> None:
        """Write on from what the server has."""
        self.base = self.menu = menu
        self._before.clear()
        self._after.clear()
        self._check()
        self.look_at((0,) if menu.entries else ())

    def go_on(self, base: Menu, menu: Menu) -> None:
        """Go on from what holds now, with what was written joined to it; no step leads back."""
        self.base, self.menu, self._typing = base, menu, None
        self._before.clear()
        self._after.clear()
        if not entry_at(menu.entries, self.place):
            self.place = (0,) if menu.entries else ()
        self._check()
        self.changed.emit()

    def rebase(self, menu: Menu) -> None:
        """Go on with what is written, over what somebody else wrote meanwhile."""
        self.base = menu
        self.changed.emit()

    def look_at(self, place: Place) -> None:
        """Look at another entry."""
        self.place, self._typing = place, None
        self.changed.emit()

    def change(self, **fields: Any) -> None:
        """Change fields of the entry that is looked at; typing on is one step."""
        entry = self.entry
        if entry is None:
            return
        new = msgspec.structs.replace(entry, **fields)
        if new != entry:
            kind = (self.place, tuple(sorted(fields)))
            entries = replaced(self.menu.entries, self.place, new)
            self._step(entries, self.place, typing=kind)

    def change_job(self, **fields: Any) -> None:
        """Change fields of its job."""
        entry = self.entry
        if entry is not None and entry.job is not None:
            self.change(job=msgspec.structs.replace(entry.job, **fields))

    def add(self, title: str, queue: str | None) -> None:
        """Add an entry behind the one that is looked at, or into the folder.

        Args:
            title: how it is called at first.
            queue: the job queue of its job; None: it is a folder.
        """
        taken = {way[-1].id for way in each(self.menu.entries)}
        identity = free_id(taken, "entry" if queue is not None else "folder")
        job = None if queue is None else PreparedJob(name=identity, command="true", queue=queue)
        place = self._behind()
        entry = Entry(id=identity, title=title, job=job)
        self._step(inserted(self.menu.entries, place, entry), place)

    def double(self) -> None:
        """Add a copy of the entry that is looked at."""
        entry = self.entry
        if entry is None or is_folder(entry):
            return
        taken = {way[-1].id for way in each(self.menu.entries)}
        place = (*self.place[:-1], self.place[-1] + 1)
        copy = msgspec.structs.replace(entry, id=free_id(taken, entry.id))
        self._step(inserted(self.menu.entries, place, copy), place)

    def remove(self) -> None:
        """Take the entry that is looked at away, with everything in it."""
        if self.entry is None:
            return
        entries = removed(self.menu.entries, self.place)
        beside = (*self.place[:-1], max(0, self.place[-1] - 1))
        place = self.place if entry_at(entries, self.place) else beside
        self._step(entries, place if entry_at(entries, place) else self.place[:-1])

    def take_step(self, step: tuple[Entries, Place]) -> None:
        """Take what a move came to (``jmss.menu.editing``)."""
        if step[0] != self.menu.entries:
            self._step(*step)

    def move(self, source: Place, target: Place) -> None:
        """Move an entry in front of what stands at the target."""
        self.take_step(moved(self.menu.entries, source, target))

    def bring(self, menu: Menu) -> None:
        """Put another menu in place of what is written, from a file; one step."""
        self._step(menu.entries, (0,) if menu.entries else ())

    def undo(self) -> None:
        """Take the last step back."""
        self._swap(self._before, self._after)

    def redo(self) -> None:
        """Take it again."""
        self._swap(self._after, self._before)

    def _behind(self) -> Place:
        entry = self.entry
        if entry is None:
            return (len(self.menu.entries),)
        if is_folder(entry):
            return (*self.place, len(entry.entries))
        return (*self.place[:-1], self.place[-1] + 1)

    def _step(self, entries: Entries, place: Place, *, typing: object = None) -> None:
        if typing is None or typing != self._typing:
            self._before = [*self._before[1 - MOST_STEPS :], (self.menu, self.place)]
        self._typing = typing
        self._after.clear()
        self.menu, self.place = Menu(entries=entries, revision=self.base.revision), place
        self._check()
        self.changed.emit()

    def _swap(self, source: list[tuple[Menu, Place]], target: list[tuple[Menu, Place]]) -> None:
        if source:
            target.append((self.menu, self.place))
            self.menu, self.place = source.pop()
            self._typing = None
            self._check()
            self.changed.emit()
