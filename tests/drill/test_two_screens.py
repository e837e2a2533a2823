# SPDX-License-Identifier: GPL-3.0-or-later
"""The window on a desk with two screens: back where it was, or on one that is still there.

Each start is a process of its own: Qt learns its screens when it begins.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LEFT: dict[str, Any] = {"name": "left", "x": 0, "y": 0, "width": 1440, "height": 900}
RIGHT: dict[str, Any] = {"name": "right", "x": 1440, "y": 0, "width": 1920, "height": 1080}

STARTED = """
import json, sys
from pathlib import Path
from PyQt6.QtCore import QCoreApplication
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtTest import QTest
from jlook_client.apps.application import bare_application
from jlook_client.apps.desk import Desk
from jlook_client.settings import SettingsFile
from jmss.settings import Site

app = bare_application()
site = Site(server="VCOM1", port=1, hosts={"VCOM1": "127.0.0.1"})
desk = Desk(app, site, SettingsFile(Path(sys.argv[1])))
desk.show()
QTest.qWait(50)
window = desk.window
for wish in sys.argv[2:]:
    if wish == "maximise":
        window.showMaximized()
    else:
        window.move(*map(int, wish.split(",")))
    QTest.qWait(50)
place = window.geometry()
print(json.dumps({
    "screens": [screen.name() for screen in QGuiApplication.screens()],
    "screen": window.screen().name(),
    "place": [place.x(), place.y(), place.width(), place.height()],
    "maximised": window.isMaximized(),
    "seen": [window.screen().geometry().intersected(place).width(),
             window.screen().geometry().intersected(place).height()],
}))
sys.stdout.flush()
desk.close()
"""


def started(folder: Path, *wishes: str, screens: list[dict[str, Any]]) -> dict[str, Any]:
    """Start the desk on these screens, do with its window what is wished, and quit."""
    config = folder / "screens.json"
    config.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
    done = subprocess.run(
        [sys.executable, "-c", STARTED, str(folder / "jlook.json"), *wishes],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert told["screens"] == [screen["name"] for screen in screens]
    return told


def test_a_window_comes_back_on_the_second_screen(tmp_path: Path) -> None:
    left = started(tmp_path, "1700,60", screens=[LEFT, RIGHT])
    assert left["screen"] == "right"
    again = started(tmp_path, screens=[LEFT, RIGHT])
    assert (again["screen"], again["place"]) == ("right", left["place"])


def test_a_maximised_window_fills_the_second_screen_again(tmp_path: Path) -> None:
    left = started(tmp_path, "1700,60", "maximise", screens=[LEFT, RIGHT])
    assert (left["screen"], left["maximised"]) == ("right", True)
    again = started(tmp_path, screens=[LEFT, RIGHT])
    assert (again["screen"], again["maximised"]) == ("right", True)


@pytest.mark.parametrize("wishes", [["1700,60"], ["1700,60", "maximise"]])
def test_when_its_screen_is_gone_it_comes_up_on_one_that_is_there(
    tmp_path: Path, wishes: list[str]
) -> None:
    started(tmp_path, *wishes, screens=[LEFT, RIGHT])
    alone = started(tmp_path, screens=[LEFT])
    assert alone["screen"] == "left"
    width, height = alone["seen"]
    assert width > 0.95 * LEFT["width"], alone["place"]
    assert height > 0.95 * LEFT["height"], alone["place"]
