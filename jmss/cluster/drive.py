# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be true of a switching drive before anybody works on it."""

import ctypes
import os
from pathlib import Path

from jmss.errors import N_, DriveMissing, DriveRemote, NotOnDrive

REMOTE_KINDS = {
    0x6969: "NFS",
    0x517B: "SMB",
    0xFE534D42: "SMB2",
    0xFF534D42: "CIFS",
    0x564C: "NCP",
    0x5346414F: "AFS",
    0x73757245: "Coda",
    0x01021997: "9P",
    0x00C36400: "Ceph",
    0x0BD00BD0: "Lustre",
    0x19830326: "BeeGFS",
    0x47504653: "GPFS",
    0x01161970: "GFS2",
    0x7461636F: "OCFS2",
    0x786F4256: "VirtualBox folder",
    0x65735546: "FUSE",
}
"""File systems that several kernels may use at once, by the magic number of statfs(2).

FUSE is among them: what stands behind it cannot be told, and it may be a network.
"""


def check_drive(drive: Path) -> None:
    """Make sure that a kernel lock on this drive means something.

    Raises:
        DriveMissing: it is no folder, or we may not write there.
        DriveRemote: other kernels may reach it; locks of this one do not bind them.
    """
    if not drive.is_dir():
        raise DriveMissing(drive=drive, why=N_("no such folder"))
    if not os.access(drive, os.W_OK | os.X_OK):
        raise DriveMissing(drive=drive, why=N_("it may not be written"))
    kind = REMOTE_KINDS.get(file_system(drive))
    if kind is not None:
        raise DriveRemote(drive=drive, kind=kind)


def check_on_drive(folder: Path, drive: Path) -> None:
    """Make sure that a data folder lies on the switching drive (manual S15).

    Raises:
        NotOnDrive: it does not, links followed.
    """
    if not folder.resolve().is_relative_to(drive.resolve()):
        raise NotOnDrive(folder=folder, drive=drive)


def file_system(folder: Path) -> int:
    """Give the magic number of the file system (statfs(2); Python has no call for it).

    Raises:
        DriveMissing: the system would not say.
    """
    # The structure begins with the magic number as one long and is far shorter than this.
    answer = ctypes.create_string_buffer(512)
    if ctypes.CDLL(None, use_errno=True).statfs(os.fsencode(folder), answer) != 0:
        raise DriveMissing(drive=folder, why=os.strerror(ctypes.get_errno()))
    return ctypes.c_ulong.from_buffer(answer).value & 0xFFFFFFFF
