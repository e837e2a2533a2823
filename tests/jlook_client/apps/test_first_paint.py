# SPDX-License-Identifier: GPL-3.0-or-later
"""The first paint: what it may import, when it comes, and that the rest follows it."""

import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication

from jlook_client.apps.first_paint import has_board, painted, readable
from jlook_client.board_packing import BoardPacking
from jlook_client.own_folders import settings_path
from jlook_client.saved_board import BoardFolder, board_of, head_of
from jlook_client.settings import Profile, Settings, SettingsFile
from tests.fakes.desk_board import Desk as Board
from tests.fakes.desk_board import a_machine

LATER = {
    "asyncio", "babel", "click", "cryptography", "dataclasses", "inspect", "jlook_client.mirror",
    "json", "keyring", "logging", "msgspec", "numpy", "pathlib", "platformdirs", "psutil", "qasync",
    "socket", "sqlite3", "ssl", "threading", "websockets", "PyQt6.QtNetwork", "PyQt6.QtSvg",
}  # fmt: skip
"""What only the rest of JLook needs."""

PAINT = """
import enum, gc, sys
from jlook_client.apps.first_paint import painted
opened = painted(sys.argv[1:])
enums = [one for one in gc.get_objects() if isinstance(one, type) and issubclass(one, enum.Enum)]
said = {"modules": sorted(sys.modules), "seen": opened is not None}
named = (one.__qualname__ for one in enums)
said["dear"] = [name for name in named if name.startswith(("Qt.", "QStyle."))]
if opened is not None:
    said["title"] = opened.window.windowTitle()
    said["exposed"] = opened.window.windowHandle().isExposed()
    said["hook"] = sys.excepthook is not sys.__excepthook__
    opened.window.close()
print(said)
"""


def run(code: str, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_nothing_but_qt_is_imported_before_the_first_paint() -> None:
    done = run(PAINT, "VCOM1")
    assert done.returncode == 0, done.stderr
    said = literal_eval(done.stdout)
    assert said["seen"]
    assert said["exposed"]
    assert said["hook"]
    assert not LATER & set(said["modules"])
    assert said["dear"] == [], "something names or takes a part of Qt's namespace"


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--profile", "night"],
        ["VCOM1", "--language", "ja"],
        ["jmss://VCOM1:99999"],
        ["VCOM1:0"],
        ["two words"],
        [""],
        [],  # nothing was watched before: the site's file has to be read first
    ],
)
def test_more_than_a_plain_start_is_read_before_any_window_opens(words: list[str]) -> None:
    assert painted(words) is None


def test_without_an_address_it_is_the_server_that_was_watched_last() -> None:
    profile = Profile(name="night", server="VCOM9", port=7999)
    file = SettingsFile(Path(settings_path()))
    file.save(Settings(profiles=(profile,), last="night", language="en"))
    done = run(PAINT)
    assert done.returncode == 0, done.stderr
    assert "VCOM9" in literal_eval(done.stdout)["title"]


def test_a_saved_board_is_found_where_the_board_folder_puts_it(tmp_path: Path) -> None:
    mirror = Board(a_machine("VCOM2")).mirror
    head = head_of(mirror, server="VCOM-1.site", at=1.0, ahead=0.0)
    assert head is not None
    assert not has_board(str(tmp_path / "none"), "VCOM-1.site", 7340)
    BoardFolder(tmp_path, "VCOM-1.site", 7340).save(board_of(head, BoardPacking(mirror)))
    assert has_board(str(tmp_path), "VCOM-1.site", 7340)
    assert has_board(str(tmp_path), "VCOM-1.site", 0)
    assert not has_board(str(tmp_path), "VCOM-1.site", 734)
    assert not has_board(str(tmp_path), "VCOM", 0)


def test_a_language_without_letters_is_not_spoken(qapp: QApplication) -> None:
    assert readable("en") == "en"
    assert readable("ja") in {"ja", "en"}


FOLLOW = """
from jlook_client.apps import first_paint, jlook
from PyQt6.QtCore import QTimer
opened = []
def noting(arguments):
    opened.append(first_paint.painted(arguments))
    window = opened[0].window
    def close():
        if not LATE or (window.is_furnished and window.updatesEnabled()):
            window.close()
    timer = QTimer(window)
    timer.timeout.connect(close)
    timer.start(20)
    return opened[0]
jlook.painted = noting
try:
    jlook.main()
finally:
    print(opened[0].window.is_furnished)
"""


@pytest.mark.parametrize("late", [False, True])
def test_the_rest_follows_in_the_same_window_and_ends_well_whenever_it_is_closed(
    late: bool,
) -> None:
    done = run(FOLLOW.replace("LATE", str(late)), "127.0.0.1:1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True"]
