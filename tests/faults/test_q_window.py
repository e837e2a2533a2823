# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window, without a display, through faults: quitting, dialogs, stalls, failovers."""

import asyncio
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QApplication, QMessageBox

from jlook_client.apps.desk import Desk, Wishes
from jlook_client.connection import Asked, ConnectionWatcher, Phase
from jlook_client.settings import SettingsFile, Theme
from jmss.link.view import UP, LinkState, LinkView
from jmss.model.operations import Submit
from jmss.settings import Site
from tests.fakes.desk_story import play_beside
from tests.faults.desk_end import until
from tests.faults.seconds import s
from tests.faults.server_end import CHECKOUT, LOOPBACK, ServerEnd, free_port
from tests.faults.starved import starved
from tests.fixtures.fault_ledger import Measured

JOBS = 120


class Stage(ConnectionWatcher):
    """A whole desk on a real server, and the notes of its link."""

    def __init__(self, app: QApplication, server: ServerEnd, folder: Path) -> None:
        self.server = server
        self.desk = Desk(
            app,
            Site(server="VCOM1", port=server.port, hosts=server.hosts),
            SettingsFile(folder / "settings.json"),
            wishes=Wishes(language="en", theme=Theme.LIGHT),
        )
        self.views: list[tuple[float, LinkView]] = []
        self.desk.connection.watchers.append(self)

    def link_changed(self, view: LinkView) -> None:
        self.views.append((time.monotonic(), view))

    @property
    def view(self) -> LinkView:
        return self.desk.connection.view

    async def live(self, node: str) -> None:
        await until(
            lambda: self.view.state is LinkState.LIVE and self.view.node == node, 15, "live"
        )

    async def prepare(self) -> None:
        await self.server.start("SV1")
        self.desk.show()
        await self.live("SV1")

    async def submit(self, count: int) -> None:
        phases: list[Asked] = []
        for at in range(count):
            wish = Submit(
                name=f"job-{at % 10}", command="true", queue="NIGHT", owner="o", hold=True
            )
            assert self.desk.connection.ask(wish, phases.append)
        await until(lambda: len(self.desk.mirror.jobs) == count, 15, "the jobs")
        await until(lambda: sum(a.phase is Phase.DONE for a in phases) == count, 15, "the answers")


Story = Callable[[Stage], Awaitable[None]]


@pytest.fixture
def play(
    qapp: QApplication, server: ServerEnd, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Story], None]]:
    stage = Stage(qapp, server, tmp_path_factory.mktemp("desk"))

    def play(story: Story) -> None:
        async def told() -> None:
            await stage.prepare()
            await story(stage)

        async def painted() -> None:
            # The table paints what has gathered a moment later, then it may go.
            frame = stage.desk.job_table._frame
            await until(lambda: not frame.armed, 5, "the last changes on screen")

        play_beside(qapp, stage.desk, told, painted)

    yield play
    stage.desk.close()


def quit_in(state: LinkState, port: int, *more: str) -> float:
    """Give the seconds from the close of the window to the end of the process."""
    words = [sys.executable, "-m", "tests.faults.quitting_desk", str(port), state, *more]
    leaving = subprocess.Popen(
        words, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert leaving.stdout is not None
        said = leaving.stdout.readline()
        # Not counted is the time for which it waited for a processor.
        before = waited = starved(leaving.pid)
        while leaving.poll() is None:
            waited = max(waited, starved(leaving.pid))
            time.sleep(0.002)
        ended = time.monotonic()
        told = leaving.communicate(timeout=5)[1]
    finally:
        leaving.kill()
    assert leaving.returncode == 0, told
    assert "Traceback" not in told
    assert "never awaited" not in told
    return ended - float(said) - (waited - before)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["dialling", "in lookup", "link cut"])
def test_case_30_quit(what: str, measured: Measured) -> None:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        port = listener.getsockname()[1]
        match what:
            case "dialling":
                listener.listen()  # TCP is answered, nothing else ever is
                took = quit_in(LinkState.CONNECTING, port)
            case "in lookup":
                took = quit_in(LinkState.CONNECTING, port, "silent")
            case _:
                took = quit_in(LinkState.WAITING, free_port(LOOPBACK))
    assert took < 0.5
    measured(30, f"{what}: gone after {s(took)}")


