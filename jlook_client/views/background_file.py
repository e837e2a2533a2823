# SPDX-License-Identifier: GPL-3.0-or-later
"""A file written by a thread of its own: a slow disk or network drive never stops the window.

It takes the place of what was there only when it is whole.
"""

import os
import queue
import threading
from contextlib import suppress
from pathlib import Path


class BackgroundFile:
    """Takes bytes, and says when they are written or why they could not be.

    Args:
        path: where it will be once it is whole.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._half = path.with_name(f"{path.name}.{os.getpid()}.new")
        self._steps: queue.SimpleQueue[bytes | bool] = queue.SimpleQueue()
        self._waiting = 0
        self._lock = threading.Lock()
        self._error: OSError | None = None
        self._over = threading.Event()
        # A drive that hangs must not keep the program from ending.
        self._thread = threading.Thread(target=self._work, name="file", daemon=True)
        self._thread.start()

    @property
    def error(self) -> OSError | None:
        """Why it could not be written; nothing is left of it then."""
        return self._error

    @property
    def is_over(self) -> bool:
        """Whether it is whole, failed or given up."""
        return self._over.is_set()

    @property
    def waiting(self) -> int:
        """Bytes that are still to be written."""
        return self._waiting

    def write(self, data: bytes) -> None:
        """Have these bytes written next."""
        with self._lock:
            self._waiting += len(data)
        self._steps.put(data)

    def finish(self) -> None:
        """Nothing more comes: put it in its place."""
        self._steps.put(True)

    def give_up(self) -> None:
        """Leave what was there before, and nothing of this."""
        self._steps.put(False)

    def _work(self) -> None:
        try:
            if self._written():
                self._half.replace(self.path)
            else:
                self._half.unlink(missing_ok=True)
        except OSError as error:
            self._error = error
            with suppress(OSError):  # the first error says it all
                self._half.unlink(missing_ok=True)
        finally:
            self._over.set()

    def _written(self) -> bool:
        """Write what comes; False when it is given up."""
        with self._half.open("wb") as file:
            while not isinstance(step := self._steps.get(), bool):
                file.write(step)
                with self._lock:
                    self._waiting -= len(step)
            if step:
                file.flush()
                os.fsync(file.fileno())
            return step
