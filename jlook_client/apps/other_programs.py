# SPDX-License-Identifier: GPL-3.0-or-later
"""[ツール]: starts the other programs for the same server, each as a process of its own."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from jlook_client.apps.address import SCHEME
from jlook_client.apps.linked_program import LinkedProgram
from jlook_client.apps.other_window import start_detached, started_as
from jlook_client.apps.programs import Program
from jlook_client.views.entries import Entry
from jlook_client.views.linked_window import LinkedWindow
from jmss.errors import N_


class OtherPrograms:
    """Starts programs; what goes wrong in one is nothing to the others.

    Args:
        base: knows the server, and the window that says what could not be started.
        this: the program that is running.
        site_file: the site that it was started with.
        start: starts a process and says whether it could.
    """

    def __init__(
        self,
        base: LinkedProgram,
        this: Program,
        *,
        site_file: Path | None = None,
        start: Callable[[Sequence[str]], bool] = start_detached,
    ) -> None:
        self._base = base
        self._this = this
        self._site_file = site_file
        self._start = start

    def offer(self, window: LinkedWindow) -> None:
        """Put the [ツール] menu into the menu bar."""
        tr = self._base.tr
        others = [program for program in Program if program is not self._this]
        entries = [
            Entry(text=tr(program.entry), call=partial(self.open, program)) for program in others
        ]
        window.add_menu(tr("&Tools"), entries)

    def open(self, program: Program, *more: str) -> None:
        """Start a program, or bring it to the front if it runs already.

        Args:
            program: which one.
            more: what its command line says besides.
        """
        words = started_as(program, *self._which(), *more, site_file=self._site_file)
        if not self._start(words):
            text = N_("{program} could not be started.")
            self._base.window.tell(self._base.tr(text, program=program.title))

    def _which(self) -> tuple[str, ...]:
        """Name the server as a command line takes it: by its profile if it has one."""
        server = self._base.server
        known = self._base.profile_of(server.target)
        if known:
            return ("--profile", known)
        return (f"{SCHEME}{server.target.name}:{server.target.port}",)
