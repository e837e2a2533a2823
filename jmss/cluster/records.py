# SPDX-License-Identifier: GPL-3.0-or-later
"""Small JSON files that other processes read while we write them.

A record is replaced as a whole (written beside, then renamed), so a reader meets the
old one or the new one, never half of one.
"""

import os
from pathlib import Path
from typing import TypeVar

import msgspec

from jmss.errors import BadConfiguration

RecordT = TypeVar("RecordT", bound=msgspec.Struct)


def write_record(path: Path, record: msgspec.Struct, *, durable: bool = False) -> None:
    """Replace the record; ``durable`` returns only when it would survive a power cut."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with beside.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(record)) + b"\n")
        file.flush()
        if durable:
            os.fsync(file.fileno())
    beside.replace(path)
    if durable:
        _sync_folder(path.parent)


def read_record(path: Path, kind: type[RecordT]) -> RecordT | None:
    """Give the record, or None when there is none.

    Raises:
        BadConfiguration: the file holds something else, or cannot be read.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadConfiguration(where=path, why=error.strerror or error) from error
    except msgspec.DecodeError as error:
        raise BadConfiguration(where=path, why=error) from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
