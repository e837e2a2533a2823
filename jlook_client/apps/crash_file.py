# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a program was when it ended abruptly: a file that stays behind and is told next time.

Python writes it itself when Qt or another library brings the process down. A program that
ends in order takes its file away.
"""

import atexit
import faulthandler
import os
from contextlib import suppress
from pathlib import Path

MOST_TOLD = 3
"""Files that are told at once; more of them say nothing new."""


class CrashFile:
    """One for each process.

    Args:
        folder: where the files lie.
        program: whose they are.
    """

    def __init__(self, folder: Path, program: str) -> None:
        self._folder = folder
        self._program = program
        self.path = folder / f"{program}-crash-{os.getpid()}.txt"

    def begin(self) -> None:
        """Let a crash be written from now on, and take the empty file away at the end.

        Raises:
            OSError: the file cannot be opened.
        """
        self._file = self.path.open("w", encoding="utf-8")
        faulthandler.enable(self._file)
        atexit.register(self.end)

    def end(self) -> None:
        """The program ends in order."""
        atexit.unregister(self.end)
        faulthandler.disable()
        self._file.close()
        with suppress(OSError):
            if not self.path.stat().st_size:
                self.path.unlink()

    def left_behind(self) -> list[Path]:
        """Give the files of processes that ended abruptly, the newest first; drop empty ones."""
        found = list(self._folder.glob(f"{self._program}-crash-*.txt"))
        crashed = []
        for path in found:
            if path == self.path or _is_running(path):
                continue
            with suppress(OSError):
                if path.stat().st_size:
                    crashed.append(path)
                else:
                    path.unlink()  # the power went, or somebody killed it
        crashed.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        for old in crashed[MOST_TOLD:]:
            old.unlink(missing_ok=True)
        return crashed[:MOST_TOLD]


def _is_running(path: Path) -> bool:
    """Whether the process that a file belongs to is still there; another may have its number."""
    import psutil  # noqa: PLC0415 - only where a file was left

    number = path.stem.rpartition("-")[2]
    if not number.isdecimal():
        return False
    try:
        began = psutil.Process(int(number)).create_time()
        return bool(began <= path.stat().st_mtime + 1.0)
    except (psutil.Error, OSError, OverflowError):
        return False
