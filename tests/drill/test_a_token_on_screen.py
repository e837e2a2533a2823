# SPDX-License-Identifier: GPL-3.0-or-later
"""A real server that wants a token, and a whole JLook that is asked for it."""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
import psutil
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from qasync import QEventLoop

from jlook_client.apps.address import Aim
from jlook_client.apps.desk import Desk, Wishes
from jlook_client.apps.system_keyring import SystemKeyring
from jlook_client.apps.waiting import until
from jlook_client.settings import Profile, SettingsFile, Theme
from jlook_client.tables.log import line_text
from jlook_client.token_question import KeyringState, Reason
from jlook_client.views.token_field import TokenField
from jmss.access.certificates import make_certificates
from jmss.access.roles import AccessRole
from jmss.access.token_file import TokenFile, access_folder
from jmss.link.view import Cause, LinkState
from jmss.logs import start_log
from jmss.server.encryption import server_context
from jmss.settings import Site
from jmss.texts import Texts
from tests.fakes.jmssd import ADDRESS, Jmssd
from tests.fakes.keyrings import FolderKeyring, HangingBackend, MemoryBackend

Story = Callable[["Stage"], Awaitable[None]]


class Stage:
    """A server with a list of tokens, a keyring that is nobody's, and one JLook after another."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.server = Jmssd(folder / "cluster")
        self.tokens = TokenFile(access_folder(self.server.drive))
        self.token = self.tokens.add("ueda", AccessRole.OPERATOR)
        self.backend: MemoryBackend | FolderKeyring = MemoryBackend()
        self.token_file = ""
        self.desk = self._new_desk()

    def _new_desk(self) -> Desk:
        site = Site(
            server="VCOM1",
            port=self.server.port,
            hosts={"VCOM1": ADDRESS, "VCOM9": "127.0.0.1"},
            token_file=self.token_file,
        )
        profile = Profile(name="night", server="VCOM1", port=self.server.port, user="ueda")
        return Desk(
            self.app,
            site,
            SettingsFile(self.folder / "settings.json"),
            wishes=Wishes(language="en", theme=Theme.LIGHT),
            aim=Aim(site, profile),
            keyring=SystemKeyring(lambda: self.backend, patience=0.3),
            boards=self.folder / "boards",
        )

    async def run(self, stories: Sequence[Story]) -> None:
        """Run a desk for each of the stories, one after the other."""
        await self._run(stories[0])
        for story in stories[1:]:
            self.desk = self._new_desk()
            await self._run(story)

    async def _run(self, story: Story) -> None:
        running = asyncio.ensure_future(self.desk.run())
        try:
            self.desk.show()
            await story(self)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            self.desk.close()

    @property
    def reason(self) -> Reason | None:
        question = self.desk.server.question
        return question.reason if question else None

    async def asked(self, reason: Reason) -> TokenField:
        """Wait for a question, and give the place where the answer goes."""
        await until(lambda: self.reason is reason, reason, 15.0)
        window = self.desk.window
        window.look_again()
        field = window.banner.token if window.sight.began else window.first_card.token
        assert field is not None
        assert field.isVisible()
        return field

    async def live(self) -> None:
        await until(lambda: self.desk.connection.view.state is LinkState.LIVE, "a live link", 15.0)

    async def down_by(self, cause: Cause) -> None:
        await until(lambda: self.desk.connection.view.cause is cause, cause, 15.0)

    def enter(self, field: TokenField, token: str, *, keep: bool = False) -> None:
        field.keep.setChecked(keep)
        QTest.keyClicks(field.token, token)
        QTest.keyClick(field.token, Qt.Key.Key_Return)

    def said(self) -> str:
        """All lines of the event log."""
        return "\n".join(line_text(line, Texts("en")) for line in self.desk.timeline.lines)


class Stranger:
    """A server that takes no token and notes each request."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []

    async def listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):  # whoever trusts it not just leaves
            self.requests.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
        writer.close()


