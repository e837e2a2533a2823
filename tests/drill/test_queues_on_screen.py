# SPDX-License-Identifier: GPL-3.0-or-later
"""A queue is stopped and opened from the screen, on a real server and across its failover."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QItemSelectionModel
from PyQt6.QtGui import QKeySequence
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from qasync import QEventLoop

from jlook_client.apps.desk import Desk, Wishes
from jlook_client.apps.waiting import until
from jlook_client.settings import SettingsFile, Theme
from jlook_client.views.queues import Queues
from jmss.access.roles import AccessRole
from jmss.access.token_file import TokenFile, access_folder
from jmss.link.view import LinkState
from jmss.model.queues import QueueState
from jmss.settings import Site
from tests.fakes.jmssd import ADDRESS, Jmssd

pytestmark = pytest.mark.slow

Story = Callable[["Stage"], Awaitable[None]]


class Stage:
    """A server and a JLook, which asks with a token if there is one."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.server = Jmssd(folder / "cluster")
        self.token_file = ""

    def want_token(self, role: AccessRole) -> None:
        """Have the server want one, and the desk have one of that role."""
        token = TokenFile(access_folder(self.server.drive)).add("ueda", role)
        file = self.folder / "token"
        file.write_text(token, encoding="utf-8")
        file.chmod(0o600)
        self.token_file = str(file)

    async def run(self, story: Story) -> None:
        self.server.start()
        site = Site(
            server="VCOM1",
            port=self.server.port,
            hosts={"VCOM1": ADDRESS},
            token_file=self.token_file,
        )
        file = SettingsFile(self.folder / "a.json")
        wishes = Wishes(language="en", theme=Theme.LIGHT)
        self.desk = Desk(self.app, site, file, wishes=wishes)
        running = asyncio.ensure_future(self.desk.run())
        try:
            self.desk.show()
            await self.live("SV1")
            self.desk.subwindows.open("queues")
            view = self.desk.window.area.windows["queues"].view
            assert isinstance(view, Queues)
            self.view = view
            await until(lambda: view.view.table.rowCount() > 0, "the queues", 5.0)
            self.select("NIGHT")
            await story(self)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            self.desk.close()

    async def live(self, node: str) -> None:
        def is_live() -> bool:
            view = self.desk.connection.view
            return view.state is LinkState.LIVE and view.node == node

        await until(is_live, "a live link", 15.0)

    def select(self, name: str) -> None:
        table, selection = self.view.view.table, self.view.view.selectionModel()
        assert selection is not None
        at = next(at for at, row in enumerate(table.rows) if row.queue.name == name)
        # Not selectRow: it heeds the keys that an earlier test held down.
        flags = QItemSelectionModel.SelectionFlag
        selection.select(table.index(at, 0), flags.ClearAndSelect | flags.Rows)

    def press(self, keys: str) -> None:
        QTest.keySequence(self.desk.window, QKeySequence(keys))

    async def state(self, name: str, state: QueueState) -> None:
        await until(lambda: self.desk.mirror.queues[name].state is state, state, 10.0)

    async def told(self, text: str) -> None:
        await until(lambda: self.view.outcome.text() == text, text, 10.0)

    def hindrances(self) -> set[str]:
        actions = [one for one in self.desk.window.queue_menu.actions() if one.objectName()]
        return {action.toolTip() for action in actions if not action.isEnabled()}


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path, allow_log: Callable[[str], None]) -> Iterator[Stage]:
    stage = Stage(qapp, tmp_path)
    qapp.setQuitOnLastWindowClosed(False)
    yield stage
    qapp.setQuitOnLastWindowClosed(True)
    if stage.server.process is not None:
        stage.server.kill()
    asyncio.set_event_loop(None)


def play(stage: Stage, story: Story) -> None:
    loop = QEventLoop(stage.app)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(stage.run(story))


def test_a_queue_is_stopped_and_opened_across_a_failover(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        stage.desk.window.activateWindow()
        stage.press("Ctrl+Shift+H")
        await stage.told("Stop queue NIGHT: Done")
        await stage.state("NIGHT", QueueState.STOPPED)
        await until(lambda: stage.view.numbers.text().endswith("1 stopped"), "the count", 10.0)
        stage.server.kill()
        down = {"Not connected to the JMSS server.", "The queue is stopped already."}
        await until(lambda: stage.hindrances() == down, "the reasons", 10.0)
        stage.press("Ctrl+Shift+L")
        stage.server.start("SV2")
        await stage.live("SV2")
        assert stage.desk.mirror.queues["NIGHT"].state is QueueState.STOPPED, "none was kept"
        await until(lambda: len(stage.hindrances()) == 1, "the action", 5.0)
        stage.press("Ctrl+Shift+L")
        await stage.told("Open queue NIGHT: Done")
        await stage.state("NIGHT", QueueState.OPEN)

    play(stage, story)


@pytest.mark.parametrize("role", [AccessRole.VIEWER, AccessRole.OPERATOR])
def test_who_may_not_is_told_why(stage: Stage, role: AccessRole) -> None:
    async def story(stage: Stage) -> None:
        why = f"The role {role} does not allow stop queue; that needs the role administrator."
        await until(lambda: why in stage.hindrances(), why, 5.0)

    stage.want_token(role)
    play(stage, story)
