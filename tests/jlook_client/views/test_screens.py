# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from PyQt6.QtCore import QRect

from jlook_client.views.screens import in_sight

PRIMARY = QRect(0, 0, 1440, 900)
SECOND = QRect(1440, -200, 1920, 1080)
LEFT_THERE = QRect(1600, 50, 1200, 800)


def test_a_window_comes_up_on_the_screen_that_it_was_left_on() -> None:
    assert in_sight(LEFT_THERE, [PRIMARY, SECOND]) == LEFT_THERE
    across = QRect(1000, 100, 1200, 800)
    assert in_sight(across, [PRIMARY, SECOND]) == across


@pytest.mark.parametrize(
    "left",
    [
        LEFT_THERE,
        QRect(-1150, 10, 1200, 800),  # a corner is in sight, too small to take it by
        QRect(100, -600, 1200, 800),  # its lower half is, its upper edge is not
        QRect(100, 895, 1200, 800),
        QRect(-40_000, 40_000, 3000, 2000),
    ],
)
def test_a_window_whose_screen_is_gone_comes_up_on_one_that_is_there(left: QRect) -> None:
    found = in_sight(left, [PRIMARY])
    assert PRIMARY.contains(found)
    assert found.size() == left.size().boundedTo(PRIMARY.size())


def test_without_any_screen_it_stays() -> None:
    assert in_sight(LEFT_THERE, []) == LEFT_THERE
