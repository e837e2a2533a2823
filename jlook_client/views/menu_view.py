# SPDX-License-Identifier: GPL-3.0-or-later
"""JMenu's one view: the menu to start from, or in its place the menu being edited."""

from collections.abc import Callable, Mapping
from typing import Any

from PyQt6.QtWidgets import QStackedWidget

from jlook_client.views.menu_desk import MenuDesk
from jlook_client.views.sub_window import Remembers, ShowsAge


class MenuView(QStackedWidget):
    """Shows one of the two; both are told how old they are.

    Args:
        desk: what operators work with.
        joints: others that are to know how old the screen is, and be remembered, by name.
    """

    def __init__(self, desk: MenuDesk, joints: Mapping[str, object]) -> None:
        super().__init__()
        self.desk = desk
        self._joints = joints
        self.stale_changed: Callable[[str | None], None] = lambda _as_of: None
        self.addWidget(desk)

    def show_stale(self, as_of: str | None) -> None:
        """Show everything as last known, and let nothing be done; None: live again."""
        self.stale_changed(as_of)
        self.desk.show_stale(as_of)
        for joint in self._joints.values():
            if isinstance(joint, ShowsAge):
                joint.show_stale(as_of)

    def remembered(self) -> dict[str, Any]:
        """Give what all of them remember."""
        joints = {
            name: joint.remembered()
            for name, joint in self._joints.items()
            if isinstance(joint, Remembers)
        }
        return {"desk": self.desk.remembered(), **joints}

    def recall(self, left: Mapping[str, Any]) -> None:
        """Take it back."""
        for name, joint in self._joints.items():
            if isinstance(joint, Remembers) and isinstance(left.get(name), dict):
                joint.recall(left[name])
        if isinstance(left.get("desk"), dict):
            self.desk.recall(left["desk"])
