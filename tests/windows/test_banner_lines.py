# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the words of the banner stand when they need two lines."""

from collections.abc import Callable

from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.looks import Looks
from jlook_client.settings import Settings
from jlook_client.views.banner import INDENT
from jlook_client.views.main_window import MainWindow
from jmss.texts import Texts
from tests.fakes.desk_link import down
from tests.fakes.desk_window import DeskWindow


def test_both_lines_begin_at_one_edge(looks: Looks, keep: Callable[[QWidget], None]) -> None:
    desk = DeskWindow(looks, window=MainWindow(Texts("en"), Settings(size=(1024, 700))))
    keep(desk.window)
    desk.window.show()
    desk.show(down(detail="127.0.0.101:7340"), now=10.0)
    QApplication.processEvents()
    banner = desk.window.banner
    assert banner.second_line.isVisible()
    assert abs(banner.headline.x() - (banner.second_line.x() + INDENT)) <= 2
