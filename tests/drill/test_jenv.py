# SPDX-License-Identifier: GPL-3.0-or-later
"""JEnv, its real window, at a real server: two administrators, a failover, users, a low role."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from qasync import QEventLoop

from jlook_client.apps.jenv import furnished
from jlook_client.apps.linked_program import LinkedProgram, Wishes
from jlook_client.apps.programs import Program
from jlook_client.apps.tool import Tool, own_file_of
from jlook_client.apps.waiting import until
from jlook_client.settings import SettingsFile, Theme
from jlook_client.views.env_view import EnvView
from jlook_client.views.shortcuts import plain
from jmss.access.roles import AccessRole
from jmss.access.token_file import TokenFile, access_folder, find
from jmss.link.view import LinkState
from jmss.model.environment import Distribution
from jmss.settings import Site
from tests.fakes.jmssd import ADDRESS, Jmssd
from tests.fakes.raw_client import RawClient

pytestmark = pytest.mark.slow

Story = Callable[["Stage"], Awaitable[None]]


class Window:
    """One JEnv, whose user has a token of his own."""

    def __init__(self, stage: "Stage", name: str, role: AccessRole) -> None:
        token = stage.tokens.add(name, role)
        folder = stage.folder / name
        folder.mkdir()
        file = folder / "token"
        file.write_text(token, encoding="utf-8")
        file.chmod(0o600)
        hosts = {"VCOM1": ADDRESS}
        site = Site(server="VCOM1", port=stage.server.port, hosts=hosts, token_file=str(file))
        shared = SettingsFile(folder / "jlook.json")
        wishes = Wishes(language="en", theme=Theme.LIGHT)
        base = LinkedProgram(stage.app, site, shared, program=Program.JENV, wishes=wishes)
        own_file = own_file_of(Program.JENV, shared)
        self.tool = Tool(base, Program.JENV, furnished, own_file=own_file)
        assert isinstance(self.tool.view, EnvView)
        self.view = self.tool.view
        self.running = asyncio.ensure_future(self.tool.run())
        self.tool.show()

    @property
    def is_live(self) -> bool:
        return self.tool.connection.view.state is LinkState.LIVE

    @property
    def menus(self) -> list[str]:
        actions = self.tool.window.menu_bar.actions()
        return [plain(action.text()) for action in actions if action.isVisible()]

    async def ready(self) -> None:
        await until(lambda: self.is_live and bool(self.view.model.mine.queues), "the board", 15.0)

    def limit_night(self, limit: int) -> None:
        self.view.queues.choose(0)
        self.view.queues.limit.setValue(limit)

    async def apply(self) -> None:
        self.view.apply.click()
        done = "The environment holds now."
        await until(lambda: self.view.told.text() == done, "the answer", 10.0)
        await until(lambda: not self.view.model.is_edited, "the news", 10.0)


class Stage:
    """A server with tokens, and windows on it."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.server = Jmssd(folder / "cluster")
        self.tokens = TokenFile(access_folder(self.server.drive))
        self.windows: list[Window] = []

    async def open(self, name: str, role: AccessRole = AccessRole.ADMINISTRATOR) -> Window:
        window = Window(self, name, role)
        self.windows.append(window)
        await window.ready()
        return window

    async def run(self, story: Story) -> None:
        self.tokens.add("VCOM2", AccessRole.MACHINE)
        self.server.start()
        try:
            await story(self)
        finally:
            for window in self.windows:
                window.running.cancel()
            await asyncio.gather(*(one.running for one in self.windows), return_exceptions=True)
            for window in self.windows:
                window.tool.close()

    def audit(self) -> list[dict[str, object]]:
        text = (self.server.drive / "log" / "audit.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def told(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[Story], None]]:
    stage = Stage(qapp, tmp_path)

    def tell(story: Story) -> None:
        loop = QEventLoop(qapp)
        asyncio.set_event_loop(loop)
        with loop:
            loop.run_until_complete(stage.run(story))

    yield tell
    process = stage.server.process
    if process is not None and process.poll() is None:
        stage.server.kill()


@contextmanager
def failover(stage: Stage) -> Iterator[None]:
    """Kill the server's node; the next one takes over at the end."""
    stage.server.kill()
    yield
    stage.server.start("SV2")


def test_what_was_applied_holds_across_a_failover_and_jenv_reconnects(
    told: Callable[[Story], None],
) -> None:
    async def story(stage: Stage) -> None:
        env = await stage.open("suzuki")
        env.limit_night(1)
        env.view.distribution.methods[Distribution.CPU_USE].click()
        await env.apply()
        assert env.view.updated.isVisible()
        env.limit_night(7)
        with failover(stage):
            await until(lambda: "Connect" in env.menus, "[接続]", 10.0)
            assert env.view.queues.table.stale
            assert not env.view.apply.isEnabled()
        await until(lambda: env.is_live, "the return", 15.0)
        await until(env.view.apply.isEnabled, "the role", 5.0)
        assert "Connect" not in env.menus
        assert env.view.model.held.queues[0].limit == 1
        assert env.view.queues.limit.value() == 7, "what was typed is still there"
        await env.apply()
        assert env.view.model.held.revision == 2
        changes = [line["about"] for line in stage.audit() if line["operation"] == "put_document"]
        assert "queues.NIGHT.limit: 1 -> 7" in changes

    told(story)


def test_two_administrators_at_once(told: Callable[[Story], None]) -> None:
    async def story(stage: Stage) -> None:
        first, second = await stage.open("suzuki"), await stage.open("sato")
        second.limit_night(5)
        second.view.time_limits.choose(1)
        second.view.time_limits.limit.setValue(60)
        first.limit_night(2)
        first.view.performance.collect.click()
        await first.apply()
        await until(second.view.clash.isVisible, "what the other one changed", 10.0)
        table = second.view.clash.table
        cells = [[table.index(row, at).data() for at in range(5)] for row in range(2)]
        assert cells[0] == ["Both", "Queue NIGHT: Jobs at once", "No limit", "2", "5"]
        assert cells[1][:2] == ["Somebody else", "Performance data"]
        second.view.clash.keep_mine.click()
        await second.apply()
        held = second.view.model.held
        await until(lambda: first.view.model.held == held, "the news", 10.0)
        assert (held.revision, held.queues[0].limit, held.performance_data) == (2, 5, True)
        assert held.queues[1].time_limit == 60.0
        assert first.view.queues.limit.value() == 5

    told(story)


def test_users_come_in_with_what_jenv_made_and_out_when_it_is_revoked(
    told: Callable[[Story], None],
) -> None:
    async def story(stage: Stage) -> None:
        env = await stage.open("suzuki")
        page = env.view.users
        env.view.list.setCurrentRow(6)
        await until(lambda: len(page.users) == 2, "the users", 10.0)
        page.name.setText("ueda")
        page.name.textEdited.emit("ueda")
        page.role.setCurrentIndex(page.role.findData("operator"))
        page.make.click()
        await until(page.shown.isVisible, "the token", 10.0)
        token = page.shown.token.text()
        entry = find(stage.tokens.read(), token)
        assert entry is not None
        assert (entry.name, entry.role) == ("ueda", AccessRole.OPERATOR)
        client = RawClient(stage.server.uri, role="command")
        client.headers = {"Authorization": f"Bearer {token}"}
        async with client:
            assert client.welcome["role"] == "operator"
        await until(lambda: len(page.users) == 3, "the new one", 10.0)
        page.choose([user.name for user in page.users].index("ueda"))
        page.revoke.click()
        page.question.yes.click()
        await until(lambda: len(page.users) == 2, "the list without him", 10.0)
        assert find(stage.tokens.read(), token) is None
        written = (stage.server.drive / "log" / "audit.jsonl").read_text()
        assert token not in written
        assert "ueda operator" in [line["about"] for line in stage.audit()]

    told(story)


def test_an_operator_sees_it_all_and_is_told_why_he_changes_nothing(
    told: Callable[[Story], None],
) -> None:
    async def story(stage: Stage) -> None:
        env = await stage.open("ueda", AccessRole.OPERATOR)
        await until(env.view.hindered.isVisible, "the reason", 5.0)
        assert "needs the role administrator" in env.view.hindrance.text()
        assert env.view.queues.table.rowCount() == 7
        assert not env.view.queues.limit.isEnabled()
        assert not env.view.users.users

    told(story)


def test_a_queue_that_jobs_are_in_does_not_go(told: Callable[[Story], None]) -> None:
    async def story(stage: Stage) -> None:
        env = await stage.open("suzuki")
        client = RawClient(stage.server.uri, role="command")
        token = (stage.folder / "suzuki" / "token").read_text(encoding="utf-8")
        client.headers = {"Authorization": f"Bearer {token}"}
        async with client:
            job = (await client.submit(hold=True))["job"]
            env.view.queues.choose(0)
            env.view.queues.remove.click()
            env.view.apply.click()
            await until(lambda: "cannot go" in env.view.told.text(), "the refusal", 10.0)
            assert f"still in it: {job}." in env.view.told.text()
            await client.ask({"k": "cancel", "job": job})
            await env.apply()
        assert "NIGHT" not in {queue.name for queue in env.view.model.held.queues}

    told(story)
