# SPDX-License-Identifier: GPL-3.0-or-later
"""``jmssd`` as it is, with its clock ahead of the machine's: so many seconds as a file says.

The file ``ahead`` in the cluster's folder is looked at all the time, so the clock can be set
while the server works: nobody has to wait for the next full minute.
"""

import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

_ticks = time.time
LOOK = 0.01


class Ahead:
    """A clock that a file sets."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seconds = 0.0
        self.look()
        threading.Thread(target=self._watch, daemon=True).start()

    def time(self) -> float:
        return _ticks() + self._seconds

    def look(self) -> None:
        try:
            self._seconds = float(self._file.read_text())
        except (OSError, ValueError):
            return  # it is not there, or being written

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK)
            self.look()


if __name__ == "__main__":
    root = Path(sys.argv[sys.argv.index("--root") + 1])
    time.time = Ahead(root / "ahead").time

    from jmss.commands.jmssd import main

    main()
