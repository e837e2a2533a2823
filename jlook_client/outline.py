# SPDX-License-Identifier: GPL-3.0-or-later
"""What the first paint has to know of the settings, read with nothing but the standard library.

The settings themselves (``jlook_client.settings``) are read after it, with all their checks;
whatever is wrong with the file is said then.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

LARGEST = 16_384
"""Logical pixels; a wider or higher window is a mistake."""


class Outline(NamedTuple):
    """The frame as it was left, and the server that was watched last."""

    theme: str = "system"
    language: str = ""
    places: Mapping[str, tuple[float, float, float, float]] = MappingProxyType({})
    hidden: tuple[str, ...] = ()
    size: tuple[int, int] = (1440, 900)
    maximised: bool = False
    last: str = ""
    """The address of the server that was live last; empty: none ever was."""


def read_outline(path: Path) -> Outline:
    """Read the settings' file as far as the first paint needs it; anything odd gives defaults."""
    try:
        return _outline(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Outline()


def _outline(found: dict[str, Any]) -> Outline:
    width, height = found.get("size", Outline().size)
    if not 0 < width <= LARGEST or not 0 < height <= LARGEST:
        return Outline()
    return Outline(
        theme=str(found.get("theme", "system")),
        language=str(found.get("language", "")),
        places={key: _place(place) for key, place in found.get("places", {}).items()},
        hidden=tuple(map(str, found.get("hidden", ()))),
        size=(int(width), int(height)),
        maximised=found.get("maximised", False) is True,
        last=_address(found.get("last", ""), found.get("profiles", ())),
    )


def _place(found: Any) -> tuple[float, float, float, float]:
    left, top, width, height = map(float, found)
    return left, top, width, height


def _address(last: str, profiles: list[dict[str, Any]]) -> str:
    for profile in profiles if last else ():
        if profile["name"] == last:
            return (
                f"{profile['server']}:{profile['port']}"
                if "port" in profile
                else str(profile["server"])
            )
    return ""
