# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyring answers when it likes: the window's thread never waits for it."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from jlook_client.apps.system_keyring import MOST_CALLS, Backend, Owner, Reply, SystemKeyring
from jlook_client.token_question import KeyringState
from tests.fakes.keyrings import FolderKeyring, HangingBackend, MemoryBackend

OWNER = Owner("VCOM1", 7340, "ueda")


class Told(list[Reply]):
    """What was told, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[str] = set()

    def __call__(self, reply: Reply) -> None:
        self.append(reply)
        self.threads.add(threading.current_thread().name)


def test_it_works_beside_the_window_and_answers_in_it(qtbot: QtBot) -> None:
    backend, told = MemoryBackend(), Told()
    ring = SystemKeyring(lambda: backend)
    ring.read(OWNER, told)
    ring.keep(OWNER, "jmss_a", told)
    qtbot.waitUntil(lambda: len(told) == 2)
    ring.read(OWNER, told)
    qtbot.waitUntil(lambda: len(told) == 3)
    ring.forget(OWNER, told)
    qtbot.waitUntil(lambda: len(told) == 4)
    ring.forget(OWNER, told)
    qtbot.waitUntil(lambda: len(told) == 5)
    assert [reply.token for reply in told] == ["", "", "jmss_a", "jmss_a", ""]
    assert {reply.state for reply in told} == {KeyringState.READY}
    assert backend.threads == {"keyring"}
    assert told.threads == {threading.current_thread().name}
    assert "jmss" not in repr(told)


def test_a_keyring_of_the_librarys_kind_keeps_one_entry_for_each_server_and_user(
    qtbot: QtBot, tmp_path: Path
) -> None:
    backend: Backend = FolderKeyring(tmp_path)
    ring, told = SystemKeyring(lambda: backend), Told()
    owners = [OWNER, Owner("VCOM1", 7340, "aoki"), Owner("VCOM2", 7340, "ueda")]
    for number, owner in enumerate(owners):
        ring.keep(owner, f"jmss_{number}", told)
    ring.keep(Owner("vcom1", 7340, "ueda"), "jmss_again", told)
    qtbot.waitUntil(lambda: len(told) == 4)
    assert len(list(tmp_path.iterdir())) == 3
    for owner in owners:
        told.clear()
        ring.read(owner, told)
        qtbot.waitUntil(lambda: len(told) == 1)
        number = owners.index(owner)
        assert told[0].token in ({"jmss_0", "jmss_again"} if number == 0 else {f"jmss_{number}"})


def test_a_computer_without_a_keyring(qtbot: QtBot) -> None:
    told = Told()
    ring = SystemKeyring(lambda: None)
    ring.read(OWNER, told)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told == [Reply(KeyringState.ABSENT)]


class KeyringLocked(Exception):
    """Named as the library names it."""


@pytest.mark.parametrize(
    ("error", "reply"),
    [
        (KeyringLocked("Failed to unlock the collection!"), Reply(KeyringState.LOCKED)),
        (OSError("no\nbus."), Reply(KeyringState.REFUSED, why="no bus")),
        (RuntimeError(), Reply(KeyringState.REFUSED, why="RuntimeError")),
        (ValueError("cannot store jmss_secret"), Reply(KeyringState.REFUSED, why="ValueError")),
    ],
)
def test_a_refusal_is_told_without_the_secret(qtbot: QtBot, error: Exception, reply: Reply) -> None:
    backend, told = MemoryBackend(), Told()
    backend.error = error
    ring = SystemKeyring(lambda: backend)
    ring.keep(OWNER, "jmss_secret", told)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told == [reply]


def test_a_hanging_keyring_is_told_to_be_silent_and_answers_late(qtbot: QtBot) -> None:
    backend, told = HangingBackend(), Told()
    ring = SystemKeyring(lambda: backend, patience=0.05)
    before = set(threading.enumerate())
    began = time.monotonic()
    for _ in range(MOST_CALLS + 2):
        ring.read(OWNER, told)
    assert time.monotonic() - began < 1.0
    qtbot.waitUntil(lambda: len(told) == MOST_CALLS + 2)
    assert set(told) == {Reply(KeyringState.SILENT)}
    hanging = set(threading.enumerate()) - before
    assert len(hanging) == MOST_CALLS
    assert all(thread.daemon for thread in hanging)
    told.clear()
    backend.kept[OWNER.service, OWNER.user] = "jmss_a"
    backend.go.set()
    qtbot.waitUntil(lambda: len(told) == MOST_CALLS)
    assert set(told) == {Reply(KeyringState.READY, "jmss_a")}
    ring.read(OWNER, told)
    qtbot.waitUntil(lambda: len(told) == MOST_CALLS + 1)


def test_after_the_end_nobody_is_told_anything(qtbot: QtBot) -> None:
    backend, told = HangingBackend(), Told()
    ring = SystemKeyring(lambda: backend, patience=0.05)
    before = set(threading.enumerate())
    ring.read(OWNER, told)
    ring.end()
    backend.go.set()
    qtbot.waitUntil(lambda: set(threading.enumerate()) <= before)
    qtbot.wait(100)
    assert told == []


QUIT = """
import sys, threading, time
from PyQt6.QtCore import QCoreApplication, QTimer
from jlook_client.apps.system_keyring import Owner, SystemKeyring
app = QCoreApplication([])
ring = SystemKeyring(lambda: time.sleep(30), patience=0.05)
ring.read(Owner("VCOM1", 7340, "ueda"), lambda reply: QTimer.singleShot(0, app.quit))
app.exec()
assert [t.name for t in threading.enumerate() if t.name == "keyring"]
"""


def run(code: str, **environment: str) -> tuple[str, float]:
    """Run a program; give all it printed, and the seconds it took."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).resolve().parents[3],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **environment},
        capture_output=True,
        text=True,
        timeout=25,
        check=True,
    )
    return done.stdout + done.stderr, time.monotonic() - began


