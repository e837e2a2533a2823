# SPDX-License-Identifier: GPL-3.0-or-later
"""A zip file for whoever is asked for help: log, fault, versions and settings, without secrets."""

import os
import platform
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from PyQt6.QtCore import PYQT_VERSION_STR, qVersion
from PyQt6.QtGui import QGuiApplication

from jlook_client.components import components
from jlook_client.redaction import Redaction

MOST_OF_LOG = 1 << 20
"""Bytes of the log, its end."""
KEPT = 5
"""So many bundles are kept; older ones are dropped."""

ABOUT = """This is what JLook saved for whoever helps when something went wrong.

fault.txt      what happened
log.txt        the end of JLook's log
versions.txt   JLook, Python, Qt, the system and the screens
settings.json  JLook's settings
crash-*.txt    where an earlier JLook was when it ended abruptly

Tokens, tickets and passwords were taken out{and_users}.
Names of servers, nodes, queues and jobs are in it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a bundle is made of."""

    log: Path
    settings: Path
    secrets: Callable[[], Sequence[str]] = field(default=lambda: ())
    """Gives what is secret whatever it looks like, such as the ticket in use."""
    users: Callable[[], Sequence[str]] = field(default=lambda: ())
    """Gives the names of people that may be in it."""


class LogBundle:
    """Writes bundles; safe to call beside the window's thread.

    Args:
        folder: where they are put.
        sources: what they are made of.
    """

    def __init__(self, folder: Path, sources: Sources) -> None:
        self.folder = folder
        self._sources = sources
        self.screens: tuple[str, ...] = ()
        """What is known of the screens; the window's thread fills it in (``look_at_screens``)."""

    def look_at_screens(self) -> None:
        """Note the screens, in the window's thread."""
        found = QGuiApplication.screens()
        self.screens = (
            f"platform {QGuiApplication.platformName()}",
            *(
                f"screen {one.size().width()} x {one.size().height()} at"
                f" {one.devicePixelRatio():g}, {one.logicalDotsPerInch():g} dpi"
                for one in found
            ),
        )

    def write(self, fault: str, *, with_users: bool = False, crashes: Sequence[Path] = ()) -> Path:
        """Write a bundle that only this user can read, and give it.

        Args:
            fault: what happened, such as a traceback.
            with_users: leave the names of people in it.
            crashes: files that an abrupt end left.

        Raises:
            OSError: it cannot be written.
        """
        users = [] if with_users else self._sources.users()
        home = str(Path.home())
        clean = Redaction(secrets=self._sources.secrets(), users=users, home=home)
        and_users = "" if with_users else ", and the names of users"
        parts = {
            "about.txt": ABOUT.format(and_users=and_users),
            "fault.txt": fault,
            "log.txt": _end_of(self._sources.log),
            "versions.txt": self._versions(),
            "settings.json": _end_of(self._sources.settings),
            **{f"crash-{n}.txt": _end_of(path) for n, path in enumerate(crashes, 1)},
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        path, descriptor = self._opened()
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle,
        ):
            for name, text in parts.items():
                bundle.writestr(name, clean(text))
        self._drop_old()
        return path

    def _opened(self) -> tuple[Path, int]:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        for n in range(1, 1000):
            path = self.folder / f"jlook-{stamp}{f'-{n}' if n > 1 else ''}.zip"
            with suppress(FileExistsError):
                return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        raise FileExistsError(self.folder)

    def _drop_old(self) -> None:
        bundles = sorted(self.folder.glob("jlook-*.zip"), key=lambda path: path.stat().st_mtime)
        for old in bundles[:-KEPT]:
            old.unlink(missing_ok=True)

    def _versions(self) -> str:
        lines = [f"{part.name} {part.version}" for part in components()]
        lines += [f"Qt {qVersion()}", f"PyQt6 {PYQT_VERSION_STR}", platform.platform()]
        return "\n".join([*lines, *self.screens, ""])


_BINARY = getattr(os, "O_BINARY", 0)


def _end_of(path: Path) -> str:
    """Give the end of a file, whole lines; a secret that was cut in two would not be known."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - MOST_OF_LOG))
            text = file.read().decode("utf-8", errors="replace")
    except OSError as error:
        return f"{error.strerror}\n"
    return text.partition("\n")[2] if size > MOST_OF_LOG else text
