# SPDX-License-Identifier: GPL-3.0-or-later
"""The smallest tool there can be: one button that asks the server to put a schedule."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PyQt6.QtWidgets import QApplication, QPushButton

from jlook_client.acts import Part, Stage
from jlook_client.apps.address import Aim
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts, own_file_of
from jlook_client.settings import SettingsFile, Theme
from jlook_client.views.asks import Asks
from jlook_client.views.entries import Entry
from jmss.model.operations import PutDocument
from jmss.model.schedules import Schedule
from jmss.settings import Site


class TinyView(QPushButton):
    """Notes how far its question has come, and how old it is said to be."""

    def __init__(self, asks: Asks) -> None:
        super().__init__("Put")
        self.stages: list[Stage] = []
        self.ages: list[str | None] = []
        self.recalled: Mapping[str, Any] = {}
        self.clicked.connect(
            lambda: asks.ask(PutDocument(document=Schedule(name="NIGHTLY")), self._note)
        )

    def show_stale(self, as_of: str | None) -> None:
        self.ages.append(as_of)
        self.setEnabled(as_of is None)

    def remembered(self) -> dict[str, Any]:
        return {"seen": len(self.ages)}

    def recall(self, left: Mapping[str, Any]) -> None:
        self.recalled = left

    def _note(self, part: Part) -> None:
        self.stages.append(part.stage)


def furnish(parts: ToolParts) -> TinyView:
    view = TinyView(parts.asking)
    parts.window.add_own_menu("&Own", [Entry(text="&Put", call=view.click)])
    return view


def tiny_tool(
    app: QApplication, folder: Path, *, port: int = 1, aim: Aim | None = None, language: str = "en"
) -> Tool:
    """Give one that is not shown yet; its settings lie in the folder."""
    site = Site(server="VCOM1", port=port, hosts={"VCOM1": "127.0.0.1"})
    shared = SettingsFile(folder / "jlook.json")
    program = Program.JSCHEDULE
    wishes = Wishes(language=language, theme=Theme.LIGHT)
    base = LinkedProgram(app, site, shared, program=program, wishes=wishes, aim=aim)
    return Tool(base, program, furnish, own_file=own_file_of(program, shared))
