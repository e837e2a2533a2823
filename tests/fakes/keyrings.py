# SPDX-License-Identifier: GPL-3.0-or-later
"""Keyrings that are nobody's: one to hand in, one that hangs, one of the library's own kind."""

import hashlib
import threading
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.compat import properties

from jlook_client.apps.system_keyring import Owner, Reply, Told
from jlook_client.token_question import KeyringState


class AskedByHand:
    """A keyring that answers when the test says so; notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Owner, str]] = []
        self._told: list[Told] = []

    def read(self, owner: Owner, told: Told) -> None:
        self._note("read", owner, "", told)

    def keep(self, owner: Owner, token: str, told: Told) -> None:
        self._note("keep", owner, token, told)

    def forget(self, owner: Owner, told: Told) -> None:
        self._note("forget", owner, "", told)

    def say(self, token: str = "", state: KeyringState = KeyringState.READY, why: str = "") -> None:
        """Answer the last question; after SILENT it can be answered again."""
        self._told[-1](Reply(state, token, why))

    def _note(self, what: str, owner: Owner, token: str, told: Told) -> None:
        self.asked.append((what, owner, token))
        self._told.append(told)


class MemoryBackend:
    """What the library's keyrings can do, in memory; raises ``error`` when there is one."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None
        self.threads: set[str] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self._work()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._work()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._work()
        del self.kept[service, username]

    def _work(self) -> None:
        self.threads.add(threading.current_thread().name)
        if self.error is not None:
            raise self.error


class HangingBackend(MemoryBackend):
    """Answers nothing before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def _work(self) -> None:
        self.go.wait(60.0)
        super()._work()


class FolderKeyring(KeyringBackend):
    """A keyring of the library's own kind that keeps each secret in a file, for tests alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    @properties.classproperty
    def priority(self) -> float:
        return 0.1

    def get_password(self, service: str, username: str) -> str | None:
        file = self._file(service, username)
        return file.read_text() if file.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file(service, username).write_text(password)

    def delete_password(self, service: str, username: str) -> None:
        self._file(service, username).unlink()

    def _file(self, service: str, username: str) -> Path:
        return self.folder / hashlib.sha256(f"{service}\n{username}".encode()).hexdigest()
