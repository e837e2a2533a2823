# SPDX-License-Identifier: GPL-3.0-or-later
"""One window of a program for each server and user: a second start brings the first to the front.

A lock file says whose turn it is; it knows when its owner is gone. The owner listens on a
local socket for those who come second.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from PyQt6.QtCore import QLockFile, QObject, pyqtSignal
from PyQt6.QtNetwork import QLocalServer, QLocalSocket

from jlook_client.apps.programs import Program
from jlook_client.apps.watched_server import WatchedServer
from jlook_client.connection import ConnectionWatcher
from jlook_client.own_folders import running_path
from jmss.link.view import LinkView

ANSWER_MS = 2000
"""How long one that comes second waits for the first to answer."""

MOST_JOBS = 40
"""Jobs that one that comes second can have shown."""

_ASK = b"show"
_JOBS = b"jobs"
_ANSWER = b"shown\n"
_LONGEST = 512
"""Bytes that are read of a question; more than that is none."""


def name_of(server: str, port: int, user: str, program: Program = Program.JLOOK) -> str:
    """Give the name under which a program is known to others of the same user.

    Args:
        server: the virtual computer name.
        port: its port.
        user: under which name it is asked; empty: that of the login.
        program: which one it is.
    """
    name = "_".join(quote(part, safe="") for part in (server.casefold(), str(port), user))
    return name if program is Program.JLOOK else f"{program.key}@{name}"


class SingleInstance(QObject):
    """Holds the turn for one name at a time.

    Args:
        folder: where the lock and the socket lie.
        parent: the Qt parent.
    """

    asked = pyqtSignal()
    """Another start wants this one to come to the front."""
    jobs_asked = pyqtSignal(object)
    """It wants jobs to be shown besides; carries the set of their numbers."""

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder or Path(running_path())
        self._name = ""
        self._lock: QLockFile | None = None
        self._server: QLocalServer | None = None

    @property
    def name(self) -> str:
        """The name whose turn was asked for last."""
        return self._name

    def take(self, name: str) -> bool:
        """Take the turn; False: another JLook has it. What was held before is given back.

        Where no lock can be written there is nobody to ask, and the turn is taken as well.
        """
        self.end()
        self._name = name
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            return True
        lock = QLockFile(str(self._folder / f"{name}.lock"))
        lock.setStaleLockTime(0)  # only a dead owner makes it stale, however old it is
        if not lock.tryLock(0):
            return lock.error() is not QLockFile.LockError.LockFailedError
        self._lock = lock
        self._listen(self._address(name))
        return True

    def ask(self, name: str, jobs: Sequence[int] = ()) -> bool:
        """Ask the one that has the turn to come to the front; False: it does not answer.

        Args:
            name: whose turn it is.
            jobs: the numbers of those that it is to show.
        """
        line = QLocalSocket()
        line.connectToServer(self._address(name))
        if not line.waitForConnected(ANSWER_MS):
            return False
        token = os.environ.get("XDG_ACTIVATION_TOKEN", "")
        numbers = ",".join(map(str, jobs[:MOST_JOBS]))
        wish = _JOBS + b" " + numbers.encode() if numbers else _ASK
        line.write(wish + b" " + token.encode(errors="replace") + b"\n")
        answered = line.waitForReadyRead(ANSWER_MS) and line.readAll().data() == _ANSWER
        line.abort()
        return answered

    def end(self) -> None:
        """Give the turn back."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _listen(self, address: str) -> None:
        QLocalServer.removeServer(address)  # of one that ended abruptly: the lock says so
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take_line)
        self._server.listen(address)

    def _address(self, name: str) -> str:
        if sys.platform == "win32":
            return f"jlook-{quote(os.environ.get('USERNAME', ''), safe='')}-{name}"
        return str(self._folder / f"{name}.socket")

    def _take_line(self) -> None:
        line = self._server.nextPendingConnection() if self._server is not None else None
        if line is not None:
            line.disconnected.connect(line.deleteLater)
            line.readyRead.connect(lambda: self._read(line))
            if line.bytesAvailable():
                self._read(line)

    def _read(self, line: QLocalSocket) -> None:
        if not line.canReadLine():
            if line.bytesAvailable() > _LONGEST:
                line.abort()
            return
        asked, _, token = bytes(line.readLine(_LONGEST)).strip().partition(b" ")
        jobs: frozenset[int] = frozenset()
        if asked == _JOBS:
            numbers, _, token = token.partition(b" ")
            jobs = frozenset(int(one) for one in numbers.split(b",") if one.isdigit())
        elif asked != _ASK:
            line.abort()
            return
        if token:
            os.environ["XDG_ACTIVATION_TOKEN"] = token.decode(errors="replace")
        line.write(_ANSWER)
        line.flush()
        self.asked.emit()
        if jobs:
            self.jobs_asked.emit(jobs)


class Turns(ConnectionWatcher):
    """Takes the turn of another server when this window watches that one from now on.

    Args:
        instance: holds the turn.
        server: the server that is watched.
        program: which program it is.
    """

    def __init__(self, instance: SingleInstance, server: WatchedServer, program: Program) -> None:
        self._instance = instance
        self._server = server
        self._program = program

    def link_changed(self, _view: LinkView) -> None:
        """Look whether it is another server."""
        target = self._server.target
        name = name_of(target.name, target.port, self._server.user, self._program)
        if name != self._instance.name:
            self._instance.take(name)
