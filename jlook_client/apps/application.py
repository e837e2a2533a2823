# SPDX-License-Identifier: GPL-3.0-or-later
"""The Qt application of every program of the desk, ready for its first window.

Only Qt is imported: the first paint comes before all the rest.
"""

import sys
from types import TracebackType

from PyQt6.QtWidgets import QApplication


def bare_application(desktop_id: str = "net.jlook.JLook") -> QApplication:
    """Build the Qt application; ``desktop_id`` is what its desktop entry is called.

    An exception in a slot or in an event of Qt ends the process on the spot, without a word in
    the log, unless ``sys.excepthook`` is ours; so that comes first.
    """
    sys.excepthook = note_fault
    app = QApplication(sys.argv[:1])
    app.setApplicationName("jlook")
    app.setDesktopFileName(desktop_id)
    app.setQuitOnLastWindowClosed(False)  # Qt would stop the loop under its tasks
    return app


def note_fault(
    kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> None:
    """Write an exception that nobody caught into the log; before there is one, to stderr."""
    import logging  # noqa: PLC0415 - a start without faults does without it until after the paint

    logging.getLogger(__name__).error("fault", exc_info=(kind, fault, trace))