@pytest.fixture
def play(
    qapp: QApplication, tmp_path: Path, allow_log: Callable[[str], None]
) -> Iterator[Callable[..., None]]:
    stage = Stage(qapp, tmp_path)
    stage.server.start()
    qapp.setQuitOnLastWindowClosed(False)  # one JLook follows another here

    def play(*stories: Story) -> None:
        loop = QEventLoop(qapp)
        asyncio.set_event_loop(loop)
        with loop:
            loop.run_until_complete(stage.run(stories))

    yield play
    qapp.setQuitOnLastWindowClosed(True)
    stage.server.kill()
    asyncio.set_event_loop(None)


def test_it_asks_tries_keeps_and_is_not_asked_again(play: Callable[..., None]) -> None:
    async def first(stage: Stage) -> None:
        field = await stage.asked(Reason.NEEDED)
        stage.enter(field, "jmss_wrong", keep=True)
        field = await stage.asked(Reason.ENTERED_REFUSED)
        assert stage.backend.kept == {}  # type: ignore[union-attr] # in memory
        stage.enter(field, stage.token, keep=True)
        await stage.live()
        await until(lambda: stage.reason is None, "no question", 5.0)
        await until(lambda: bool(stage.backend.kept), "the keyring", 5.0)  # type: ignore[union-attr]
        entry = (f"JLook jmss://vcom1:{stage.server.port}", "ueda")
        assert stage.backend.kept == {entry: stage.token}  # type: ignore[union-attr]
        await until(lambda: "keyring keeps the token" in stage.said(), "the words", 5.0)

    async def second(stage: Stage) -> None:
        await stage.live()
        assert stage.desk.window.first_card.token is None, "nobody was asked"
        # A failover asks nobody either: the ticket opens the next server's door.
        stage.server.kill()
        stage.server.start("SV2")
        await until(lambda: stage.desk.connection.view.node == "SV2", "the other node", 15.0)
        await stage.live()
        # The token is replaced on the server: said at once, replaced in the keyring after success.
        stage.tokens.remove("ueda")
        new = stage.tokens.add("ueda", AccessRole.OPERATOR)
        field = await stage.asked(Reason.KEPT_REFUSED)
        old = stage.token
        assert list(stage.backend.kept.values()) == [old]  # type: ignore[union-attr]
        assert field.keep.isChecked()
        stage.enter(field, new, keep=True)
        await stage.live()
        kept = stage.backend.kept  # type: ignore[union-attr]
        await until(lambda: list(kept.values()) == [new], "the new token", 5.0)

    play(first, second)


def test_a_token_file_goes_on_without_a_question_and_without_the_keyring(
    play: Callable[..., None],
) -> None:
    async def first(stage: Stage) -> None:
        await stage.asked(Reason.NEEDED)
        stage.token_file = str(stage.folder / "token")
        Path(stage.token_file).write_text(stage.token)
        stage.backend = MemoryBackend()

    async def second(stage: Stage) -> None:
        await stage.live()
        assert stage.backend.threads == set()  # type: ignore[union-attr] # in memory
        assert stage.reason is None

    play(first, second)


def test_a_keyring_that_hangs_holds_up_neither_the_link_nor_the_end(
    play: Callable[..., None],
) -> None:
    hanging = HangingBackend()

    async def first(stage: Stage) -> None:
        await stage.asked(Reason.NEEDED)
        stage.backend = hanging

    async def second(stage: Stage) -> None:
        field = await stage.asked(Reason.NEEDED)
        question = stage.desk.server.question
        assert question is not None
        assert question.keyring is KeyringState.SILENT
        stage.enter(field, stage.token)
        await stage.live()

    play(first, second)
    hanging.go.set()


