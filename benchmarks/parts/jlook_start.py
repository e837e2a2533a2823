# SPDX-License-Identifier: GPL-3.0-or-later
"""JLook as the command ``jlook`` starts it, telling when it was painted and when it was usable.

``python -m benchmarks.parts.jlook_start T0 HOW``: prints the seconds since the monotonic time T0
and the seconds of the processor, at each of the two.
HOW is ``paint`` (end after the first paint), ``use`` (until the link is shown in the whole
window), ``modules`` (then print what is imported) or ``eager:FILE`` (import first what the file
lists, then end after the first paint).
"""

import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jlook_client.apps.first_paint import Opened
    from jlook_client.views.main_window import MainWindow


def say(what: str, since: float) -> None:
    sys.stdout.write(f"{what} {time.monotonic() - since} {time.process_time()}\n")
    sys.stdout.flush()


def main() -> None:
    since, how = float(sys.argv[1]), sys.argv[2]
    sys.argv[1:] = []
    if how.startswith("eager:"):
        with open(how.removeprefix("eager:")) as listed:  # noqa: PTH123 - pathlib is one of them
            for name in listed.read().split():
                __import__(name)
    from jlook_client.apps import first_paint, jlook  # noqa: PLC0415 - after what is imported first

    paint = first_paint.painted

    def noting(arguments: Sequence[str]) -> "Opened":
        opened = paint(arguments)
        assert opened is not None
        say("first_paint", since)
        if how not in {"use", "modules"}:
            os._exit(0)
        follow(opened.window)
        return opened

    def follow(window: "MainWindow") -> None:
        from PyQt6.QtCore import QTimer  # noqa: PLC0415 - the same

        def look() -> None:
            if window.is_furnished and window.updatesEnabled():
                say("usable", since)
                if how == "modules":
                    sys.stdout.write(" ".join(list(sys.modules)) + "\n")
                    sys.stdout.flush()
                os._exit(0)

        timer = QTimer(window)
        timer.timeout.connect(look)
        timer.start(1)

    vars(jlook)["painted"] = noting
    jlook.main()


if __name__ == "__main__":
    main()
