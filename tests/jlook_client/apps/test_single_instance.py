# SPDX-License-Identifier: GPL-3.0-or-later
"""One JLook for each server and user; what an abrupt end leaves is no obstacle."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from jlook_client.apps import single_instance
from jlook_client.apps.programs import Program
from jlook_client.apps.single_instance import SingleInstance, name_of
from jlook_client.own_folders import is_running, running_path

NAME = name_of("VCOM1", 7340, "ueda")

OWNER = """
import sys
from pathlib import Path
from PyQt6.QtCore import QCoreApplication, QTimer
from jlook_client.apps.single_instance import SingleInstance
app = QCoreApplication([])
one = SingleInstance(Path(sys.argv[1]))
one.asked.connect(lambda: app.exit(7))
print(one.take(sys.argv[2]), flush=True)
if sys.argv[3:] == ["hangs"]:
    sys.stdin.read()
QTimer.singleShot(20_000, app.quit)
sys.exit(app.exec())
"""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def one(qtbot: QtBot, tmp_path: Path) -> Iterator[SingleInstance]:
    one = SingleInstance(tmp_path)
    yield one
    one.end()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def owner(*more: str) -> "subprocess.Popen[str]":
        words = [sys.executable, "-c", OWNER, str(tmp_path), NAME, *more]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(words, stdout=pipe, stdin=pipe, text=True))
        assert started[-1].stdout is not None
        assert started[-1].stdout.readline() == "True\n"
        return started[-1]

    yield owner
    for process in started:
        process.kill()
        process.communicate()


def test_a_second_start_brings_the_first_to_the_front(one: SingleInstance, start: Start) -> None:
    first = start()
    assert not one.take(NAME)
    assert one.ask(NAME)
    assert first.wait(10) == 7
    assert one.take(NAME), "its turn is free again"


def test_one_that_was_killed_is_no_obstacle(
    one: SingleInstance, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = start()
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    assert len(list(tmp_path.iterdir())) == 2, "it left its lock and its socket"
    (tmp_path / "x").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "x"))
    (tmp_path / "x" / "jlook").symlink_to(tmp_path)
    assert not is_running("VCOM1", 7340), "the first paint does not wait for it"
    assert one.take(NAME)
    assert is_running("VCOM1", 7340)


def test_one_that_hangs_is_not_waited_for_for_long(
    one: SingleInstance, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "ANSWER_MS", 100)
    start("hangs")
    assert not one.take(NAME)
    assert not one.ask(NAME)


def test_other_servers_ports_and_users_have_turns_of_their_own(
    one: SingleInstance, start: Start
) -> None:
    start()
    for other in (("VCOM2", 7340, "ueda"), ("VCOM1", 7341, "ueda"), ("VCOM1", 7340, "aoki")):
        assert one.take(name_of(*other))
    assert not one.take(name_of("vcom1", 7340, "ueda")), "names have no case"


def test_a_name_is_never_a_path() -> None:
    assert "/" not in name_of("../x", 1, "a/b\\c")


def test_the_turn_goes_along_when_another_server_is_aimed_at(
    one: SingleInstance, qtbot: QtBot, tmp_path: Path
) -> None:
    assert one.take("a")
    assert one.take("b")
    other = SingleInstance(tmp_path)
    assert other.take("a")
    assert not other.take("b")
    other.end()


def test_what_is_no_question_is_not_answered(
    qtbot: QtBot, tmp_path: Path, one: SingleInstance
) -> None:
    assert one.take(NAME)
    for words in (b"hello\n", b"x" * 2000):
        line = QLocalSocket()
        line.connectToServer(str(tmp_path / f"{NAME}.socket"))
        line.write(words)
        qtbot.waitUntil(lambda: line.state() is QLocalSocket.LocalSocketState.UnconnectedState)  # noqa: B023
        assert bytes(line.readAll()) == b""


def test_only_this_user_can_reach_it(one: SingleInstance, tmp_path: Path) -> None:
    assert one.take(NAME)
    assert (tmp_path / f"{NAME}.socket").stat().st_mode & 0o077 == 0


def test_where_nothing_can_be_written_everybody_has_a_turn(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert SingleInstance(tmp_path / "file" / "x").take(NAME)


def test_the_first_paint_can_tell_whether_to_wait(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert not is_running("VCOM1", 7340)
    one = SingleInstance()
    assert one.take(NAME)
    assert is_running("VCOM1", 7340)
    assert is_running("vcom1", 0)
    assert not is_running("VCOM1", 7341)
    assert not is_running("VCOM10", 0)
    one.end()
    assert not is_running("VCOM1", 7340)
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert running_path().endswith("jlook/running")


def test_a_second_start_can_have_jobs_shown(
    one: SingleInstance, qtbot: QtBot, tmp_path: Path
) -> None:
    assert one.take(NAME)
    told: list[frozenset[int]] = []
    fronts: list[bool] = []
    one.jobs_asked.connect(told.append)
    one.asked.connect(lambda: fronts.append(True))
    script = (
        "import sys; from pathlib import Path; from PyQt6.QtCore import QCoreApplication;"
        "from jlook_client.apps.single_instance import SingleInstance; app = QCoreApplication([]);"
        "print(SingleInstance(Path(sys.argv[1])).ask(sys.argv[2], [7, 8]))"
    )
    words = [sys.executable, "-c", script, str(tmp_path), NAME]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as second:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=15_000)
        assert second.stdout is not None
        assert second.stdout.read() == "True\n"
    assert told == [frozenset({7, 8})]
    assert fronts == [True]


def test_each_program_has_a_turn_of_its_own() -> None:
    names = {name_of("VCOM1", 7340, "ueda", program) for program in Program}
    assert len(names) == len(Program)
    assert NAME in names, "a JLook of an older version is still known"