def test_the_token_is_written_nowhere_but_into_the_keyring(
    play: Callable[..., None], tmp_path: Path
) -> None:
    own = Path(os.environ["HOME"]).parent
    vault = tmp_path.parent / f"{tmp_path.name}-vault"
    vault.mkdir()
    seen: list[str] = []

    async def story(stage: Stage) -> None:
        start_log(tmp_path / "jlook.log", logging.DEBUG)
        stage.backend = FolderKeyring(vault)
        field = await stage.asked(Reason.NEEDED)
        stage.enter(field, "jmss_wrong0123456789", keep=True)
        field = await stage.asked(Reason.ENTERED_REFUSED)
        stage.enter(field, stage.token, keep=True)
        await stage.live()
        await until(lambda: bool(list(vault.iterdir())), "the keyring", 5.0)
        stage.server.kill()
        stage.server.start("SV2")
        await until(lambda: stage.desk.connection.view.node == "SV2", "the other node", 15.0)
        await stage.live()
        seen.extend([stage.token, "jmss_wrong0123456789"])
        assert [file.read_text() for file in vault.iterdir()] == [stage.token]
        processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
        told = [stage.said(), repr(stage.desk.server.question), *sys.argv]
        told += [word for process in processes for word in process.cmdline()]
        told += [value for process in processes for value in process.environ().values()]
        assert not [text for text in told for secret in seen if secret in text]

    play(story)
    for handler in logging.getLogger().handlers:
        handler.close()
    files = [file for root in (tmp_path, own) for file in root.rglob("*")]
    written = {file: file.read_bytes() for file in files if file.is_file()}
    assert any(file.name == "jlook.log" and data for file, data in written.items())
    assert any(file.name == "settings.json" and b"night" in data for file, data in written.items())
    assert any(file.suffix == ".board" for file in written)
    found = [file for file, data in written.items() for one in seen if one.encode() in data]
    assert found == []


def test_another_server_that_is_entered_is_shown_nothing_of_the_first(
    play: Callable[..., None],
) -> None:
    stranger = Stranger()
    requests = stranger.requests

    async def nothing(stage: Stage) -> None:
        stage.token_file = str(stage.folder / "token")
        Path(stage.token_file).write_text(stage.token)
        stage.server.kill()

    async def story(stage: Stage) -> None:
        server = await asyncio.start_server(stranger.listen, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        card = stage.desk.window.first_card
        card.name.setText(f"127.0.0.1:{port}")
        card.button.click()
        field = await stage.asked(Reason.NEEDED)
        assert b"Authorization" not in requests[0]
        stage.enter(field, "jmss_for_the_other")
        await stage.asked(Reason.ENTERED_REFUSED)
        assert b"Authorization: Bearer jmss_for_the_other\r\n" in requests[1]
        assert not [one for one in requests if stage.token.encode() in one]
        assert not [one for one in requests if b"jmss" in one.split(b"\r\n")[0]]
        server.close()

    play(nothing, story)


def test_a_profile_brings_its_own_encryption_and_user(play: Callable[..., None]) -> None:
    stranger = Stranger()
    requests = stranger.requests

    async def story(stage: Stage) -> None:
        folder = stage.folder / "certificates"
        authority, certificate, key = make_certificates(folder, "VCOM9", "127.0.0.1")
        tls = server_context(certificate, key)
        server = await asyncio.start_server(stranger.listen, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]
        watched = stage.desk.server
        profile = Profile(name="tls", server="VCOM9", port=port, tls=True, user="aoki")
        watched.aim(Aim(watched.home, profile))
        await stage.down_by(Cause.CERTIFICATE_ISSUER)
        missing = msgspec.structs.replace(profile, ca_file=str(folder / "none.crt"))
        watched.aim(Aim(watched.home, missing))
        await stage.down_by(Cause.AUTHORITIES)
        assert requests == [], "nothing was said to it"
        good = msgspec.structs.replace(profile, ca_file=str(authority))
        watched.aim(Aim(watched.home, good))
        await stage.asked(Reason.NEEDED)
        assert requests
        assert stage.desk.server.user == "aoki"
        server.close()

    play(story)
