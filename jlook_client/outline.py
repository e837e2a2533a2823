# SPDX-License-Identifier: GPL-3.0-or-later
"""What the first paint has to know of the settings, read by Qt alone.

The settings themselves (``jlook_client.settings``) are read after it, with all their checks;
whatever is wrong with the file is said then.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from PyQt6.QtCore import QJsonDocument

LARGEST = 16_384
"""Logical pixels; a wider or higher window is a mistake."""

FARTHEST = 100_000
"""Logical pixels from the primary screen; a window that lies farther away is a mistake."""

LEAST_POINTS, MOST_POINTS = 7.0, 20.0
"""Of letters that can be read and leave room for a table (``font_size``)."""


class Outline(NamedTuple):
    """The frame as it was left, and the server that was watched last."""

    theme: str = "system"
    language: str = ""
    places: Mapping[str, tuple[float, float, float, float]] = MappingProxyType({})
    hidden: tuple[str, ...] = ()
    tabbed: bool = False
    size: tuple[int, int] = (1440, 900)
    position: tuple[int, int] | None = None
    maximised: bool = False
    font_points: float = 0.0
    """The size of the letters; 0: as they are meant to be."""
    server: str = ""
    """The virtual computer name that was live last; empty: none ever was."""
    port: int = 0
    """Its port."""


def read_outline(path: str) -> Outline:
    """Read the settings' file as far as the first paint needs it; anything odd gives defaults."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes longer than all of this
            found = QJsonDocument.fromJson(file.read()).toVariant()
        return _outline(found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return Outline()


def _outline(found: dict[str, Any]) -> Outline:
    width, height = map(int, found.get("size", Outline().size))
    if not 0 < width <= LARGEST or not 0 < height <= LARGEST:
        return Outline()
    last = _last(found.get("last", ""), found.get("profiles", ()))
    return Outline(
        theme=str(found.get("theme", "system")),
        language=str(found.get("language", "")),
        places={str(key): _place(place) for key, place in found.get("places", {}).items()},
        hidden=tuple(map(str, found.get("hidden", ()))),
        tabbed=found.get("tabbed", False) is True,
        size=(width, height),
        position=_position(found.get("position")),
        maximised=found.get("maximised", False) is True,
        font_points=_points(found.get("font_points", 0.0)),
        server=str(last.get("server", "")),
        port=int(last.get("port", 0)),
    )


def _points(found: Any) -> float:
    points = float(found)
    return points if LEAST_POINTS <= points <= MOST_POINTS else 0.0


def _place(found: Any) -> tuple[float, float, float, float]:
    left, top, width, height = map(float, found)
    return left, top, width, height


def _position(found: Any) -> tuple[int, int] | None:
    if found is None:
        return None
    x, y = map(int, found)
    return (x, y) if max(abs(x), abs(y)) <= FARTHEST else None


def _last(name: str, profiles: list[dict[str, Any]]) -> dict[str, Any]:
    return next((one for one in profiles if name and one["name"] == name), {})