def test_quitting_waits_for_no_keyring() -> None:
    printed, seconds = run(QUIT)
    assert printed == ""
    assert seconds < 15.0


PLAIN = """
from keyring.backend import KeyringBackend
from keyring.backends.SecretService import Keyring as SecretService
class PlainText(KeyringBackend):
    priority = 9
    def get_password(self, service, username): return "plain"
    def set_password(self, service, username, password): ...
    def delete_password(self, service, username): ...
"""

CHOICE = """
from jlook_client.apps.system_keyring import usable_backend, _is_safe
from keyring.backends import SecretService, Windows, chainer, fail, kwallet, libsecret, macOS, null
print(usable_backend())
kinds = [SecretService.Keyring, libsecret.Keyring, kwallet.DBusKeyring, macOS.Keyring,
         Windows.WinVaultKeyring, chainer.ChainerBackend, fail.Keyring, null.Keyring]
print([_is_safe(kind) for kind in kinds])
"""


@pytest.mark.parametrize(
    "named",
    ["", "keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "plain.PlainText"],
)
def test_no_backend_is_used_that_keeps_no_secret(tmp_path: Path, named: str) -> None:
    """Nor is anything printed where no message bus runs, as in a bare container."""
    (tmp_path / "plain.py").write_text(PLAIN)
    environment = {"PYTHONPATH": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    if named:
        environment["PYTHON_KEYRING_BACKEND"] = named
    printed, _ = run(CHOICE, **environment)
    assert printed == "None\n[True, True, True, True, True, False, False, False]\n"


def test_a_start_does_not_load_the_library() -> None:
    program = "import sys, jlook_client.apps.command_line"
    code = f"{program}; print([m for m in sys.modules if 'keyring' in m])"
    assert run(code)[0] == "['jlook_client.apps.system_keyring']\n"
