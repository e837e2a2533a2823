# SPDX-License-Identifier: GPL-3.0-or-later
import os
import subprocess
import sys
from pathlib import Path

from PyQt6.QtWidgets import QApplication

from jlook_client.looks import FONT_POINTS, Looks
from jlook_client.settings import Theme
from jlook_client.views.dress import is_dark

ROOT = Path(__file__).resolve().parents[2]

START_AND_QUIT = """
import sys
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication
from jlook_client.looks import Looks
from jlook_client.views.dress import dress, undress
from tests.fakes.desk_window import DeskWindow

app = QApplication(sys.argv)
looks = Looks(dark=True)
dress(app, looks)
desk = DeskWindow(looks)
desk.window.show()
QTimer.singleShot(30, app.quit)
code = app.exec()
undress(app, [desk.window])
sys.exit(code)
"""


def test_a_theme_is_dark_or_light(qapp: QApplication) -> None:
    assert is_dark(Theme.DARK, qapp)
    assert not is_dark(Theme.LIGHT, qapp)
    assert isinstance(is_dark(Theme.SYSTEM, qapp), bool)


def test_the_whole_program_wears_the_font(looks: Looks, qapp: QApplication) -> None:
    assert qapp.font().pointSizeF() == FONT_POINTS
    assert qapp.font().families()[0] == "Noto Sans CJK JP"


def test_it_ends_well_every_time() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-c", START_AND_QUIT],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        said = [line for line in done.stderr.splitlines() if "does not support" not in line]
        assert (done.returncode, said) == (0, [])
