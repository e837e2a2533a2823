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
        found: gives them as the settings keep them; another JLook may have put some there.
        keep: is given all of them after each change.
        put_aside: is given those that cannot be read or worn any more.
    """

    def __init__(
        self,
        found: Callable[[], Sequence[Any]],
        keep: Callable[[tuple[dict[str, Any], ...]], None],
        put_aside: Callable[[tuple[Any, ...]], None],
    ) -> None:
        self._found = found
        self._keep = keep
        self._put_aside = put_aside
        self._views: dict[str, SavedView] = {}
        self.read()

    def read(self) -> None:
        """Read them again."""
        self._views = {}
        damaged = tuple(one for one in self._found() if not self._read(one))
        if damaged:
            self._put_aside(damaged)
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
        self.read()
        self._views[name] = SavedView(name=name, left=left)
        self._save()

    def rename(self, name: str, new: str) -> None:
        """Give a view another name, at the same place; one that has that name already goes."""
        self.read()
        views = [view for view in self._views.values() if view.name != new or view.name == name]
        renamed = (
            SavedView(name=new, left=view.left) if view.name == name else view for view in views
        )
        self._views = {view.name: view for view in renamed}
        self._save()

    def delete(self, name: str) -> None:
        """Keep a view no more."""
        self.read()
        self._views.pop(name, None)
        self._save()

    def give_up(self, name: str) -> None:
        """Put a view aside that cannot be worn."""
        self._put_aside((msgspec.to_builtins(self._views[name]),))
        self.delete(name)

    @classmethod
    def of_one_desk(cls) -> "SavedViews":
        """Give views that are kept no longer than the desk is there."""
        kept: list[tuple[dict[str, Any], ...]] = [()]
        return cls(lambda: kept[-1], kept.append, lambda _damaged: None)

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