@pytest.mark.slow
def test_case_31_a_modal_dialog_is_open_during_a_failover(
    play: Callable[[Story], None], measured: Measured
) -> None:
    async def story(stage: Stage) -> None:
        server, banner = stage.server, stage.desk.window.banner
        dialog = QMessageBox(stage.desk.window)
        dialog.setText("Really?")
        closed: list[float] = []

        def ask() -> None:
            dialog.exec()
            closed.append(time.monotonic())

        QTimer.singleShot(0, ask)
        await until(dialog.isVisible, 5, "the dialog")
        opened = began = time.monotonic()
        server.signal(signal.SIGSTOP)
        await until(lambda: stage.view.state not in UP, 5, "given up")
        given_up = next(at for at, v in stage.views if at > began and v.state not in UP) - began
        assert given_up <= 2.9 + 0.2
        server.kill()
        steps: set[str] = set()

        def looks() -> bool:
            steps.add(banner.step.text())
            return len(steps) >= 3

        await until(looks, 10, "the countdown")
        attempts = stage.view.attempt
        await until(lambda: stage.view.attempt > attempts, 5, "another attempt")
        listening = await server.start("SV2")
        await stage.live("SV2")
        back = time.monotonic() - listening
        assert back <= 2.2
        assert dialog.isVisible()
        assert not closed
        dialog.done(0)
        await until(lambda: bool(closed), 5, "closed")
        await stage.submit(1)
        measured(
            31,
            f"dialog open {closed[0] - opened:.0f} s: given up {s(given_up)}, live {s(back)} after",
        )

    play(story)


@pytest.mark.slow
def test_case_32_the_user_interface_is_blocked(
    play: Callable[[Story], None], measured: Measured
) -> None:
    async def story(stage: Stage) -> None:
        began = time.monotonic()
        blocked: list[float] = []

        def block() -> None:
            time.sleep(8.0)
            blocked.append(time.monotonic())

        QTimer.singleShot(0, block)
        await until(lambda: bool(blocked), 15, "the end of it")
        await asyncio.sleep(1.5)
        views = [v for at, v in stage.views if at > began]
        assert all(view.lost_at is None for view in views)
        assert stage.view.state is LinkState.LIVE
        # A burst would be about 32 ticks and as many looks.
        assert len(views) <= 12
        await stage.submit(1)
        measured(32, f"no loss; the link's view changed {len(views)} times in the 1.5 s after")

    play(story)


@pytest.mark.slow
def test_case_55_five_failovers_in_a_row(play: Callable[[Story], None], measured: Measured) -> None:
    async def story(stage: Stage) -> None:
        await stage.submit(JOBS)
        jobs, table = stage.desk.jobs, stage.desk.job_table
        await until(lambda: table.rowCount() == JOBS, 5, "the rows")
        jobs.view.sortByColumn(table.column_at("name"), Qt.SortOrder.DescendingOrder)
        chosen = sorted(stage.desk.mirror.jobs)[JOBS // 2]
        row = table.row_of(chosen)
        assert row is not None
        jobs.view.selectRow(row)
        jobs.view.scrollToBottom()
        bar = jobs.view.verticalScrollBar()
        assert bar is not None
        bar.setValue(bar.maximum() - 7)
        place, top = bar.value(), jobs.view.indexAt(jobs.view.rect().topLeft()).data()
        order = [table.index(at, 0).data() for at in range(table.rowCount())]
        assert 0 < place < bar.maximum()
        backs = []
        for at in range(5):
            stage.server.kill()
            await until(lambda: stage.view.lost_at is not None, 5, "the loss")
            node = ("SV2", "SV1")[at % 2]
            listening = await stage.server.start(node)
            await stage.live(node)
            backs.append(max(0.0, time.monotonic() - listening))
            await asyncio.sleep(0.3)
            assert [job.number for job in jobs.selected_jobs()] == [chosen]
            assert bar.value() == place
            assert jobs.view.indexAt(jobs.view.rect().topLeft()).data() == top
            assert [table.index(at, 0).data() for at in range(table.rowCount())] == order
            header = jobs.view.horizontalHeader()
            assert header is not None
            assert header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        # Links that do not stay for 10 s are dialled more slowly, up to 2.5 s and a quarter.
        assert max(backs) <= 3.5
        measured(55, f"all kept; live ≤ {s(max(backs))} after each")

    play(story)
