# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual's figure (manual S3) from nothing, by an administrator's and an operator's hands.

JClusterEnv gives four groups their server types, JEnv a job queue, JSchedule a schedule, JMenu
an entry. An operator starts the entry. SV1 is killed in the second in which the schedule is
due: all four windows lose the link, offer [接続] and come back, and the schedule fires once.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from qasync import QEventLoop

from jlook_client.apps import jclusterenv, jenv, jmenu, jschedule
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Furnish, Tool, own_file_of
from jlook_client.apps.waiting import until
from jlook_client.looks import Looks
from jlook_client.settings import SettingsFile
from jlook_client.views.document_editor import DocumentEditor
from jlook_client.views.env_view import EnvView
from jlook_client.views.menu_editor import MenuEditor
from jlook_client.views.menu_view import MenuView
from jlook_client.views.schedule_form import ScheduleForm
from jlook_client.views.schedule_list import ScheduleList
from jlook_client.views.virtual_computers import VirtualComputers
from jmss.cluster.environment import Applied, Environments
from jmss.cluster.layout import figure
from jmss.cluster.local import LocalCluster
from jmss.link.view import LinkState
from jmss.model.jobs import Job, JobState
from jmss.model.machines import ServerType
from jmss.model.schedules import Fired, Run
from jmss.model.service_environment import ComputerSetting, ServiceEnvironment
from jmss.settings import load_site
from tests.fakes.cluster import carriers, free_port, running_cluster
from tests.fakes.cluster_environment import ClusterEnvironmentWindow
from tests.fakes.operator_hands import OperatorHands

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("dressed_again"),
]

LONGEST = 60.0
QUEUE, SCHEDULE, ENTRY = "CLOSING", "DAILY", "count"
LEAST_LEAD = 20.0
"""Seconds that are needed between the writing of the schedule and its time."""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    """Four nodes and four groups, none of which has a server type anywhere."""
    root = tmp_path / "cluster"
    bare = LocalCluster(root)
    plan = figure(free_port())
    files = Environments(bare.folders, plan)
    none = ServiceEnvironment(
        computers=tuple(ComputerSetting(name=group.name, server_type=None) for group in plan.groups)
    )
    for node in plan.nodes:
        files.keep_settings(node, none)
        files.keep_applied(node, Applied(environment=none, at=0.0))
    with running_cluster(root, plan) as running:
        yield running


class Room:
    """The tools in front of the administrator, all of one cluster."""

    def __init__(self, app: QApplication, cluster: LocalCluster, home: Path) -> None:
        self._app = app
        self._site = load_site(cluster.folders.site)
        self._home = home
        root = cluster.folders.root
        furnishers: dict[Program, Furnish] = {
            Program.JCLUSTERENV: lambda parts: jclusterenv.furnished(parts, root, "SV1"),
            Program.JENV: jenv.furnished,
            Program.JSCHEDULE: jschedule.furnish,
            Program.JMENU: jmenu.furnished,
        }
        self.tools = {program: self._tool(program, how) for program, how in furnishers.items()}

    def _tool(self, program: Program, furnish: Furnish) -> Tool:
        shared = SettingsFile(self._home / "jlook.json")
        base = LinkedProgram(
            self._app,
            self._site,
            shared,
            program=program,
            wishes=Wishes(language="ja"),
        )
        return Tool(base, program, furnish, own_file=own_file_of(program, shared))

    def play(self, story: Callable[[], Awaitable[None]]) -> None:
        """Let all tools run until the story is over."""

        async def run() -> None:
            running = [asyncio.ensure_future(tool.run()) for tool in self.tools.values()]
            for tool in self.tools.values():
                tool.show()
            try:
                await story()
            finally:
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)

        loop = QEventLoop(self._app)
        asyncio.set_event_loop(loop)
        with loop:
            loop.run_until_complete(run())
        asyncio.set_event_loop(None)

    def hands(self, program: Program) -> OperatorHands:
        """Take one of them in hand."""
        tool = self.tools[program]
        tool.window.raise_()
        tool.window.activateWindow()
        return OperatorHands(tool)

    async def live(self, node: str) -> None:
        """Wait until all are live on a node."""
        for program, tool in self.tools.items():

            def is_live(tool: Tool = tool) -> bool:
                view = tool.connection.view
                return view.state is LinkState.LIVE and view.node == node

            await until(is_live, f"{program.key} live on {node}", LONGEST)

    def offers_to_connect(self) -> dict[str, bool]:
        """Whether [接続] is in the menu bar of each."""
        return {program.key: "接続" in _bar(tool) for program, tool in self.tools.items()}

    def jobs(self) -> list[Job]:
        return list(self.tools[Program.JMENU].parts.mirror.jobs.values())

    def runs(self) -> list[Run]:
        named = self.tools[Program.JSCHEDULE].parts.mirror.named.values()
        fired = [each for each in named if isinstance(each, Fired) and each.name == SCHEDULE]
        return [run for each in fired for run in each.runs]


def _bar(tool: Tool) -> str:
    actions = tool.window.menu_bar.actions()
    return " ".join(action.text() for action in actions if action.isVisible())


