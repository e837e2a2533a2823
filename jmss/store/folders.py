# SPDX-License-Identifier: GPL-3.0-or-later
"""The JMSS server's four storage folders on its switching drive (manual S1, S15)."""

from dataclasses import astuple, dataclass
from pathlib import Path

from jmss.errors import DriveMissing


@dataclass(frozen=True, slots=True)
class ServerFolders:
    """Where the server keeps what; told by the service environment of its node (manual S6)."""

    log: Path
    output: Path
    """For standard output files."""
    queue: Path
    """The database and the archive."""
    schedule: Path

    @classmethod
    def on(cls, drive: Path) -> "ServerFolders":
        """Give the recommended folders on ``drive``."""
        return cls(drive / "log", drive / "output", drive / "queue", drive / "schedule")

    def make(self) -> None:
        """Create them where they are not there yet; the drive itself must be there.

        Raises:
            DriveMissing: the drive is not there or cannot be written.
        """
        for folder in astuple(self):
            try:
                folder.mkdir(exist_ok=True)
            except OSError as error:
                raise DriveMissing(drive=folder.parent, why=error.strerror or error) from error

    @property
    def journal(self) -> Path:
        """The database that holds the journal and the facts."""
        return self.queue / "journal.db"

    @property
    def checkpoint(self) -> Path:
        """The jobs' checkpoint, which speeds a takeover up."""
        return self.queue / "board.checkpoint"

    @property
    def archive(self) -> Path:
        """The folder of the jobs that have left the board."""
        return self.queue / "archive"
