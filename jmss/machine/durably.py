# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are either whole and on the disk, or not there.

Imports nothing but ``os``: keepers use it too, and their start-up time counts.
"""

import os


def write_durably(folder: str, name: str, data: bytes) -> None:
    """Put a file into a folder at once and for good; an older one of that name is replaced.

    When this returns, neither the death of the process nor of the machine undoes it.
    """
    waiting = f"{folder}/.{name}.new"
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        left = data
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.rename(waiting, f"{folder}/{name}")  # noqa: PTH104 - pathlib costs a keeper 5 ms
    sync_folder(folder)


def sync_folder(folder: str) -> None:
    """Put a folder's list of names onto the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
