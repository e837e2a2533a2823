# SPDX-License-Identifier: GPL-3.0-or-later
"""JSchedule on a board that a test changes, asking a server that a test plays."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PyQt6.QtWidgets import QApplication

from jlook_client.acts import Part, Stage
from jlook_client.apps.jschedule import ScheduleJoints
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts, own_file_of
from jlook_client.clock import Clock
from jlook_client.settings import SettingsFile, Theme
from jlook_client.views.document_editor import DocumentEditor
from jmss.errors import JmssError
from jmss.link.view import LinkView
from jmss.model.changes import Fact
from jmss.model.operations import Operation
from jmss.model.queues import Queue
from jmss.model.schedules import Calendar, Fired, Outcome, PreparedJob, Run, Schedule
from jmss.settings import Site
from tests.fakes.desk_board import Desk as Board
from tests.fakes.desk_link import DeskLink, down, up

NOW = time.mktime((2026, 11, 23, 14, 32, 0, 0, 0, -1))
"""A Monday, and a public holiday in Japan."""


def a_prepared(name: str = "close", **fields: object) -> PreparedJob:
    known = {"name": name, "command": f"run {name}", "queue": "NIGHT"}
    return PreparedJob(**(known | fields))  # type: ignore[arg-type]


def a_schedule(name: str = "NIGHTLY", **fields: object) -> Schedule:
    known: dict[str, object] = {
        "jobs": (a_prepared(),),
        "owner": "batch",
        "cron": "30 18 * * *",
        "revision": 1,
        "since": NOW - 86_400 * 30,
    }
    return Schedule(name=name, **(known | fields))  # type: ignore[arg-type]


def a_calendar(name: str = "TOKYO", **fields: object) -> Calendar:
    return Calendar(name=name, **({"revision": 1} | fields))  # type: ignore[arg-type]


def fired(name: str, *runs: Run) -> Fired:
    return Fired(name=name, up_to=max((run.due for run in runs), default=0.0), runs=runs)


def a_run(ago: float = 3600.0, **fields: object) -> Run:
    known: dict[str, object] = {"due": NOW - ago, "at": NOW - ago, "outcome": Outcome.SUBMITTED}
    return Run(**(known | fields))  # type: ignore[arg-type]


class PlayedServer:
    """Notes what it is asked, and answers when the test says so (``views/asks.py``)."""

    def __init__(self) -> None:
        self.role = "administrator"
        self.is_live = True
        self.asked: list[Operation] = []
        self._told: list[Callable[[Part], None]] = []
        self.parts: list[Part] = []

    def ask(self, operation: Operation, told: Callable[[Part], None]) -> None:
        self.asked.append(operation)
        self._told.append(told)
        self.parts.append(Part(operation))
        self.becomes(Stage.SENT)

    def becomes(self, stage: Stage, error: JmssError | None = None, at: int = -1) -> None:
        """Let something that was asked come further."""
        part = self.parts[at]
        part.stage, part.told = stage, error
        self._told[at](part)


class ScheduleStage:
    """The whole program, but for the link."""

    def __init__(
        self,
        app: QApplication,
        folder: Path,
        *facts: Fact,
        language: str = "en",
        theme: Theme = Theme.LIGHT,
    ) -> None:
        self.server = PlayedServer()
        self.now = NOW
        clock = Clock(lambda: self.now - NOW + 6.0, lambda: self.now)
        shared = SettingsFile(folder / "jlook.json")
        program = Program.JSCHEDULE
        base = LinkedProgram(
            app,
            Site(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"}),
            shared,
            program=program,
            wishes=Wishes(language=language, theme=theme),
            clock=clock,
        )
        self.board = Board()
        self.board.mirror = base.mirror
        self.board.replace(Queue(name="NIGHT", virtual_computer="VCOM1"), *facts)
        self.opened_jobs: list[frozenset[int]] = []
        self.tool = Tool(base, program, self._furnish, own_file=own_file_of(program, shared))
        self.window = self.tool.window
        self.view = self.joints.view
        self.link = DeskLink()
        self.window.calls = self.link.calls()
        self.window.show()
        self.show(up())
        self.joints.table.settle()

    def _furnish(self, parts: ToolParts) -> object:
        parts = replace(
            parts,
            asking=self.server,  # type: ignore[arg-type] # a fake of the same shape
            show_jobs=self.opened_jobs.append,
        )
        self.joints = ScheduleJoints(parts)
        return self.joints.view

    def show(self, view: LinkView) -> None:
        """Let the link be so."""
        self.link.view = view
        self.window.look_again()

    def cut(self) -> None:
        self.server.is_live = False
        self.show(down())

    def editor(self) -> DocumentEditor:
        """The newest one."""
        return self.joints.editors.open[-1]

    def names(self) -> list[str]:
        return [row.schedule.name for row in self.joints.table.rows]

    def close(self) -> None:
        for editor in tuple(self.joints.editors.open):
            editor.discard()
        self.tool.close()
