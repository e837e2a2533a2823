# SPDX-License-Identifier: GPL-3.0-or-later
"""The JMSS server's four folders on its switching drive (manual S1, S15)."""

from pathlib import Path

from jmss.errors import DriveMissing

FOLDERS = ("log", "output", "queue", "schedule")
"""Log, standard output, job queue and schedule."""


def make_folders(drive: Path) -> None:
    """Create the four folders on ``drive`` where they are not there yet.

    Raises:
        DriveMissing: the drive is not there or cannot be written.
    """
    try:
        for name in FOLDERS:
            (drive / name).mkdir(exist_ok=True)
    except OSError as error:
        raise DriveMissing(drive=drive, why=error.strerror or error) from error


def log_folder(drive: Path) -> Path:
    """Give the folder of the server's logs."""
    return drive / "log"


def checkpoint_file(drive: Path) -> Path:
    """Give the path of the jobs' checkpoint, which speeds a takeover up."""
    return drive / "queue" / "board.checkpoint"


def archive_folder(drive: Path) -> Path:
    """Give the folder of the jobs that have left the board."""
    return drive / "queue" / "archive"


def journal_file(drive: Path) -> Path:
    """Give the path of the database that holds the journal and the facts."""
    return drive / "queue" / "journal.db"
