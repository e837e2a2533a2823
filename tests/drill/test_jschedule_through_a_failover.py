# SPDX-License-Identifier: GPL-3.0-or-later
"""JSchedule, its real window, on a real cluster: a schedule is made, fires, and fires on.

The server's clock is set so that the full minute is near (``tests/fakes/ahead_jmssd.py``).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLineEdit
from qasync import QEventLoop

from jlook_client.apps.jschedule import ScheduleJoints
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, ToolParts, own_file_of
from jlook_client.apps.waiting import until
from jlook_client.settings import SettingsFile, Theme
from jlook_client.tables.due_list import DueRow
from jlook_client.views.schedule_form import ScheduleForm
from jlook_client.views.schedule_list import ScheduleList
from jlook_client.views.shortcuts import plain
from jmss.cluster.local import LocalCluster
from jmss.link.view import LinkState
from jmss.model.schedules import Outcome
from jmss.settings import load_site
from tests.fakes.cluster import running_cluster
from tests.fakes.two_nodes import two_nodes

pytestmark = pytest.mark.slow

MINUTE = 60.0
BEFORE = 2.0
"""Seconds before the full minute to which the clock is set."""
HISTORY = 3
"""The page."""


class Seat:
    """The window of an administrator, and the clock of the server that he works with."""

    def __init__(self, app: QApplication, folder: Path, cluster: LocalCluster) -> None:
        self.cluster = cluster
        self._ahead = 0.0
        site = load_site(cluster.folders.site)
        site = msgspec.structs.replace(site, token_file=str(cluster.folders.token))
        shared = SettingsFile(folder / "jlook.json")
        program, wishes = Program.JSCHEDULE, Wishes(language="en", theme=Theme.LIGHT)
        base = LinkedProgram(app, site, shared, program=program, wishes=wishes)
        self.joints: ScheduleJoints
        self.tool = Tool(base, program, self._furnish, own_file=own_file_of(program, shared))

    def _furnish(self, parts: ToolParts) -> ScheduleList:
        self.joints = ScheduleJoints(parts)
        return self.joints.view

    @property
    def menus(self) -> list[str]:
        actions = self.tool.window.menu_bar.actions()
        return [plain(action.text()) for action in actions if action.isVisible()]

    @property
    def history(self) -> list[DueRow]:
        """What the page shows, the oldest first."""
        return list(reversed(self.joints.pages.history.table.rows))  # type: ignore[attr-defined] # a DueTable

    @property
    def dues(self) -> list[float]:
        """For which times there is a run, the oldest first."""
        return [row.at for row in self.history]

    async def live(self, node: str) -> None:
        def is_live() -> bool:
            view = self.tool.connection.view
            return view.state is LinkState.LIVE and view.node == node

        await until(is_live, f"a live link on {node}", 20.0)

    def set_clock(self) -> float:
        """Set the server's clock to just before the next full minute; give that."""
        now = time.time() + self._ahead
        due = (now // MINUTE + 1) * MINUTE
        self._ahead += max(0.0, due - BEFORE - now)
        file = self.cluster.folders.root / "ahead"
        file.with_suffix(".new").write_text(repr(self._ahead))
        file.with_suffix(".new").replace(file)
        return due

    async def until_due(self, due: float) -> None:
        await until(lambda: time.time() + self._ahead >= due, "the minute", BEFORE + 1.0)

    async def make(self, name: str, cron: str, command: str) -> None:
        """Make a schedule as somebody does who sits there."""
        await until(self.joints.view.doing.new.isEnabled, "the role", 10.0)
        self.joints.view.doing.new.trigger()
        editor = self.joints.editors.open[-1]
        form = editor.form
        assert isinstance(form, ScheduleForm)
        fields = {form.name: name, form.cron: cron, form.jobs.name: name}
        for line, text in {**fields, form.jobs.command: command}.items():
            enter(line, text)
        await until(editor.save.isEnabled, "the next runs", 10.0)
        QTest.mouseClick(editor.save, Qt.MouseButton.LeftButton)
        await until(lambda: not self.joints.editors.open, "the answer", 10.0)
        there = self.joints.table
        await until(lambda: [row.schedule.name for row in there.rows] == [name], "the row", 10.0)


def enter(line: QLineEdit, text: str) -> None:
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, text)


Story = Callable[[Seat], Awaitable[None]]


@pytest.fixture
def told(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[Story], None]]:
    qapp.setQuitOnLastWindowClosed(False)

    def tell(story: Story) -> None:
        loop = QEventLoop(qapp)
        asyncio.set_event_loop(loop)
        with running_cluster(tmp_path / "cluster", two_nodes()) as cluster, loop:
            seat = Seat(qapp, tmp_path, cluster)
            try:
                loop.run_until_complete(sit(seat, story))
            finally:
                seat.tool.close()

    yield tell
    qapp.setQuitOnLastWindowClosed(True)
    asyncio.set_event_loop(None)


async def sit(seat: Seat, story: Story) -> None:
    seat.tool.show()
    running = asyncio.ensure_future(seat.tool.run())
    try:
        await seat.live("SV1")
        await story(seat)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_a_schedule_made_in_the_window_fires_once_for_each_time_across_a_kill(
    told: Callable[[Story], None],
) -> None:
    async def story(seat: Seat) -> None:
        await seat.make("CLOSE", "* * * * *", "true")
        seat.joints.pages.setCurrentIndex(HISTORY)
        first = seat.set_clock()
        await until(lambda: first in seat.dues, "the first run", 10.0)

        # The next time comes while the node of the server is being killed.
        second = seat.set_clock()
        await seat.until_due(second - 0.05)
        killing = asyncio.ensure_future(asyncio.to_thread(seat.cluster.kill, "SV1"))
        await until(lambda: "Connect" in seat.menus, "[接続]", 10.0)
        assert seat.joints.table.stale
        assert not seat.joints.view.doing.run.isEnabled()
        await killing
        await seat.live("SV2")
        assert "Connect" not in seat.menus
        await until(lambda: second in seat.dues, "the second run", 15.0)

        # And it goes on.
        third = seat.set_clock()
        await until(lambda: third in seat.dues, "the third run", 15.0)
        # A minute may have passed by itself before the clock was set.
        assert seat.dues[-3:] == [first, second, third]
        assert len(seat.dues) == len(set(seat.dues)) <= 4
        runs = [row.run for row in seat.history if row.run is not None]
        assert {run.outcome for run in runs} == {Outcome.SUBMITTED}
        submitted = [number for run in runs for number in run.jobs]
        assert len(submitted) == len(seat.dues)
        jobs = seat.tool.parts.mirror.jobs.values()
        assert sorted(submitted) == sorted(job.number for job in jobs if job.name == "CLOSE")

    told(story)
