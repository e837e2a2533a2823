# SPDX-License-Identifier: GPL-3.0-or-later
"""Another window for another JMSS server, as a process of its own.

A process, not a second window in this one: what goes wrong in it, or how long it draws,
is nothing to the others, and it ends without anybody else having to know.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import QProcess

from jlook_client.apps.address import SCHEME, parse_address
from jlook_client.apps.programs import Program
from jlook_client.settings import Profile
from jmss.errors import N_, BadConfiguration
from jmss.texts import Texts


def start_detached(words: Sequence[str]) -> bool:
    """Start a process that outlives this one; False when it cannot be started."""
    started, _pid = QProcess.startDetached(words[0], list(words[1:]))
    return started


def started_as(program: Program, *which: str, site_file: Path | None) -> list[str]:
    """Give the command line of a program.

    Args:
        program: which one.
        which: what it is to watch, as its command line takes it.
        site_file: the site that it is to be started with; None: the usual one.
    """
    site = ["--site", str(site_file)] if site_file is not None else []
    return [sys.executable, "-m", program.module, *which, *site]


class OtherWindow:
    """Opens a program for another server.

    Args:
        tr: the words.
        tell: says a sentence in the status bar.
        program: which one.
        site_file: the site that this one was started with.
        start: starts a process and says whether it could.
    """

    def __init__(
        self,
        tr: Texts,
        tell: Callable[[str], None],
        *,
        program: Program = Program.JLOOK,
        site_file: Path | None = None,
        start: Callable[[Sequence[str]], bool] = start_detached,
    ) -> None:
        self._tr = tr
        self._tell = tell
        self._program = program
        self._site_file = site_file
        self._start = start

    def open(self, address: str) -> None:
        """Open a window that watches the server at ``address``."""
        try:
            meant = parse_address(address)
        except BadConfiguration as error:
            self._tell(self._tr.error(error))
            return
        port = f":{meant.port}" if meant.port else ""
        self._open(f"{SCHEME}{meant.server}{port}", meant.server)

    def open_profile(self, profile: Profile) -> None:
        """Open a window that watches a server that is remembered."""
        self._open(f"--profile={profile.name}", profile.name)

    def _open(self, which: str, name: str) -> None:
        if not self._start(started_as(self._program, which, site_file=self._site_file)):
            text = N_("{program} for {server} could not be started.")
            self._tell(self._tr(text, program=self._program.title, server=name))
