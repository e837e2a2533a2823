# SPDX-License-Identifier: GPL-3.0-or-later
"""SQLite as it is, but each time it waits for the disk, it waits longer.

The file system layer of SQLite (its VFS) is put in front of itself with one function
changed, ``xSync``: it sleeps, then does what it always did. No compiler is needed; the
product's own code opens, writes and commits without knowing.
"""

import ctypes
import sqlite3
import time
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_void_p
from pathlib import Path
from typing import Self

_METHODS = c_void_p * 19
"""``sqlite3_io_methods``, version 3: a number and 18 functions."""
_SYNC = 5


class File(Structure):
    """``sqlite3_file``."""

    _fields_ = (("methods", c_void_p),)


# The name has more behind its end, so it stays a pointer.
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(File), c_int, c_void_p)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)


class Vfs(Structure):
    """``sqlite3_vfs``."""

    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", _Open),
        ("others", c_void_p * 15),
    )


class SlowDisk:
    """While it is in place, each sync of SQLite in this process takes ``delay`` seconds more.

    What was opened meanwhile has to be closed before it ends: SQLite holds on to its functions.
    """

    def __init__(self, delay: float) -> None:
        """Make it ready.

        Raises:
            OSError: the SQLite of this Python cannot be slowed.
        """
        self.delay = delay
        self.syncs = 0
        self._library = ctypes.CDLL(_library())
        self._library.sqlite3_vfs_find.restype = POINTER(Vfs)
        self._usual = self._library.sqlite3_vfs_find(None)
        self._slow = Vfs.from_buffer_copy(self._usual.contents)
        self._slow.name = b"slow"
        self._slow.open = _Open(self._open)
        self._methods: dict[int, tuple[ctypes.Array[c_void_p], object]] = {}
        """The changed functions for each kind of file, by where the usual ones are."""

    def __enter__(self) -> Self:
        """Put it in place.

        Raises:
            OSError: SQLite does not take it.
        """
        if self._library.sqlite3_vfs_register(ctypes.byref(self._slow), 1) != 0:
            raise OSError("SQLite does not take another file system layer")
        return self

    def __exit__(self, *_: object) -> None:
        """Let SQLite go on with the usual one."""
        self._library.sqlite3_vfs_unregister(ctypes.byref(self._slow))

    def _open(self, _: int, name: int, file: "ctypes._Pointer[File]", flags: int, out: int) -> int:
        code = int(
            self._usual.contents.open(
                ctypes.addressof(self._usual.contents), name, file, flags, out
            )
        )
        usual = file.contents.methods
        if code == 0 and usual is not None:
            if usual not in self._methods:
                self._methods[usual] = self._slowed(usual)
            file.contents.methods = ctypes.addressof(self._methods[usual][0])
        return code

    def _slowed(self, usual: int) -> tuple[ctypes.Array[c_void_p], object]:
        methods = _METHODS.from_buffer_copy(_METHODS.from_address(usual))
        really = _Sync(methods[_SYNC] or 0)

        def sync(file: int, flags: int) -> int:
            self.syncs += 1
            time.sleep(self.delay)
            return int(really(file, flags))

        slow = _Sync(sync)
        methods[_SYNC] = ctypes.cast(slow, c_void_p)
        return methods, slow


def _library() -> str:
    sqlite3.connect(":memory:").close()
    for line in Path("/proc/self/maps").read_text().splitlines():
        path = line.split()[-1]
        if "libsqlite3" in path:
            return path
    raise OSError("this Python's SQLite is no library of its own, so its syncs cannot be slowed")
