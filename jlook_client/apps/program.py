# SPDX-License-Identifier: GPL-3.0-or-later
"""What every program of the desk does first and last: log, faults, loop, teardown."""

import asyncio
import gc
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from platformdirs import user_log_path
from PyQt6.QtCore import QLibraryInfo, QLocale, QTranslator
from PyQt6.QtWidgets import QApplication
from qasync import QEventLoop

from jlook_client.apps.application import bare_application
from jlook_client.apps.crash_file import CrashFile
from jmss.logs import start_log

_log = logging.getLogger(__name__)


def log_file(program: str) -> Path:
    """Give the file that a program logs to."""
    return user_log_path("jlook", appauthor=False, ensure_exists=True) / f"{program}.log"


def built_application(program: str) -> QApplication:
    """Build the Qt application, with a log and with faults going there."""
    begin_log(program)
    return bare_application()


def begin_log(program: str) -> CrashFile:
    """Let the log go to a file from now on, and a crash to another one."""
    path = log_file(program)
    start_log(path)
    crash = CrashFile(path.parent, program)
    crash.begin()
    return crash


def speak(app: QApplication, language: str) -> None:
    """Let Qt's own words, such as those of its dialogs, be in this language."""
    if language != "ja":
        return
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale("ja"), "qtbase", "_", folder):
        app.installTranslator(translator)


LoopFault = Callable[[asyncio.AbstractEventLoop, dict[str, Any]], object]
"""Takes what a task or a callback of the loop left."""


def _note_task_fault(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    _log.error("%s", context.get("message"), exc_info=context.get("exception"))


def run_program(
    app: QApplication,
    story: Callable[[], Coroutine[Any, Any, int]],
    take_fault: LoopFault = _note_task_fault,
) -> int:
    """Run a story on Qt's loop and give its exit status."""
    # What was imported and built stays; to go through all of it would hold the window up for 50 ms.
    gc.freeze()
    loop = QEventLoop(app)
    loop.set_exception_handler(take_fault)
    asyncio.set_event_loop(loop)
    with loop:
        return int(loop.run_until_complete(story()))
