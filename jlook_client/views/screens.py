# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the main window comes up: where it was left, unless that screen is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect, QSize

if TYPE_CHECKING:
    from collections.abc import Sequence

GRIP = QSize(120, 24)
"""So much of the upper edge has to be in sight, in logical pixels, to take the window by."""


def in_sight(left: QRect, screens: Sequence[QRect]) -> QRect:
    """Give where a window comes up that was left there.

    Args:
        left: the window, with its frame as far as that is known.
        screens: what each screen offers, the primary one first.
    """
    edge = QRect(left.topLeft(), QSize(left.width(), GRIP.height()))
    if not screens or any(_can_be_taken(edge & screen) for screen in screens):
        return left
    screen = screens[0]
    size = left.size().boundedTo(screen.size())
    spare = (screen.size() - size) / 2
    return QRect(screen.topLeft() + QPoint(spare.width(), spare.height()), size)


def _can_be_taken(seen: QRect) -> bool:
    return seen.width() >= GRIP.width() and seen.height() >= GRIP.height() // 2
