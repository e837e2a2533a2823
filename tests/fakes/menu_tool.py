# SPDX-License-Identifier: GPL-3.0-or-later
"""JMenu on a board of the test's, with a server that answers when the test says so."""

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path

from PyQt6.QtWidgets import QApplication

from jlook_client.acts import Part, Stage
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.menu_room import MenuRoom
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts, own_file_of
from jlook_client.settings import SettingsFile, Theme
from jlook_client.shadow import Shadow
from jlook_client.views.menu_view import MenuView
from jmss.errors import JmssError
from jmss.model.changes import Fact, Position
from jmss.model.menu import Entry, Menu, Parameter, ParameterType
from jmss.model.operations import Operation, PutDocument, StartEntry
from jmss.model.queues import Queue
from jmss.model.schedules import PreparedJob
from jmss.settings import Site
from tests.fakes.desk_board import a_machine
from tests.fakes.desk_link import down, up

BACKUP = Entry(
    id="backup",
    title="Backup",
    note="Saves a database.",
    job=PreparedJob(name="backup", command="backup {db} {day} {days} {full}", queue="NIGHT"),
    parameters=(
        Parameter(name="db", label="Database", pattern=r"[A-Z]+\d", note="letters and a digit"),
        Parameter(name="day", label="Day", type=ParameterType.DATE),
        Parameter(
            name="days", label="Days", type=ParameterType.NUMBER, least=1, most=31, default="7"
        ),
        Parameter(name="full", label="All of it", type=ParameterType.YES_NO, default="no"),
    ),
)
REPORT = Entry(
    id="report",
    title="Report",
    note="Prints it.",
    confirm="Paper is used. Go on?",
    job=PreparedJob(name="report", command="print {branch}", queue="NIGHT"),
    parameters=(
        Parameter(
            name="branch", label="Branch", type=ParameterType.CHOICE, choices=("Tokyo", "Osaka")
        ),
    ),
)
PLAIN = Entry(id="plain", title="Check", job=PreparedJob(name="c", command="true", queue="NIGHT"))
GUARDED = Entry(
    id="guarded",
    title="Rebuild",
    role="operator",
    job=PreparedJob(name="r", command="true", queue="NIGHT"),
)
MENU = Menu(
    revision=3,
    entries=(Entry(id="night", title="Night work", entries=(BACKUP, REPORT)), PLAIN, GUARDED),
)


class FakeAsks:
    """Is asked; answers when the test says so."""

    def __init__(self) -> None:
        self.role = "starter"
        self.is_live = True
        self.asked: list[Operation] = []
        self._waiting: list[tuple[Part, Callable[[Part], None]]] = []

    def ask(self, operation: Operation, told: Callable[[Part], None]) -> None:
        self.asked.append(operation)
        part = Part(operation, Stage.SENT)
        self._waiting.append((part, told))
        told(part)

    def answer(
        self, stage: Stage, *, error: JmssError | None = None, made: int | None = None
    ) -> None:
        """Tell who asked last what became of it."""
        part, told = self._waiting[-1]
        part.stage, part.told, part.made = stage, error, made
        told(part)

    @property
    def started(self) -> list[StartEntry]:
        return [one for one in self.asked if isinstance(one, StartEntry)]

    @property
    def put(self) -> list[PutDocument]:
        return [one for one in self.asked if isinstance(one, PutDocument)]


class MenuStage:
    """The tool, its room, and the hand that changes the board."""

    def __init__(self, app: QApplication, folder: Path, *, language: str = "en") -> None:
        site = Site(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"})
        shared = SettingsFile(folder / "jlook.json")
        wishes = Wishes(language=language, theme=Theme.LIGHT)
        program = Program.JMENU
        self.base = LinkedProgram(app, site, shared, program=program, wishes=wishes)
        self.base.connection._known_as = "ueda"
        self.asks = FakeAsks()
        self.facts: list[Fact] = [
            Queue(name="NIGHT", virtual_computer="VCOM1"),
            Queue(name="DAY", virtual_computer="VCOM1"),
            a_machine("VCOM1", "SV1"),
            a_machine("VCOM2"),
        ]
        self._seq = 0
        self.room: MenuRoom

        def furnish(parts: ToolParts) -> MenuView:
            self.room = MenuRoom(dataclasses.replace(parts, asking=self.asks))  # type: ignore[arg-type]
            return self.room.view

        self.tool = Tool(self.base, program, furnish, own_file=own_file_of(program, shared))
        self.tool.show()
        self.tool.window._ticker.stop()
        self.show_board(MENU)
        self.live()

    def show_board(self, *more: Fact) -> None:
        """Let these facts hold besides queues and machines."""
        shadow = Shadow()
        shadow.add([*self.facts, *more])
        self._seq += 1
        self.base.mirror.swap(shadow, Position("e", self._seq, 1))
        self.room.table.settle()

    def live(self) -> None:
        self.asks.is_live = True
        self.tool.window.show_link(up(), 6.0)

    def cut(self) -> None:
        self.asks.is_live = False
        self.tool.window.show_link(down(), 6.0)

    def become(self, role: str) -> None:
        """The server gives another role."""
        self.asks.role = role
        self.base.connection._role = role
        self.room.link_changed(self.base.connection.view)

    def rows(self) -> Iterable[tuple[str, str, int | None]]:
        """What stands in the list: title, state and the number of the job."""
        return [
            (row.title, row.look.word, row.job.number if row.job else None)
            for row in self.room.table.rows
        ]
