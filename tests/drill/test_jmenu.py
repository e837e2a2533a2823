# SPDX-License-Identifier: GPL-3.0-or-later
"""Two JMenus at a real server: one writes the menu, the other starts from it, across a kill."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from qasync import QEventLoop

from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.menu_room import MenuRoom
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts, own_file_of
from jlook_client.apps.waiting import until
from jlook_client.settings import SettingsFile, Theme
from jlook_client.views.menu_view import MenuView
from jmss.access.roles import AccessRole
from jmss.access.token_file import TokenFile, access_folder
from jmss.link.view import LinkState
from jmss.model.operations import Submit
from jmss.settings import Site
from tests.fakes.jmssd import ADDRESS, Jmssd

pytestmark = pytest.mark.slow

LEFT = Qt.MouseButton.LeftButton


class Seat:
    """One JMenu with a token of its own."""

    def __init__(self, app: QApplication, folder: Path, server: Jmssd, role: AccessRole) -> None:
        token = folder / f"token_{role}"
        token.write_text(TokenFile(access_folder(server.drive)).add(f"the_{role}", role))
        token.chmod(0o600)
        site = Site(
            server="VCOM1", port=server.port, hosts={"VCOM1": ADDRESS}, token_file=str(token)
        )
        shared = SettingsFile(folder / f"{role}.json")
        wishes = Wishes(language="en", theme=Theme.LIGHT)
        base = LinkedProgram(app, site, shared, program=Program.JMENU, wishes=wishes)
        self.room: MenuRoom

        def furnish(parts: ToolParts) -> MenuView:
            self.room = MenuRoom(parts)
            return self.room.view

        own = own_file_of(Program.JMENU, SettingsFile(folder / f"{role}" / "jlook.json"))
        self.tool = Tool(base, Program.JMENU, furnish, own_file=own)

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(row.title, row.look.word) for row in self.room.table.rows]

    async def live(self, node: str) -> None:
        def is_live() -> bool:
            view = self.tool.connection.view
            return view.state is LinkState.LIVE and view.node == node

        await until(is_live, "a live link", 20.0)


class Stage:
    """A server, an administrator and a starter."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app = app
        self.server = Jmssd(folder / "cluster")
        self.admin = Seat(app, folder, self.server, AccessRole.ADMINISTRATOR)
        self.starter = Seat(app, folder, self.server, AccessRole.STARTER)

    async def run(self, story: Callable[["Stage"], Awaitable[None]]) -> None:
        self.server.start()
        seats = (self.admin, self.starter)
        running = [asyncio.ensure_future(seat.tool.run()) for seat in seats]
        try:
            for seat in seats:
                seat.tool.show()
                await seat.live("SV1")
            await story(self)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            for seat in seats:
                seat.tool.close()


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(qapp, tmp_path)
    qapp.setQuitOnLastWindowClosed(False)
    yield stage
    qapp.setQuitOnLastWindowClosed(True)
    if stage.server.process is not None:
        stage.server.kill()
    asyncio.set_event_loop(None)


def test_an_entry_is_written_started_cut_off_and_never_started_twice(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        admin, starter = stage.admin.room, stage.starter.room
        await until(lambda: admin.editing.hindrance() == "", "the role", 10.0)
        assert "administrator" in starter.editing.hindrance()
        admin.editing.begin()
        editor = admin.editing.editor
        QTest.mouseClick(editor.buttons["entry"], LEFT)
        QTest.keyClicks(editor.form.title, "Backup")
        QTest.mouseClick(editor.apply, LEFT)
        await until(lambda: "revision 1" in editor.told.text(), "the menu", 10.0)
        await until(lambda: starter.desk.tree.choose("entry"), "the entry at the other", 10.0)
        page = starter.desk.page
        assert page.title.text() == "Backup"
        await until(page.run.isEnabled, "the button", 10.0)

        # It is sent to a server that never sees it, and dies.
        stage.server.signal(signal.SIGSTOP)
        QTest.mouseClick(page.run, LEFT)
        await until(lambda: stage.starter.rows == [("Backup", "Sent")], "the start", 10.0)
        stage.server.signal(signal.SIGKILL)
        stage.server.kill()
        await until(lambda: stage.starter.rows == [("Backup", "Outcome unknown")], "cut", 20.0)
        assert not page.run.isEnabled()
        stage.server.start("SV2")
        await stage.starter.live("SV2")
        await until(lambda: stage.starter.rows == [("Backup", "Not asked")], "the answer", 20.0)

        # Started again by hand, it is one job, and the starter's.
        await until(page.run.isEnabled, "the button again", 10.0)
        QTest.mouseClick(page.run, LEFT)
        wanted = [("Backup", "Queued"), ("Backup", "Not asked")]
        await until(lambda: stage.starter.rows == wanted, "the job", 10.0)
        jobs = list(stage.admin.tool.parts.mirror.jobs.values())
        assert [(job.owner, job.name) for job in jobs] == [("the_starter", "entry")]

        # Whatever the window says, the server is who decides.
        told: list[str] = []
        submit = Submit(name="x", command="true", queue="NIGHT", owner="x")
        stage.starter.tool.connection.ask(
            submit, lambda asked: told.append(asked.error.code if asked.error else "")
        )
        await until(lambda: told[-1:] == ["RoleForbids"], "the refusal", 10.0)

    loop = QEventLoop(stage.app)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(stage.run(story))
