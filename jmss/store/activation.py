# SPDX-License-Identifier: GPL-3.0-or-later
"""Become the one incarnation that may write; every transaction checks it afterwards."""

import sqlite3

from jmss.errors import Fenced


def activate(connection: sqlite3.Connection, wanted: int) -> int:
    """Write our incarnation into the database and give it.

    It is what the owner of the drive was given, or one more than the last if that is
    not higher: whoever held the drive before is fenced from here on.
    """
    connection.execute("BEGIN IMMEDIATE")
    last: int = connection.execute("SELECT incarnation FROM meta").fetchone()[0]
    ours = max(last + 1, wanted)
    connection.execute("UPDATE meta SET incarnation = ?", (ours,))
    connection.execute("COMMIT")
    return ours


def check(connection: sqlite3.Connection, ours: int, name: str) -> None:
    """See, inside a transaction, that we may still write.

    Raises:
        Fenced: another incarnation took the database over.
    """
    current: int = connection.execute("SELECT incarnation FROM meta").fetchone()[0]
    if current != ours:
        raise Fenced(mine=ours, name=name, current=current)
