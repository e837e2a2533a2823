# SPDX-License-Identifier: GPL-3.0-or-later
"""What JLook remembers for one user: theme, language, and where the subwindows lie."""

import contextlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from platformdirs import user_config_path

from jlook_client.notice_rules import NoticeRules
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
    tls: bool | None = None
    """Whether the link is encrypted; None: as this computer's site says, which else does not."""
    ca_file: str = ""
    """The authorities that sign its certificate; empty: those of the site or of the system."""
    user: str = ""
    """Under which name this user asks there; empty: the name of the login."""

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
    opened: tuple[str, ...] = ()
    """The subwindows that are not there at the first start and that the operator opened."""
    tabbed: bool = False
    """Whether the subwindows lie under tabs."""
    views: dict[str, dict[str, Any]] = {}
    """How each view was left (filter, order, columns), by the key of its subwindow."""
    columns: dict[str, dict[str, Any]] = {}
    """Order, widths and hidden columns of each table, where an older JLook kept them."""
    size: tuple[int, int] = (1440, 900)
    """The main window, in logical pixels."""
    position: tuple[int, int] | None = None
    """Its upper left corner among all screens, in logical pixels; None: wherever it comes up."""
    maximised: bool = False
    font_points: float = 0.0
    """The size of the letters; 0: as they are meant to be."""
    notices: NoticeRules = NoticeRules()
    """What the operator is told of while looking elsewhere."""
    filters: tuple[str, ...] = ()
    """What was last filtered by, newest first."""
    saved_views: tuple[Any, ...] = ()
    """Filter, order and columns of job tables that the operator saved by name."""
    damaged_views: tuple[Any, ...] = ()
    """Saved views that could not be read, kept as they were found."""
    profiles: tuple[Profile, ...] = ()
    """The servers that were watched, by name."""
    last: str = ""
    """The name of the profile that was live last; empty: none ever was."""


SHARED = ("filters", "saved_views", "damaged_views", "profiles", "last")
"""The fields that all JLooks of this user share; no window overwrites them with its own."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings as they were found."""

    settings: Settings
    set_aside: Path | None = None
    """Where the file was put because it could not be read; None when all was well."""
    lost: tuple[str, ...] = ()
    """The parts of it that could not be read; all others hold. Empty also when nothing could."""


class SettingsFile:
    """The user's settings on disk, one JSON file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Loaded:
        """Read the settings. A damaged file is set aside; what can be read of it holds."""
        try:
            written = self.path.read_bytes()
        except FileNotFoundError:
            return Loaded(Settings())
        try:
            return Loaded(_up_to_date(msgspec.json.decode(written, type=Settings)))
        except (msgspec.DecodeError, UnicodeDecodeError):
            aside = self._free_name()
            self.path.replace(aside)
        settings, lost = _rescued(written)
        if settings != Settings():
            # Should this fail, the next change of the settings saves them.
            with contextlib.suppress(OSError):
                self.save(settings)
        return Loaded(settings, aside, lost)

    def set_aside_copy(self) -> Path:
        """Keep a copy of the file as it is now, and give its place.

        Raises:
            OSError: it cannot be copied.
        """
        aside = self._free_name()
        shutil.copyfile(self.path, aside)
        return aside

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
        """Write the settings of one window; what all share stays as it is on disk.

        Several JLooks share the file, and each knows only the profiles and views that it added.

        Raises:
            OSError: the file cannot be written; the old one is untouched.
        """
        there = self.load().settings
        shared = {name: getattr(there, name) for name in SHARED}
        self.save(msgspec.structs.replace(settings, **shared))

    def save_shared(self, **fields: Any) -> None:
        """Write fields that all JLooks of this user share; the others stay as they are on disk.

        Raises:
            OSError: the file cannot be written; the old one is untouched.
        """
        self.save(msgspec.structs.replace(self.load().settings, **fields))

    def remember(self, profile: Profile) -> None:
        """Keep a profile as the last one used, unless its server is known by another name.

        Raises:
            OSError: the file cannot be written; the old one is untouched.
        """
        there = self.load().settings
        known = next((one for one in there.profiles if _watch_the_same(one, profile)), None)
        profiles, name = there.profiles, known.name if known else profile.name
        if known is None:
            name = _free(profile.name, profiles)
            profiles = _sorted((*profiles, msgspec.structs.replace(profile, name=name)))
        if (profiles, name) != (there.profiles, there.last):
            self.save(msgspec.structs.replace(there, profiles=profiles, last=name))

    def put_profile(self, profile: Profile, instead_of: str = "") -> None:
        """Keep a profile in place of the one of the name ``instead_of``, if there is one.

        Raises:
            OSError: the file cannot be written; the old one is untouched.
        """
        there = self.load().settings
        others = (one for one in there.profiles if one.name not in {instead_of, profile.name})
        last = profile.name if instead_of and there.last == instead_of else there.last
        kept = msgspec.structs.replace(there, profiles=_sorted((*others, profile)), last=last)
        self.save(kept)

    def drop_profile(self, name: str) -> None:
        """Keep a profile no more.

        Raises:
            OSError: the file cannot be written; the old one is untouched.
        """
        there = self.load().settings
        others = tuple(one for one in there.profiles if one.name != name)
        last = "" if there.last == name else there.last
        self.save(msgspec.structs.replace(there, profiles=others, last=last))

    def _free_name(self) -> Path:
        names = (self.path.with_name(f"{self.path.name}.damaged-{n}") for n in count(1))
        return next(name for name in names if not name.exists())


def _rescued(written: bytes) -> tuple[Settings, tuple[str, ...]]:
    """Give what can be read of damaged settings, and the names of the parts that cannot."""
    try:
        found = msgspec.json.decode(written, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Settings(), ()
    good: dict[str, Any] = {}
    lost: list[str] = []
    for field in msgspec.structs.fields(Settings):
        if field.name in found:
            try:
                good[field.name] = msgspec.convert(found[field.name], field.type)
            except msgspec.ValidationError:
                lost.append(field.name)
    return _up_to_date(Settings(**good)), tuple(lost)


def _up_to_date(settings: Settings) -> Settings:
    """Take over what an older JLook kept elsewhere."""
    if not settings.columns:
        return settings
    older = {key: {"columns": state} for key, state in settings.columns.items()}
    return msgspec.structs.replace(settings, views=older | settings.views, columns={})


def _watch_the_same(one: Profile, other: Profile) -> bool:
    return (one.server.casefold(), one.port, one.user) == (
        other.server.casefold(),
        other.port,
        other.user,
    )


def _free(name: str, profiles: Sequence[Profile]) -> str:
    """Give the name, or the first one like it that no profile has."""
    taken = {profile.name for profile in profiles}
    like_it = (f"{name} ({number})" for number in count(2))
    return name if name not in taken else next(new for new in like_it if new not in taken)


def _sorted(profiles: Sequence[Profile]) -> tuple[Profile, ...]:
    return tuple(sorted(profiles, key=lambda profile: profile.name))


def default_settings_path() -> Path:
    """Give the file that belongs to this user."""
    return user_config_path("jlook", appauthor=False) / "jlook.json"
