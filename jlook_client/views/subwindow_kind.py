# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of subwindows as data; ``apps/subwindows.py`` lists those that the desk has."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass

from PyQt6.QtWidgets import QWidget

from jlook_client.looks import Glyph


@dataclass(frozen=True, slots=True)
class SubwindowKind:
    """A kind of subwindow that the [表示] menu lists; where it lies is remembered."""

    name: str
    """Names it in the layout and in the settings."""
    title: str
    """A msgid."""
    glyph: Glyph
    """The picture in its title bar."""
    build: Callable[[], QWidget]
    """Builds the view, with a model of its own. What a view may offer: ``sub_window``."""
    _: KW_ONLY
    ages: bool = True
    """Whether the title says up to when it is true; False for what the desk itself saw."""
    several: bool = False
    """Whether there may be more than one; closing ends all but the first for good."""
    default: bool = False
    """Whether it is open at the very first start."""


@dataclass(frozen=True, slots=True)
class AboutJob:
    """A kind of subwindow about one job: opened by the job's number, it ends when it is closed."""

    name: str
    title: str
    """A msgid with ``{number}``."""
    glyph: Glyph
    build: Callable[[int], QWidget]
    """Builds the view about the job of that number."""
    _: KW_ONLY
    ages: bool = True