@pytest.fixture
def room(
    qapp: QApplication,
    looks: Looks,
    keep: Callable[[QWidget], None],
    cluster: LocalCluster,
    tmp_path: Path,
) -> Iterator[Room]:
    made = Room(qapp, cluster, tmp_path / "home")
    yield made
    for tool in made.tools.values():
        tool.close()


def words(tool: Tool, *texts: str) -> tuple[str, ...]:
    """Give the words of a menu as they are to be seen."""
    return tuple(tool.tr(text).replace("&", "") for text in texts)


async def enter(hands: OperatorHands, text: str, field: QLineEdit | QPlainTextEdit) -> None:
    """Type over what stands in a field."""
    field.setFocus()
    QTest.keySequence(field, "Ctrl+A")
    await hands.write(text, field)


async def pick(hands: OperatorHands, word: str, box: QComboBox) -> None:
    """Choose an item of a box by keyboard."""
    assert box.findText(word) >= 0, f"{word} is not offered"
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while box.currentText() != word:
        QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Return)
    await hands.wait(lambda: box.currentText() == word, word)


def give_server_types(
    qapp: QApplication,
    cluster: LocalCluster,
    folder: Path,
    bot: QtBot,
    keep: Callable[[QWidget], None],
) -> None:
    """Chapter 2.2: one node, a CSV file, the other nodes."""
    file = folder / "jclusterenv.csv"
    for node in cluster.layout.nodes:
        root, home = cluster.folders.root, folder / "first"
        window = ClusterEnvironmentWindow(qapp, root, node, home=home, bot=bot)
        keep(window.window)
        if node == "SV1":
            for name in window.names:
                give_type(window, name)
            window.choose("ファイル", "CSV形式で保存")
            window.name_file(file)
            window.wait(file.exists)
        else:
            window.choose("ファイル", "CSV形式の読み込み")
            window.name_file(file)
        until_cell(window, node, "未更新")
        window.choose("ファイル", "サービス環境を更新")
        until_cell(window, node, "同じ")
        window.choose("ファイル", "終了")


def give_type(window: ClusterEnvironmentWindow, name: str) -> None:
    window.select(name)
    window.choose("編集", "プロパティ")
    window.choose_type("JMSSサーバ" if name == "VCOM1" else "稼働マシン")
    window.click(window.properties.ok)
    window.wait(lambda: not window.is_asking)


def until_cell(window: ClusterEnvironmentWindow, node: str, word: str) -> None:
    window.wait(lambda: window.cells("VCOM1")[node] == word)


