# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that hold secrets: readable by their owner alone from the first moment."""

import os
from contextlib import suppress
from pathlib import Path

ALONE = 0o600
OWN_FOLDER = 0o700


def write_own(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, on the disk when this returns.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with suppress(FileNotFoundError):
        beside.unlink()
    # Never open for others, not even between its creation and a later chmod.
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, ALONE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def make_own_folder(path: Path) -> None:
    """Make a folder that nobody else may look into."""
    path.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
    path.chmod(OWN_FOLDER)
