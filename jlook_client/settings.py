# SPDX-License-Identifier: GPL-3.0-or-later
"""What JLook remembers for one user: theme, language, and where the subwindows lie."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
from platformdirs import user_config_path

from jmss.settings import DEFAULT_PORT


class Theme(StrEnum):
    """Which colours are worn."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


Place = tuple[float, float, float, float]
"""Left, top, width and height of a subwindow as fractions of the area it lies in."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A JMSS server that this user watches."""

    name: str
    """What the operator calls it."""
    server: str
    """Its virtual computer name."""
    port: int = DEFAULT_PORT

    @property
    def address(self) -> str:
        """What a person would enter to reach it."""
        return f"{self.server}:{self.port}"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is remembered. Fields of a newer JLook are ignored."""

    theme: Theme = Theme.SYSTEM
    language: str = ""
    """``ja``, ``en``, or empty: what the system says."""
    places: dict[str, Place] = {}
    """Where the operator put the subwindows; empty: the default layout."""
    hidden: tuple[str, ...] = ()
    """The subwindows that the operator closed."""
    columns: dict[str, dict[str, Any]] = {}
    """Order, widths and hidden columns of each table, by the key of its subwindow."""
    size: tuple[int, int] = (1440, 900)
    """The main window, in logical pixels."""
    maximised: bool = False
    profiles: tuple[Profile, ...] = ()
    """The servers that were watched, by name."""
    last: str = ""
    """The name of the profile that was live last; empty: none ever was."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings as they were found."""

    settings: Settings
    set_aside: Path | None = None
    """Where the file was put because it could not be read; None when all was well."""


class SettingsFile:
    """The user's settings on disk, one JSON file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Loaded:
        """Read the settings. A damaged file is set aside and the defaults hold."""
        try:
            return Loaded(msgspec.json.decode(self.path.read_bytes(), type=Settings))
        except FileNotFoundError:
            return Loaded(Settings())
        except (msgspec.DecodeError, UnicodeDecodeError):
            aside = self._free_name()
            self.path.replace(aside)
            return Loaded(Settings(), aside)

    def save(self, settings: Settings) -> None:
        """Write the settings whole or not at all.

        Raises:
            OSError: the file cannot be written; the old one is untouched.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        half = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            with half.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(settings)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            half.replace(self.path)
        except OSError:
            half.unlink(missing_ok=True)
            raise

    def save_window(self, settings: Settings) -> None:
        """Write the settings of one window; the profiles stay as they are on disk.

        Several JLooks share the file, and each knows only the profile that it added.

        Raises:
            OSError: the file cannot be written; the old one is untouched.
        """
        there = self.load().settings
        kept = msgspec.structs.replace(settings, profiles=there.profiles, last=there.last)
        self.save(kept)

    def remember(self, profile: Profile) -> None:
        """Keep a profile, in place of one with the same name, as the last one used.

        Raises:
            OSError: the file cannot be written; the old one is untouched.
        """
        there = self.load().settings
        profiles = _with(there.profiles, profile)
        if (profiles, profile.name) != (there.profiles, there.last):
            self.save(msgspec.structs.replace(there, profiles=profiles, last=profile.name))

    def _free_name(self) -> Path:
        count = 1
        while (aside := self.path.with_name(f"{self.path.name}.damaged-{count}")).exists():
            count += 1
        return aside


def _with(profiles: Sequence[Profile], new: Profile) -> tuple[Profile, ...]:
    others = (profile for profile in profiles if profile.name != new.name)
    return tuple(sorted((*others, new), key=lambda profile: profile.name))


def default_settings_path() -> Path:
    """Give the file that belongs to this user."""
    return user_config_path("jlook", appauthor=False) / "jlook.json"
