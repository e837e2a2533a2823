# SPDX-License-Identifier: GPL-3.0-or-later
"""Views that an operator has saved by name: filter, order and columns of a job table.

All job information subwindows share them. One that cannot be read is put aside, and kept.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

MOST_LETTERS = 60


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """How a job table was, under the name that the operator gave it."""

    name: str
    left: dict[str, Any]
    """What ``JobInformation.remembered`` gave."""


class SavedViews:
    """The saved views, in the order in which they were saved.

    Args:
        found: as the settings keep them.
        keep: is given all of them after each change.
        put_aside: is given one that cannot be read or worn any more.
    """

    def __init__(
        self,
        found: Sequence[Any] = (),
        keep: Callable[[tuple[dict[str, Any], ...]], None] = lambda _views: None,
        put_aside: Callable[[Any], None] = lambda _view: None,
    ) -> None:
        self._keep = keep
        self._put_aside = put_aside
        self._views: dict[str, SavedView] = {}
        damaged = [one for one in found if not self._read(one)]
        for one in damaged:
            put_aside(one)
        if damaged:
            self._save()

    @property
    def names(self) -> list[str]:
        """The names of all views."""
        return list(self._views)

    def left(self, name: str) -> dict[str, Any]:
        """Give what a view is."""
        return self._views[name].left

    def save(self, name: str, left: dict[str, Any]) -> None:
        """Keep a view, in place of one of the same name."""
        self._views[name] = SavedView(name=name, left=left)
        self._save()

    def rename(self, name: str, new: str) -> None:
        """Give a view another name, at the same place; one that has that name already goes."""
        views = [view for view in self._views.values() if view.name != new or view.name == name]
        renamed = (
            SavedView(name=new, left=view.left) if view.name == name else view for view in views
        )
        self._views = {view.name: view for view in renamed}
        self._save()

    def delete(self, name: str) -> None:
        """Keep a view no more."""
        del self._views[name]
        self._save()

    def give_up(self, name: str) -> None:
        """Put a view aside that cannot be worn."""
        self._put_aside(msgspec.to_builtins(self._views[name]))
        self.delete(name)

    def _read(self, one: Any) -> bool:
        try:
            view = msgspec.convert(one, SavedView)
        except msgspec.ValidationError:
            return False
        good = bool(view.name.strip()) and len(view.name) <= MOST_LETTERS
        if good and view.name not in self._views:
            self._views[view.name] = view
        return good and self._views[view.name] == view

    def _save(self) -> None:
        self._keep(tuple(msgspec.to_builtins(view) for view in self._views.values()))
