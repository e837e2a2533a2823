# SPDX-License-Identifier: GPL-3.0-or-later
"""How large the letters may be, and the next size up and down. No Qt."""

from jlook_client.outline import LEAST_POINTS, MOST_POINTS

SMALLEST, LARGEST = LEAST_POINTS, MOST_POINTS
STEP = 0.5
"""Points."""


def within_bounds(points: float) -> float:
    """Give the nearest size that is legible and leaves room for a table."""
    return min(LARGEST, max(SMALLEST, round(points / STEP) * STEP))


def larger(points: float) -> float:
    """Give the next size up: a tenth more, so that each step is seen."""
    return within_bounds(max(points + STEP, points * 1.1))


def smaller(points: float) -> float:
    """Give the next size down."""
    return within_bounds(min(points - STEP, points / 1.1))
