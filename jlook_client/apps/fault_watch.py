# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a fault of ours: the log, a bundle and a window say so, and JLook goes on."""

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget

from jlook_client.apps.log_bundle import LogBundle
from jlook_client.views.fault_window import FaultWindow
from jmss.errors import N_
from jmss.texts import Texts

_log = logging.getLogger(__name__)

MOST_BUNDLES = 3
"""Faults of so many kinds get a bundle each; later ones are in the log."""


class FaultWatch(QObject):
    """Takes what nobody caught, wherever it happened.

    Args:
        bundle: writes the bundles.
        tr: the words.
        parent: gives the main window, if there is one.
    """

    _written = pyqtSignal(str, str, str)
    """Headline, path and failure; sent by the thread that wrote."""

    def __init__(self, bundle: LogBundle, tr: Texts, parent: Callable[[], QWidget | None]) -> None:
        super().__init__()
        self._bundle = bundle
        self._tr = tr
        self._parent = parent
        self._window: FaultWindow | None = None
        self._known: set[tuple[str, str]] = set()
        self._more = 0
        self._last: tuple[str, str, Sequence[Path]] = ("", "", ())
        self._crashes: Sequence[Path] = ()
        self._writing: list[threading.Thread] = []
        self._written.connect(self._show)

    def install(self) -> None:
        """Take the faults of slots, threads and destructors from now on."""
        sys.excepthook = self.take
        sys.unraisablehook = self._take_unraisable
        threading.excepthook = self._take_of_thread

    def uninstall(self) -> None:
        """Leave them to Python again; wait for a bundle that is being written."""
        sys.excepthook = sys.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        threading.excepthook = threading.__excepthook__
        for thread in self._writing:
            thread.join(5.0)
        for crash in self._crashes:
            crash.unlink(missing_ok=True)  # it is in a bundle

    def take(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        """Take an exception that nobody caught."""
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, fault, trace)
            return
        _log.error("fault", exc_info=(kind, fault, trace))
        where = str(traceback.extract_tb(trace)[-1:])
        self._tell(
            (kind.__qualname__, where),
            "".join(traceback.format_exception(kind, fault, trace)),
        )

    def take_of_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Take what a task or a callback of the loop left."""
        fault = context.get("exception")
        if isinstance(fault, BaseException):
            self.take(type(fault), fault, fault.__traceback__)
        else:
            message = str(context.get("message"))
            _log.error("%s", message)
            self._tell(("loop", message), message)

    def save_bundle(self) -> None:
        """Write a bundle because the operator wants one."""
        self._write(self._tr("The log bundle is ready."), "Saved by the operator.\n", ())

    def tell_of_crash(self, crashes: Sequence[Path]) -> None:
        """Say that JLook ended abruptly the last time, and keep what is known of it."""
        self._crashes = crashes
        headline = self._tr("{program} ended abruptly the last time.", program=self._tr.program)
        self._write(headline, f"{self._tr.program} ended abruptly the last time.\n", crashes)

    def _take_unraisable(self, told: "sys.UnraisableHookArgs") -> None:
        fault = told.exc_value
        if fault is not None:
            self.take(told.exc_type, fault, told.exc_traceback)

    def _take_of_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self.take(told.exc_type, told.exc_value, told.exc_traceback)

    def _tell(self, known_by: tuple[str, str], text: str) -> None:
        if known_by in self._known or len(self._known) >= MOST_BUNDLES:
            self._more += 1
            self._written.emit("", "", "")
            return
        self._known.add(known_by)
        headline = N_("Something went wrong in {program}. It goes on.")
        self._write(self._tr(headline, program=self._tr.program), text, ())

    def _write(
        self, headline: str, text: str, crashes: Sequence[Path], *, with_users: bool = False
    ) -> None:
        """Write beside the window: to read and to pack takes longer than a frame."""
        self._last = (headline, text, crashes)
        if threading.current_thread() is threading.main_thread():
            self._bundle.look_at_screens()

        def work() -> None:
            try:
                path = self._bundle.write(text, with_users=with_users, crashes=crashes)
            except OSError as error:
                self._written.emit(headline, "", error.strerror or str(error))
                return
            self._written.emit(headline, str(path), "")

        self._writing = [thread for thread in self._writing if thread.is_alive()]
        thread = threading.Thread(target=work, name="log bundle", daemon=True)
        self._writing.append(thread)
        thread.start()

    def _write_again(self, with_users: bool) -> None:
        self._write(*self._last, with_users=with_users)

    def _show(self, headline: str, path: str, failure: str) -> None:
        if self._window is None:
            self._window = FaultWindow(self._tr, self._write_again, self._parent())
        window = self._window
        if path:
            window.show_bundle(headline, Path(path))
        elif failure:
            window.show_failure(headline, failure)
        window.count(self._more)
        if headline:
            window.show()
