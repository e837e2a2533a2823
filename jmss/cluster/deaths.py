# SPDX-License-Identifier: GPL-3.0-or-later
"""Be woken in the moment a process dies, instead of looking all the time."""

import asyncio
import contextlib
import os
from collections.abc import Callable


class Deaths:
    """Calls ``wake`` on the running loop when a watched process has died.

    It only hastens the next look, which decides; so a process number that was given
    again does no harm.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._watched: dict[str, tuple[int, int]] = {}

    def watch(self, what: str, pid: int) -> None:
        """Watch the process that is ``what`` now; the one before is forgotten."""
        if self._watched.get(what, (0, 0))[0] == pid:
            return
        self._forget(what)
        with contextlib.suppress(ProcessLookupError):
            descriptor = os.pidfd_open(pid)
            self._watched[what] = (pid, descriptor)
            asyncio.get_running_loop().add_reader(descriptor, self._died, what)

    def close(self) -> None:
        """Watch nothing any more."""
        for what in list(self._watched):
            self._forget(what)

    def _died(self, what: str) -> None:
        self._forget(what)
        self._wake()

    def _forget(self, what: str) -> None:
        _, descriptor = self._watched.pop(what, (0, -1))
        if descriptor >= 0:
            asyncio.get_running_loop().remove_reader(descriptor)
            os.close(descriptor)
