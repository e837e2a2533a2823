# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way, for real: cluster, server, machines, jobs, and a window through a failover."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QModelIndex, Qt
from PyQt6.QtWidgets import QApplication

from jlook_client.apps.cluster_menu import GROUPS
from jlook_client.apps.desk import Desk, Wishes
from jlook_client.apps.drill import free_port
from jlook_client.apps.machine_room import MachineRoom
from jlook_client.apps.run import ADDRESSES
from jlook_client.apps.waiting import until
from jlook_client.connection import Asked, Phase
from jlook_client.settings import SettingsFile, Theme
from jmss.link.view import LinkState
from jmss.model.jobs import JobState
from jmss.model.operations import Hold, Operation, Submit
from jmss.settings import Site
from tests.fakes.desk_story import play_beside

SLEEPERS = 6
SHORT = 30

Story = Callable[["Stage"], Awaitable[None]]


class Stage:
    """A desk on a real cluster, with jobs of all kinds."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        port = free_port(ADDRESSES[GROUPS[0]])
        self.room = MachineRoom(folder / "cluster", port)
        self.desk = Desk(
            app,
            Site(
                server=GROUPS[0],
                port=port,
                hosts=ADDRESSES,
                token_file=str(self.room.token_file),
            ),
            SettingsFile(folder / "settings.json"),
            wishes=Wishes(language="ja", theme=Theme.LIGHT),
        )
        self.connection = self.desk.connection
        self.window = self.desk.window
        self.asked: list[Asked] = []

    def ask(self, operation: Operation) -> bool:
        return self.connection.ask(operation, self.asked.append)

    def submit(self, name: str, command: str) -> None:
        operation = Submit(name=name, command=command, queue="NIGHT", owner="test")
        assert self.ask(operation)

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        await until(condition, what, 60.0)

    async def until_live(self) -> None:
        await self.until(lambda: self.connection.view.state is LinkState.LIVE, "a live link")

    async def until_down(self) -> None:
        await self.until(lambda: self.connection.view.lost_at is not None, "the loss")

    async def prepare(self) -> None:
        self.desk.show()
        await self.until_live()
        for at in range(SLEEPERS):
            self.submit(f"sleeper-{at}", "sleep 300")
        for at in range(SHORT):
            self.submit(f"short-{at}", "sleep 0.2")
        await self.until(lambda: self.count(JobState.ENDED_NORMALLY) == SHORT, "the short jobs")
        await self.until(lambda: self.count(JobState.RUNNING) == SLEEPERS, "the sleepers")

    def count(self, state: JobState) -> int:
        return sum(1 for job in self.desk.mirror.jobs.values() if job.state is state)

    def cell(self, number: int, column: str, role: Qt.ItemDataRole) -> object:
        table = self.desk.job_table
        row = table.row_of(number)
        assert row is not None
        return table.data(table.index(row, table.column_at(column), QModelIndex()), role)

    def titles(self) -> dict[str, str]:
        return {sub.key: sub.windowTitle() for sub in self.window.area.subWindowList()}


@pytest.fixture
def play(
    qapp: QApplication, tmp_path: Path, allow_log: Callable[[str], None]
) -> Iterator[Callable[[Story], None]]:
    stage = Stage(qapp, tmp_path)

    def play(story: Story) -> None:
        async def told() -> None:
            await stage.prepare()
            await story(stage)

        play_beside(qapp, stage.desk, told)

    stage.room.start_cluster()
    yield play
    stage.room.end()
    stage.desk.close()


def test_a_window_through_a_failover(play: Callable[[Story], None]) -> None:
    async def story(stage: Stage) -> None:
        window, jobs, table = stage.window, stage.desk.jobs, stage.desk.job_table
        entry = window.connect_menu.bar_entry
        assert not entry.isVisible()
        assert not window.banner.isVisible()

        # The operator has filtered, sorted, scrolled and selected.
        jobs.bar.search.setText("s")
        jobs.view.sortByColumn(table.column_at("name"), Qt.SortOrder.AscendingOrder)
        chosen = next(n for n, job in stage.desk.mirror.jobs.items() if job.name == "short-22")
        row = table.row_of(chosen)
        assert row is not None
        jobs.view.selectRow(row)
        jobs.view.scrollToBottom()
        bar = jobs.view.verticalScrollBar()
        assert bar is not None
        place = bar.value()
        sleeper = next(n for n, job in stage.desk.mirror.jobs.items() if job.name == "sleeper-0")
        ink = stage.cell(chosen, "name", Qt.ItemDataRole.ForegroundRole)
        rows = table.rowCount()

        stage.room.order("kill", "SV1")
        await stage.until_down()
        await asyncio.sleep(0.05)

        # Down: [接続] is there, the rows are kept and muted, their age is said.
        assert entry.isVisible()
        assert window.banner.isVisible()
        assert window.banner.headline.text() == "JMSSサーバ VCOM1 との接続が切れました。"
        assert all("時点" in stage.titles()[key] for key in ("jobs", "machines"))
        assert table.rowCount() == rows
        muted = stage.cell(sleeper, "name", Qt.ItemDataRole.ForegroundRole)
        assert muted is not None
        assert stage.cell(sleeper, "state", Qt.ItemDataRole.DisplayRole) == "実行中"
        elapsed = stage.cell(sleeper, "elapsed", Qt.ItemDataRole.DisplayRole)
        machine = window.area.windows["machines"].view.view.table
        shown = machine.data(machine.index(0, 0, QModelIndex()), Qt.ItemDataRole.DisplayRole)
        assert shown == "不明"
        enabled = {one.objectName() for one in jobs.actions_on_jobs.all if one.isEnabled()}
        assert enabled <= {"detail"}, "what is known of a job can be read at any time"
        assert not stage.ask(Hold(sleeper))
        if stage.connection.view.lost_at is not None:
            assert stage.cell(sleeper, "elapsed", Qt.ItemDataRole.DisplayRole) == elapsed

        await stage.until_live()
        await asyncio.sleep(0.1)

        # Back on SV2: [接続] is gone, the summary is there, nothing of the operator's is lost.
        assert not entry.isVisible()
        assert stage.connection.view.node == "SV2"
        assert window.banner.isVisible()
        assert "SV1 → SV2" in window.banner.headline.text()
        assert not any("時点" in title for title in stage.titles().values())
        assert stage.cell(chosen, "name", Qt.ItemDataRole.ForegroundRole) == ink
        assert [job.number for job in jobs.selected_jobs()] == [chosen]
        assert jobs.bar.search.text() == "s"
        header = jobs.view.horizontalHeader()
        assert header is not None
        assert header.sortIndicatorSection() == table.column_at("name")
        assert bar.value() == place
        assert stage.desk.timeline.outages[-1].complete
        assert stage.count(JobState.RUNNING) + stage.count(JobState.TAKING_OVER) == SLEEPERS

    play(story)


def test_an_orderly_move_is_noticed_at_once(play: Callable[[Story], None]) -> None:
    async def story(stage: Stage) -> None:
        stage.room.order("move", "VCOM1", "SV3")
        await stage.until_down()
        assert stage.connection.view.cause == "moving"
        await stage.until_live()
        assert stage.connection.view.node == "SV3"
        assert stage.count(JobState.RUNNING) == SLEEPERS

    play(story)


def test_an_operation_under_way_at_a_kill_is_settled_by_itself(
    play: Callable[[Story], None],
) -> None:
    async def story(stage: Stage) -> None:
        stage.room.order("pause", "SV1")
        killed = False
        while stage.connection.view.lost_at is None:
            # Until the hang is noticed the desk cannot know; it asks and gets no answer.
            if stage.connection.view.state is LinkState.SUSPECT and not killed:
                killed = True
                stage.asked.clear()
                assert stage.ask(Submit(name="late", command=":", queue="NIGHT", owner="test"))
            await asyncio.sleep(0.01)
        assert [asked.phase for asked in stage.asked] == [Phase.SENT, Phase.UNKNOWN]
        await stage.until_live()
        await stage.until(
            lambda: stage.asked[-1].phase in {Phase.DONE, Phase.REFUSED}, "the outcome"
        )
        late = [job for job in stage.desk.mirror.jobs.values() if job.name == "late"]
        assert len(late) == (1 if stage.asked[-1].phase is Phase.DONE else 0)

    play(story)
