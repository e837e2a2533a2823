# SPDX-License-Identifier: GPL-3.0-or-later
from collections.abc import Callable

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QApplication,
    QLabel,
    QMdiArea,
    QMdiSubWindow,
    QStyle,
    QTableView,
    QWidget,
)

from jlook_client.looks import Looks
from jlook_client.views.flat_style import CELL_PADDING, TITLE_HEIGHT
from jlook_client.views.title_bar import BUTTON_WIDTH

Keep = Callable[[QWidget], None]


@pytest.fixture
def pair(looks: Looks, keep: Keep) -> tuple[QMdiSubWindow, QMdiSubWindow]:
    area = QMdiArea()
    keep(area)
    area.resize(600, 400)
    windows = []
    for left, title in ((0, "One"), (300, "A title much too long for such a small window")):
        sub = QMdiSubWindow()
        sub.setWidget(QLabel("x"))
        sub.setWindowTitle(title)
        sub.setWindowIcon(looks.icon("info", "muted"))
        area.addSubWindow(sub)
        sub.setGeometry(left, 0, 300, 200)
        windows.append(sub)
    area.show()
    area.setActiveSubWindow(windows[0])
    QApplication.processEvents()
    return windows[0], windows[1]


def picture(sub: QMdiSubWindow) -> QImage:
    return sub.grab().toImage()


def colours(image: QImage, left: int, width: int) -> set[str]:
    return {
        QColor(image.pixel(x, y)).name()
        for x in range(left, left + width)
        for y in range(3, TITLE_HEIGHT - 3)
    }


def test_the_active_title_bar_has_an_accent_line(
    pair: tuple[QMdiSubWindow, QMdiSubWindow], looks: Looks
) -> None:
    active, other = map(picture, pair)
    for row in (0, 1):
        assert active.pixelColor(100, row) == looks.colour("accent")
    assert active.pixelColor(150, 5) == looks.colour("base")
    assert other.pixelColor(290, 24) == looks.colour("window")
    assert looks.colour("accent") not in (other.pixelColor(100, row) for row in (0, 1))


def test_a_long_title_ends_before_the_buttons(
    pair: tuple[QMdiSubWindow, QMdiSubWindow], looks: Looks
) -> None:
    image = picture(pair[1])
    gap = 300 - 3 * BUTTON_WIDTH - 6
    assert colours(image, gap, 4) == {looks.colour("window").name()}
    assert len(colours(image, 30, 100)) > 2


def test_the_buttons_work_where_they_are_drawn(
    pair: tuple[QMdiSubWindow, QMdiSubWindow],
) -> None:
    sub = pair[0]
    middle = sub.width() - 2 - BUTTON_WIDTH - BUTTON_WIDTH // 2
    press = QPoint(middle, TITLE_HEIGHT // 2)
    QTest.mouseMove(sub, press)
    QTest.mouseClick(sub, Qt.MouseButton.LeftButton, pos=press)
    assert sub.isMaximized()


def test_table_cells_are_padded(looks: Looks, keep: Keep) -> None:
    table = QTableView()
    keep(table)
    style = table.style()
    assert style is not None
    metric = QStyle.PixelMetric.PM_FocusFrameHMargin
    assert style.pixelMetric(metric, None, table) == CELL_PADDING
    assert style.pixelMetric(metric, None, None) != CELL_PADDING
