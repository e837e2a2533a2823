# SPDX-License-Identifier: GPL-3.0-or-later
"""JClusterEnv, JEnv, JSchedule and JMenu as they are, but for the link: a board of the test's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication, QTabWidget, QWidget

from jlook_client.apps.cluster_environment import ClusterEnvironment
from jlook_client.apps.environment_orders import Answer, EnvironmentOrders
from jlook_client.apps.jenv import furnished as furnished_env
from jlook_client.apps.jschedule import ScheduleJoints
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.menu_room import MenuRoom
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts, own_file_of
from jlook_client.clock import Clock
from jlook_client.settings import SettingsFile, Theme
from jlook_client.views.env_view import EnvView
from jmss.model.queues import Queue
from jmss.rules.environment import first_environment
from jmss.settings import Site
from tests.fakes.desk_board import Desk as Board
from tests.fakes.desk_board import a_machine
from tests.fakes.desk_link import DeskLink, up
from tests.fakes.environment_lists import all_well
from tests.fakes.menu_tool import MENU
from tests.fakes.schedule_stage import (
    NOW,
    PlayedServer,
    a_calendar,
    a_run,
    a_schedule,
    fired,
)

TOOLS = (Program.JCLUSTERENV, Program.JENV, Program.JSCHEDULE, Program.JMENU)
QUEUES = (
    Queue(name="NIGHT", virtual_computer="VCOM1"),
    Queue(name="DAY", virtual_computer="VCOM1"),
)


class StillOrders(EnvironmentOrders):
    """Lists the manual's figure, and does nothing."""

    def follow(self, node: str) -> None:
        QTimer.singleShot(0, lambda: self.listed.emit(all_well()))

    def order(self, *words: str, done: Callable[[Answer], None]) -> None:
        pass


class WholeTool:
    """One of the tools, whose server the test plays; the administrator sits at it."""

    def __init__(
        self, app: QApplication, folder: Path, program: Program, language: str = "en"
    ) -> None:
        self.program = program
        self.server = PlayedServer()
        shared = SettingsFile(folder / "jlook.json")
        base = LinkedProgram(
            app,
            Site(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"}),
            shared,
            program=program,
            wishes=Wishes(language=language, theme=Theme.LIGHT),
            clock=Clock(lambda: 6.0, lambda: NOW),
        )
        base.connection._role = "administrator"
        board = Board()
        board.mirror = base.mirror
        board.replace(*_facts())
        self._joints: object = None
        self.tool = Tool(base, program, self._furnish, own_file=own_file_of(program, shared))
        self.window = self.tool.window
        self.link = DeskLink()
        self.link.view = up()
        self.window.calls = self.link.calls()
        self.window.resize(1024, 700)
        self.tool.show()
        self.window.look_again()
        for watcher in base.mirror.watchers:
            watcher.replaced()
        QApplication.processEvents()

    def _furnish(self, parts: ToolParts) -> QWidget:
        parts = replace(parts, asking=self.server)  # type: ignore[arg-type] # the same shape
        match self.program:
            case Program.JENV:
                return furnished_env(parts)
            case Program.JSCHEDULE:
                self._joints = schedules = ScheduleJoints(parts)
                return schedules.view
            case Program.JMENU:
                self._joints = room = MenuRoom(parts)
                return room.view
            case _:
                orders = StillOrders(Path(), parts.window)
                self._joints = environment = ClusterEnvironment(
                    parts.window, orders, tr=parts.tr, looks=parts.looks, needed=lambda _name: None
                )
                parts.window.works_alone = True
                return environment.view

    def faces(self) -> Iterator[tuple[str, QWidget]]:
        """Turn to each page and open each further window; give its name and the window."""
        match self._joints:
            case ScheduleJoints() as schedules:
                yield from self._faces_of_schedules(schedules)
            case MenuRoom() as room:
                yield from self._faces_of_menu(room)
            case ClusterEnvironment() as environment:
                yield from self._faces_of_cluster(environment)
            case _:
                yield from self._faces_of_env()

    def _faces_of_schedules(self, joints: ScheduleJoints) -> Iterator[tuple[str, QWidget]]:
        joints.table.settle()
        joints.view.select("NIGHTLY")
        for page in range(joints.pages.count()):
            joints.pages.setCurrentIndex(page)
            yield joints.pages.tabText(page), self.window
        joints.view.doing.edit.trigger()
        yield "schedule", joints.editors.open[-1]
        joints.editors.edit_calendar(a_calendar())
        yield "calendar", joints.editors.open[-1]
        joints.editors.show_calendars()
        assert joints.editors.calendars is not None
        yield "calendars", joints.editors.calendars

    def _faces_of_menu(self, room: MenuRoom) -> Iterator[tuple[str, QWidget]]:
        room.desk.tree.choose("report")
        yield "entry", self.window
        room.desk.page.run.click()
        yield "question", self.window
        room.editing.begin()
        room.editing.editor.tree.choose((0, 0))
        tabs = room.editing.editor.findChild(QTabWidget)
        assert tabs is not None
        for page in range(tabs.count()):
            tabs.setCurrentIndex(page)
            yield tabs.tabText(page), self.window

    def _faces_of_cluster(self, environment: ClusterEnvironment) -> Iterator[tuple[str, QWidget]]:
        view = environment.view.view
        assert view is not None
        view.selectRow(0)
        yield "list", self.window
        environment.show_properties()
        assert environment.properties is not None
        yield "properties", environment.properties

    def _faces_of_env(self) -> Iterator[tuple[str, QWidget]]:
        view = self.tool.view
        assert isinstance(view, EnvView)
        for page in range(view.list.count()):
            view.list.setCurrentRow(page)
            yield view.pages[page].title, self.window

    def close(self) -> None:
        if isinstance(self._joints, ScheduleJoints):
            for editor in tuple(self._joints.editors.open):
                editor.discard()
        if isinstance(self._joints, ClusterEnvironment):
            self._joints.end()
        self.tool.close()


Opened = Callable[[Program, str], WholeTool]
"""Opens a tool in a language."""


@contextmanager
def opening(app: QApplication, folder: Path) -> Iterator[Opened]:
    """Close in the end what was opened."""
    tools: list[WholeTool] = []

    def opened(program: Program, language: str) -> WholeTool:
        tools.append(WholeTool(app, folder, program, language))
        return tools[-1]

    yield opened
    for tool in tools:
        tool.close()


def _facts() -> list[object]:
    environment = first_environment(QUEUES, None)  # type: ignore[arg-type] # as cluster.toml says
    return [
        *QUEUES,
        a_machine("VCOM1", "SV1"),
        a_machine("VCOM2"),
        a_machine("VCOM3", "SV3"),
        msgspec.structs.replace(environment, revision=1),
        MENU,
        a_calendar(),
        a_schedule(),
        fired("NIGHTLY", a_run()),
    ]
