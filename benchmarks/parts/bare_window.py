# SPDX-License-Identifier: GPL-3.0-or-later
"""The least that PyQt6 can paint: a main window with six menus and an empty table.

``python -m benchmarks.parts.bare_window T0``: prints the seconds since the monotonic time T0, and
the seconds of the processor, until the window was painted.
"""

import sys
import time

from PyQt6.QtWidgets import QApplication, QMainWindow, QTableWidget


def main() -> None:
    app = QApplication(["bare"])
    window = QMainWindow()
    bar = window.menuBar()
    assert bar is not None
    for title in ("&File", "&Edit", "&View", "&Job", "&Window", "&Help"):
        menu = bar.addMenu(title)
        assert menu is not None
        menu.addAction("One")
        menu.addAction("Two")
    window.setCentralWidget(QTableWidget(43, 12))
    window.resize(1440, 900)
    window.show()
    handle = window.windowHandle()
    assert handle is not None
    while not handle.isExposed():
        app.processEvents()
    app.processEvents()
    took = time.monotonic() - float(sys.argv[1])
    sys.stdout.write(f"first_paint {took} {time.process_time()}\n")


if __name__ == "__main__":
    main()
