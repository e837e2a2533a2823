# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual's chapter 3 on the real windows: submit, watch, reconnect (manual S8, S9, S10)."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication

from jlook_client.apps import jenv, jmenu, jschedule
from jlook_client.apps.desk import Desk
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Furnish, Tool, own_file_of
from jlook_client.settings import SettingsFile, Theme
from jmss.link.view import LinkState
from jmss.settings import Site
from tests.fakes.desk_story import play_beside
from tests.fakes.jmssd import ADDRESS, Jmssd, running_jmssd
from tests.fakes.operator_hands import OperatorHands
from tests.fakes.raw_client import RawClient

FURNISHERS: dict[Program, Furnish] = {
    Program.JSCHEDULE: jschedule.furnish,
    Program.JMENU: jmenu.furnished,
    Program.JENV: jenv.furnished,
}
WISHES = Wishes(language="ja", theme=Theme.LIGHT)
CONNECT = "接続(C)"

Window = Desk | Tool


def opened(app: QApplication, program: Program, server: Jmssd, folder: Path) -> Window:
    site = Site(server="VCOM1", port=server.port, hosts={"VCOM1": ADDRESS})
    shared = SettingsFile(folder / "jlook.json")
    if program is Program.JLOOK:
        return Desk(app, site, shared, wishes=WISHES)
    base = LinkedProgram(app, site, shared, program=program, wishes=WISHES)
    return Tool(base, program, FURNISHERS[program], own_file=own_file_of(program, shared))


def menus(window: Window) -> list[str]:
    actions = window.window.menu_bar.actions()
    return [action.text().replace("&", "") for action in actions if action.isVisible()]


def play(app: QApplication, window: Window, story: Callable[[], Awaitable[None]]) -> None:
    window.show()
    app.setQuitOnLastWindowClosed(False)  # as the program does
    try:
        play_beside(app, window, story)  # type: ignore[arg-type] - a tool runs as a desk does
    finally:
        window.close()


def is_live_on(window: Window, node: str) -> bool:
    view = window.connection.view
    return view.state is LinkState.LIVE and view.node == node


@pytest.mark.parametrize("program", [Program.JLOOK, *FURNISHERS], ids=lambda one: one.key)
def test_connect_appears_with_the_loss_and_choosing_it_reconnects(
    qapp: QApplication, tmp_path: Path, program: Program
) -> None:
    """3.3: it is the choice that connects; the program's own attempts are stopped before."""
    with running_jmssd(tmp_path / "cluster") as server:
        window = opened(qapp, program, server, tmp_path)
        hands = OperatorHands(window)  # type: ignore[arg-type] - it has a window

        async def story() -> None:
            await hands.wait(lambda: is_live_on(window, "SV1"), "the link")
            assert CONNECT not in menus(window)
            server.kill()
            await hands.wait(lambda: CONNECT in menus(window), "[接続]")
            await hands.choose(CONNECT, "自動再接続を止める(S)")
            await asyncio.to_thread(server.start, "SV2")
            assert window.connection.view.state is LinkState.OFFLINE
            assert CONNECT in menus(window)
            await hands.choose(CONNECT, "今すぐ再接続")
            await hands.wait(lambda: is_live_on(window, "SV2"), "the link to the next node")
            await hands.wait(lambda: CONNECT not in menus(window), "[接続] to go")

        play(qapp, window, story)


def test_jenv_may_be_quit_and_started_again(qapp: QApplication, tmp_path: Path) -> None:
    """3.3: what the manual asks of JEnv's user; it reconnects by itself too."""
    with running_jmssd(tmp_path / "cluster") as server:
        for node in ("SV1", "SV2"):
            window = opened(qapp, Program.JENV, server, tmp_path)
            hands = OperatorHands(window)  # type: ignore[arg-type] - it has a window

            async def story(
                window: Window = window, hands: OperatorHands = hands, node: str = node
            ) -> None:
                await hands.wait(lambda: is_live_on(window, node), f"the link to {node}")
                if node == "SV1":
                    server.kill()
                    await hands.wait(lambda: CONNECT in menus(window), "the loss")
                    await hands.choose("ファイル(F)", "終了(Q)")
                    assert not window.window.isVisible()

            play(qapp, window, story)
            if node == "SV1":
                server.start("SV2")


def test_a_job_in_a_virtual_computers_queue_is_watched_in_the_job_information(
    qapp: QApplication, tmp_path: Path
) -> None:
    """3.1 and 3.2: [JMSS/JLook] main window, [ジョブ情報] subwindow."""
    with running_jmssd(tmp_path / "cluster") as server:
        desk = opened(qapp, Program.JLOOK, server, tmp_path)
        assert isinstance(desk, Desk)
        hands = OperatorHands(desk)

        def shown(column: str) -> str:
            table = desk.jobs.view.model()
            at = desk.job_table.column_at(column)
            return str(table.index(0, at).data()) if table.rowCount() else ""

        async def story() -> None:
            await hands.wait(lambda: is_live_on(desk, "SV1"), "the link")
            assert desk.window.windowTitle().startswith("JMSS/JLook")
            titles = [one.windowTitle() for one in desk.window.area.subWindowList()]
            assert any(title.startswith("ジョブ情報") for title in titles)
            assert desk.mirror.queues["VCOM2"].virtual_computer == "VCOM2"
            async with RawClient(server.uri, role="command") as client:
                job = (await client.submit(queue="VCOM2", hold=True))["job"]
                await hands.wait(lambda: shown("state") == "保留", "the job, held")
                assert (shown("number"), shown("queue")) == (str(job), "VCOM2")
                await client.ask({"k": "release", "job": job})
                await hands.wait(lambda: shown("state") == "実行待ち", "the job, released")
                await client.ask({"k": "cancel", "job": job})
                await hands.wait(lambda: shown("state") == "取消", "the job, cancelled")

        play(qapp, desk, story)
