# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings as they are now: one owner, to whom everybody brings what is to be remembered."""

from collections.abc import Callable
from typing import Any

import msgspec

from jlook_client.lines import Severity
from jlook_client.settings import Loaded, Settings, SettingsFile
from jmss.errors import N_

OF_THE_WINDOW = (
    "theme",
    "language",
    "places",
    "hidden",
    "tabbed",
    "size",
    "position",
    "maximised",
)
"""What the main window remembers itself."""


class KeptSettings:
    """Holds the settings and writes each change to the file.

    Args:
        file: where they are kept.
        settings: as they were found there.
        not_saved: is told that they could not be written, and why.
    """

    def __init__(
        self, file: SettingsFile, settings: Settings, not_saved: Callable[[OSError], None]
    ) -> None:
        self._file = file
        self._not_saved = not_saved
        self.now = settings

    def keep_window(self, settings: Settings, **fields: Any) -> None:
        """Keep what the main window remembers of these settings, and these fields."""
        own = {name: getattr(settings, name) for name in OF_THE_WINDOW}
        self.keep(**own, **fields)

    def keep(self, **fields: Any) -> None:
        """Keep these fields of ``Settings``; the others stay as they are."""
        changed = msgspec.structs.replace(self.now, **fields)
        if changed == self.now and self._file.path.exists():
            return
        self.now = changed
        try:
            self._file.save_window(changed)
        except OSError as error:
            self._not_saved(error)

    def shared(self) -> Settings:
        """Give the settings as they are on disk, with what other JLooks have put there."""
        return self._file.load().settings

    def keep_shared(self, **fields: Any) -> None:
        """Keep fields that all JLooks of this user share."""
        try:
            self._file.save_shared(**fields)
        except OSError as error:
            self._not_saved(error)

    def set_aside_copy(self) -> str:
        """Keep a copy of the file as it is, and give its place; empty if that is not possible."""
        try:
            return str(self._file.set_aside_copy())
        except OSError as error:
            self._not_saved(error)
            return ""


NOT_READ = N_("The settings could not be read; they were put aside as {file}")
PARTLY_READ = N_("Parts of the settings could not be read ({parts}); they are kept as {file}")


def say_how_loaded(loaded: Loaded, say: Callable[..., None]) -> None:
    """Say what of the settings could not be read, if anything.

    Args:
        loaded: the settings as they were found.
        say: puts a line into the event log: severity, msgid, fields.
    """
    if loaded.set_aside is not None:
        text, parts = PARTLY_READ if loaded.lost else NOT_READ, ", ".join(loaded.lost)
        say(Severity.WARNING, text, file=loaded.set_aside, parts=parts)
