# SPDX-License-Identifier: GPL-3.0-or-later
"""Where subwindows lie, as fractions of the area: no layout depends on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect, QSize

if TYPE_CHECKING:  # the first paint needs this file and reads no settings
    from collections.abc import Mapping

    from jlook_client.settings import Place

NARROW = 1200
"""Logical pixels below which the window takes the narrow layout."""

LEAST_SIDE = 0.05
"""A subwindow keeps at least this fraction, so that a damaged setting cannot lose it."""

WIDE_PLACES: dict[str, Place] = {
    "jobs": (0.0, 0.0, 0.655, 0.66),
    "machines": (0.655, 0.0, 0.345, 0.33),
    "history": (0.655, 0.33, 0.345, 0.33),
    "log": (0.0, 0.66, 1.0, 0.34),
}
NARROW_PLACES: dict[str, Place] = {
    "jobs": (0.0, 0.0, 1.0, 0.62),
    "machines": (0.0, 0.62, 0.48, 0.38),
    "log": (0.48, 0.62, 0.52, 0.38),
}
"""The history is not shown here: it would be too small to read."""

ELSEWHERE: Place = (0.15, 0.12, 0.6, 0.66)
"""Where a subwindow comes up that the default layout does not know."""
ELSEWHERE_NARROW: Place = (0.06, 0.08, 0.86, 0.76)
"""The same in the narrow layout, where it needs more of the window."""
SMALL: dict[str, Place] = {"queues": (0.2, 0.16, 0.54, 0.44)}
"""Where those of them come up that need less room."""
LONG_ROWS: dict[str, Place] = {"blind": (0.12, 0.16, 0.72, 0.44)}
"""Where those come up, in a wide layout, that have few rows and much to say in each."""
STEP = 0.025
"""A further subwindow of a kind (``jobs-2``) lies so much below and beside the one before."""


def default_places(width: int) -> Mapping[str, Place]:
    """Give the default layout for a window that is ``width`` logical pixels wide."""
    return NARROW_PLACES if width < NARROW else WIDE_PLACES


def place_elsewhere(key: str, area: int = NARROW) -> Place:
    """Give where a subwindow comes up that the default layout of such a width does not know."""
    name, _, number = key.partition("-")
    usual = ELSEWHERE_NARROW if area < NARROW else ELSEWHERE
    if area >= NARROW:
        usual = LONG_ROWS.get(name, usual)
    left, top, width, height = SMALL.get(name, usual)
    steps = (int(number) - 2) % 8 if number.isdecimal() else 0
    return left + steps * STEP, top + steps * STEP, width, height


def cascaded(at: int, area: QSize, step: int) -> QRect:
    """Give where the subwindow of that number lies when all lie over each other.

    Args:
        at: its number, from 0 on.
        area: where they lie.
        step: how far each one is from the one before, so that its title is in sight.
    """
    _, _, width, height = ELSEWHERE
    size = rect_of((0.0, 0.0, width, height), area).size()
    right, down = (max(1, (room // step) + 1) for room in _spare(area, size))
    return QRect(QPoint((at % right) * step, (at % down) * step), size)


def _spare(area: QSize, size: QSize) -> tuple[int, int]:
    return area.width() - size.width(), area.height() - size.height()


def rect_of(place: Place, area: QSize) -> QRect:
    """Turn fractions into pixels; neighbours meet without gap or overlap."""
    left, top, width, height = _inside(place)
    x, y = round(left * area.width()), round(top * area.height())
    right, bottom = round((left + width) * area.width()), round((top + height) * area.height())
    return QRect(x, y, right - x, bottom - y)


def place_of(rect: QRect, area: QSize) -> Place:
    """Turn pixels into fractions."""
    width, height = max(1, area.width()), max(1, area.height())
    return (rect.x() / width, rect.y() / height, rect.width() / width, rect.height() / height)


def _inside(place: Place) -> Place:
    left, top, width, height = place
    width = min(max(width, LEAST_SIDE), 1.0)
    height = min(max(height, LEAST_SIDE), 1.0)
    return (
        min(max(left, 0.0), 1.0 - LEAST_SIDE),
        min(max(top, 0.0), 1.0 - LEAST_SIDE),
        width,
        height,
    )
