# SPDX-License-Identifier: GPL-3.0-or-later
"""Open the database and bring its tables to the newest form."""

import sqlite3
import uuid
from pathlib import Path

from jmss.errors import StoreFailed

_MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(path: Path) -> sqlite3.Connection:
    """Open or create the database, in WAL mode, its tables in the newest form.

    The connection begins and ends transactions only when told to.

    Raises:
        StoreFailed: it cannot be opened, is damaged, or was written by a newer version.
    """
    try:
        connection = _connect(path)
        # WAL: readers never wait for the writer, and a commit costs one sync.
        connection.execute("PRAGMA journal_mode = WAL")
        # In WAL mode anything less may lose the last commits to a power failure.
        connection.execute("PRAGMA synchronous = FULL")
        # The more pages at once, the more of them were changed again meanwhile; 16 MiB.
        connection.execute("PRAGMA wal_autocheckpoint = 4096")
        migrate(connection, _MIGRATIONS)
    except sqlite3.Error as error:
        raise StoreFailed(file=path, why=error) from error
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open a second connection that cannot write; any one thread at a time may use it."""
    connection = _connect(path)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    # Seconds to wait for a lock: only a zombie of ours can hold one.
    return sqlite3.connect(path, timeout=2.0, isolation_level=None, check_same_thread=False)


def migrate(connection: sqlite3.Connection, folder: Path) -> None:
    """Carry out the numbered files of ``folder`` that the database has not seen yet.

    ``PRAGMA user_version`` is the number of the last one; each file is one transaction.

    Raises:
        StoreFailed: the database is newer than this program.
    """
    have: int = connection.execute("PRAGMA user_version").fetchone()[0]
    steps = sorted(folder.glob("[0-9]*.sql"))
    newest = int(steps[-1].name[:4])
    if have > newest:
        why = f"its form is {have}, this program knows up to {newest}"
        raise StoreFailed(file="journal.db", why=why)
    for step in steps:
        number = int(step.name[:4])
        if number > have:
            script = step.read_text(encoding="utf-8")
            connection.executescript(f"BEGIN;{script};PRAGMA user_version = {number};COMMIT;")
    if connection.execute("SELECT count(*) FROM meta").fetchone()[0] == 0:
        connection.execute(
            "INSERT INTO meta (epoch, incarnation) VALUES (?, 0)", (str(uuid.uuid4()),)
        )
