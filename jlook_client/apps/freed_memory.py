# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives back to the system what a snapshot has freed.

A snapshot is decoded piece by piece. The C library keeps the memory of the pieces for later, a
tenth of all that a desk with a million jobs takes, though nothing as big comes again.
"""

import ctypes
from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer

from jlook_client.mirror import Mirror, MirrorWatcher

SETTLED_MS = 1000
"""So long after a snapshot the views have shown it and let go of what was before; it is looked at
as often."""


def give_back() -> None:
    """Let the C library give back what it keeps; takes about 2 ms.

    Only glibc has to be asked. Others, as on Windows and macOS, do so by themselves.
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return
    trim(0)


class FreedMemory(MirrorWatcher):
    """Watches for snapshots; a delta frees next to nothing.

    Args:
        mirror: the copy of the board.
        give: gives memory back.
        parent: the timer ends with it.
    """

    def __init__(self, mirror: Mirror, give: Callable[[], None], parent: QObject) -> None:
        self._mirror = mirror
        self._give = give
        self._was_complete = False
        """Whether the snapshot was all there when it was looked at last."""
        self._settled = QTimer(parent)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._look)
        mirror.watchers.append(self)

    def replaced(self) -> None:
        """Wait until the snapshot has settled."""
        self._was_complete = False
        self._settled.start()

    def _look(self) -> None:
        complete = not self._mirror.is_collecting
        if complete and self._was_complete:
            self._give()
        else:
            self._was_complete = complete
            self._settled.start()