def shut_down_and_start(cluster: LocalCluster) -> None:
    """Chapter 2.3 ⑦: the cluster is shut down. The first node carried all groups until then."""
    line = [sys.executable, "-m", "jmss.commands.jservice", "restart"]
    done = subprocess.run(
        [*line, "--root", str(cluster.folders.root)], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


async def make_queue(room: Room) -> None:
    """JEnv: a job queue that feeds all machines; what is then to be done is said (manual S11)."""
    hands, view = room.hands(Program.JENV), room.tools[Program.JENV].view
    assert isinstance(view, EnvView)
    await hands.wait(view.queues.add.isEnabled, "JEnv may be edited")
    await hands.click(view.queues.add)
    await enter(hands, QUEUE, view.queues.name)
    await hands.click(view.apply)
    mirror = room.tools[Program.JMENU].parts.mirror
    await hands.wait(lambda: QUEUE in mirror.queues, "the queue")
    await hands.wait(view.updated.isVisible, "that the service environment must be updated")


async def update_environment(room: Room) -> None:
    """JClusterEnv: what was changed in JEnv is due on each node until it is done (manual S11)."""
    tool = room.tools[Program.JCLUSTERENV]
    hands, view = room.hands(Program.JCLUSTERENV), tool.view
    assert isinstance(view, VirtualComputers)

    def states() -> set[str]:
        rows = view.table.rows if view.table else []
        columns = view.table.columns if view.table else []
        return {column.text(row) for row in rows for column in columns if column.id == "SV1"}

    await hands.wait(lambda: states() == {"要更新"}, "that an update is due")
    assert "JEnv" in view.caution.text()
    await hands.choose(*words(tool, "&File", "&Update service environment"))
    await hands.wait(lambda: states() == {"同じ"}, "the update")


async def make_schedule(room: Room, folder: Path) -> float:
    """JSchedule: a job at the next full minute; give that moment."""
    hands, view = room.hands(Program.JSCHEDULE), room.tools[Program.JSCHEDULE].view
    assert isinstance(view, ScheduleList)
    while 60 - time.time() % 60 < LEAST_LEAD:
        await asyncio.sleep(0.5)
    due = time.time() // 60 * 60 + 60
    when = datetime.fromtimestamp(due, UTC)
    await hands.wait(view.doing.new.isEnabled, "a schedule can be made")
    await hands.choose(*words(room.tools[Program.JSCHEDULE], "&Schedule", "&New…"))
    editor = open_editor(room)
    form = editor.form
    assert isinstance(form, ScheduleForm)
    await enter(hands, SCHEDULE, form.name)
    await enter(hands, f"{when.minute} {when.hour} * * *", form.cron)
    zone = form.time_zone.lineEdit()
    assert zone is not None
    await enter(hands, "UTC", zone)
    await enter(hands, SCHEDULE, form.jobs.name)
    await enter(hands, f"date +%s >> {folder}/fired; sleep 0.2", form.jobs.command)
    await pick(hands, QUEUE, form.jobs.queue)
    await hands.wait(editor.save.isEnabled, "the schedule can be saved")
    await hands.click(editor.save)
    table = room.tools[Program.JSCHEDULE].parts.mirror.named
    await hands.wait(lambda: any(n.name == SCHEDULE for n in table.values()), "the schedule")
    assert due - time.time() > 1.0, "this took too long"
    return due


def open_editor(room: Room) -> DocumentEditor:
    """The editor of a schedule that is open."""
    window = room.tools[Program.JSCHEDULE].window
    (editor,) = [each for each in window.findChildren(DocumentEditor) if each.isVisible()]
    return editor


async def make_entry(room: Room, folder: Path) -> None:
    """JMenu: an entry that operators can start."""
    tool = room.tools[Program.JMENU]
    hands, view = room.hands(Program.JMENU), tool.view
    assert isinstance(view, MenuView)
    await hands.wait(lambda: tool.connection.role == "administrator", "the role")
    await hands.choose(*words(tool, "&Edit", "Edit the &menu"))
    editor = view.currentWidget()
    assert isinstance(editor, MenuEditor)
    form = editor.form
    await hands.click(editor.buttons["entry"])
    await enter(hands, "Count", form.title)
    await enter(hands, ENTRY, form.identity)
    await enter(hands, "COUNT", form.job_name)
    await enter(hands, f"echo once >> {folder}/counted", form.command)
    await pick(hands, QUEUE, form.queue)
    await hands.wait(editor.apply.isEnabled, "the menu can be applied")
    await hands.click(editor.apply)
    await hands.wait(lambda: bool(view.desk.menu.entries), "the menu that holds")
    await hands.wait(lambda: not editor.draft.is_changed, "that it was applied")
    await hands.click(editor.leave)
    await hands.wait(view.desk.isVisible, "the menu to start from")


async def start_entry(room: Room) -> None:
    """What an operator does."""
    tool = room.tools[Program.JMENU]
    hands, view = room.hands(Program.JMENU), tool.view
    assert isinstance(view, MenuView)
    assert view.desk.tree.choose(ENTRY)
    page = view.desk.page
    await hands.wait(
        lambda: page.run.isVisible() and page.run.isEnabled(), "the entry can be started"
    )
    await hands.click(page.run)

    def ended() -> bool:
        return [j.state for j in room.jobs() if j.name == "COUNT"] == [JobState.ENDED_NORMALLY]

    await hands.wait(ended, "the entry's job")


def test_the_figure_from_nothing_to_a_failover(
    room: Room,
    cluster: LocalCluster,
    qapp: QApplication,
    qtbot: QtBot,
    keep: Callable[[QWidget], None],
    tmp_path: Path,
) -> None:
    assert {group.server_type for group in cluster.status().groups} == {None}
    give_server_types(qapp, cluster, tmp_path, qtbot, keep)
    types = {group.name: group.server_type for group in cluster.status().groups}
    assert types == {
        "VCOM1": ServerType.JMSS_SERVER,
        **dict.fromkeys(("VCOM2", "VCOM3", "VCOM4"), ServerType.EXECUTION_MACHINE),
    }
    shut_down_and_start(cluster)
    assert carriers(cluster) == {"VCOM1": "SV1", "VCOM2": "SV2", "VCOM3": "SV3", "VCOM4": "SV4"}

    async def story() -> None:
        await room.live("SV1")
        assert not any(room.offers_to_connect().values())
        await make_queue(room)
        await update_environment(room)
        await make_entry(room, tmp_path)
        await start_entry(room)
        due = await make_schedule(room, tmp_path)

        await asyncio.sleep(max(0.0, due - 0.3 - time.time()))  # the moment is the point here
        killing = asyncio.to_thread(cluster.kill, "SV1")
        offered = until(lambda: all(room.offers_to_connect().values()), "[接続] in all", LONGEST)
        await asyncio.gather(killing, offered)
        await room.live("SV2")
        await until(lambda: not any(room.offers_to_connect().values()), "no [接続]", LONGEST)
        await until(lambda: [run.due for run in room.runs()] == [due], "one run", LONGEST)
        await until(
            lambda: (
                [j.state for j in room.jobs() if j.name == SCHEDULE] == [JobState.ENDED_NORMALLY]
            ),
            "the schedule's job",
            LONGEST,
        )

    room.play(story)
    assert carriers(cluster)["VCOM1"] == "SV2"
    assert (tmp_path / "counted").read_text() == "once\n"
    assert len((tmp_path / "fired").read_text().splitlines()) == 1
