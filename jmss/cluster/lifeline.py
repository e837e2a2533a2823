# SPDX-License-Identifier: GPL-3.0-or-later
"""A named pipe that ends the cluster when the process that started it is gone.

Whoever holds the cluster keeps the writing end open and never writes. Every agent, also
one started later, holds the reading end; the kernel tells all of them when the last
writer is gone, however it went. No other process gets either end.
"""

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path


class Lifeline:
    """The writing end."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        os.mkfifo(path, 0o600)
        self._path = path
        # Opened for reading as well, or this would wait for the first reader.
        self._descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)

    def let_go(self) -> None:
        """End the lifeline. A second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            self._path.unlink(missing_ok=True)


@contextlib.contextmanager
def held_by(path: Path, ended: Callable[[], None]) -> Iterator[None]:
    """While inside, ``ended`` is called on the running loop when the last writer is gone.

    At once when there is none; never when the cluster has no lifeline.
    """
    try:
        reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        yield
        return
    loop = asyncio.get_running_loop()

    def look() -> None:
        with contextlib.suppress(BlockingIOError):
            if os.read(reading, 1) == b"":
                loop.remove_reader(reading)
                ended()

    loop.add_reader(reading, look)
    look()
    try:
        yield
    finally:
        loop.remove_reader(reading)
        os.close(reading)
