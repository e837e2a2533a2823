# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of a process: one line format, UTC, to standard error or a file that is bounded."""

import logging
import sys
import time
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

MOST_BYTES = 5 * 1024 * 1024
"""Of one file; then the next one is begun."""
KEPT = 4
"""Full files that are kept beside the one being written, the newest with ``.1`` at its end."""

FORMAT = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s"


class OneLineFormatter(logging.Formatter):
    """Keeps each message on one line: what a peer or an operator wrote may be part of it."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the logging's name
        """Give the line, with every character that could act as a visible one instead."""
        line = super().formatMessage(record)
        return line if line.isprintable() else "".join(map(_visible, line))


class BoundedFile(RotatingFileHandler):
    """Begins the next file when one is full, and goes on in the full one while it cannot."""

    def doRollover(self) -> None:  # noqa: N802 - the logging's name
        """Begin the next file."""
        # Another process may have the file open, which Windows does not let be renamed.
        with suppress(OSError):
            super().doRollover()


def start_log(file: Path | None = None, level: int = logging.INFO) -> None:
    """Send the process's log to ``file``, or to standard error."""
    handler: logging.Handler = (
        BoundedFile(file, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8")
        if file
        else logging.StreamHandler(sys.stderr)
    )
    formatter = OneLineFormatter(FORMAT, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # In detail it tells the headers of each upgrade, and one of them is a token.
    logging.getLogger("websockets").setLevel(max(level, logging.INFO))


def _visible(character: str) -> str:
    return character if character.isprintable() else "�"
