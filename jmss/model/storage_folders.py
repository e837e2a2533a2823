# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage folders on a switching drive, as they are written: ``I:/log`` (manual S6, S15).

The drive's letter is the manual's; on Linux it stands for the place where the switching drive
is mounted. A reader of the manual may write them with backslashes; they are kept with ``/``.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from jmss.errors import N_, BadFolder, JmssError, NotOnDrive
from jmss.model.machines import ServerType


class Purpose(StrEnum):
    """What a storage folder is for."""

    LOG = "log"
    """ログファイル格納フォルダ."""
    OUTPUT = "output"
    """標準出力ファイル格納フォルダ."""
    QUEUE = "queue"
    """ジョブキューファイル格納フォルダ."""
    SCHEDULE = "schedule"
    """スケジュールファイル格納フォルダ."""


PURPOSES: Mapping[ServerType | None, tuple[Purpose, ...]] = {
    ServerType.JMSS_SERVER: tuple(Purpose),
    ServerType.EXECUTION_MACHINE: (Purpose.LOG,),
    None: (),
}
"""The folders that each server type has (manual 2.2 ⑤ and ⑨)."""


def on_its_way(purpose: Purpose) -> str:
    """Give the name that a folder has while it is moved to another place on its drive."""
    return f".moving-{purpose}"


KEPT_BY_JMSS = frozenset(
    {
        "access",
        "done",
        "environment_revision",
        "jobs",
        "owner.beat",
        "owner.json",
        "owner.lock",
        "schedule_service.json",
        "scheduler_token",
        "stop.json",
        "storage.json",
        "token",
        "wanted",
        *map(on_its_way, Purpose),
    }
)
"""Names at the top of a switching drive that JMSS itself uses."""

LONGEST_NAME = 255
"""Bytes of one part of a path, as file systems have it."""
LONGEST_FOLDER = 1000
"""Characters of the whole."""

_LETTER = re.compile(r"[A-Za-z]:")


def recommended(drive: str, purpose: Purpose) -> str:
    """Give the recommended value (推奨値) of a folder on a drive: ``I:/log``."""
    return f"{drive}/{purpose}"


def recommended_folders(server_type: ServerType | None, drive: str) -> dict[Purpose, str]:
    """Give the recommended value of each folder that a server type has."""
    return {purpose: recommended(drive, purpose) for purpose in PURPOSES[server_type]}


def storage_folder(text: str, drive: str) -> str:
    """Read a folder that a person wrote; give it in the one form in which it is kept.

    Args:
        text: such as ``I:/log``; backslashes and a small letter do as well.
        drive: the letter of the group's switching drive (``I:``).

    Raises:
        NotOnDrive: it lies on another drive, or names none (manual S15).
        BadFolder: it can be no storage folder.
    """
    written = text.strip().replace("\\", "/")
    if not written:
        raise BadFolder(folder=f"“{text}”", why=N_("enter a folder on the switching drive"))
    letter = _LETTER.match(written)
    if letter is None or letter[0].upper() != drive or written[2:3] not in {"", "/"}:
        raise NotOnDrive(folder=text.strip(), drive=drive)
    parts = [part for part in written[2:].split("/") if part]
    why = _fault(parts)
    if why:
        raise BadFolder(folder=text.strip(), why=why)
    return "/".join((drive, *parts))


def parts_below_drive(folder: str) -> tuple[str, ...]:
    """Split a folder in its kept form: ``("JMSS", "log")`` of ``I:/JMSS/log``."""
    return tuple(folder.split("/")[1:])


def folder_faults(
    server_type: ServerType | None, folders: Mapping[Purpose, str], drive: str
) -> dict[Purpose, JmssError]:
    """Tell what is wrong with the folders of one virtual computer, by folder; empty: nothing.

    Args:
        server_type: of the virtual computer.
        folders: as they were written; one that is not there counts as empty.
        drive: the letter of its switching drive.
    """
    faults: dict[Purpose, JmssError] = {}
    good: dict[Purpose, str] = {}
    for purpose in Purpose:
        text = folders.get(purpose, "")
        if purpose not in PURPOSES[server_type]:
            if text.strip():
                why = N_("a virtual computer of this server type has no such folder")
                faults[purpose] = BadFolder(folder=text.strip(), why=why)
            continue
        try:
            folder = storage_folder(text, drive)
        except JmssError as error:
            faults[purpose] = error
            continue
        if any(_lie_in_each_other(folder, other) for other in good.values()):
            why = N_("two storage folders must not be the same or lie in each other")
            faults[purpose] = BadFolder(folder=folder, why=why)
        else:
            good[purpose] = folder
    return faults


def _fault(parts: list[str]) -> str:
    """Say why these names make no storage folder; empty when they do."""
    if not parts:
        return N_("it is the drive itself; choose a folder on it")
    if any(part in {".", ".."} for part in parts):
        return N_("write it without . and ..")
    if not all(part.isprintable() and part == part.strip() for part in parts):
        return N_("a name in it has characters that cannot be seen, or spaces at an end")
    try:
        too_long = any(len(part.encode()) > LONGEST_NAME for part in parts)
    except UnicodeEncodeError:
        return N_("a name in it has characters that cannot be seen, or spaces at an end")
    if too_long or sum(map(len, parts)) > LONGEST_FOLDER:
        return N_("it is too long")
    if parts[0].lower() in KEPT_BY_JMSS:
        return N_("JMSS keeps something else under this name")
    return ""


def _lie_in_each_other(one: str, other: str) -> bool:
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
