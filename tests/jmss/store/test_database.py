# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening, and coming from every older form."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from jmss.errors import StoreFailed
from jmss.store import database
from jmss.store.database import migrate, open_database, open_for_reading

STEPS = sorted((Path(database.__file__).parent / "migrations").glob("[0-9]*.sql"))


def shape(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    return connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name").fetchall()


def test_the_steps_are_numbered_without_a_gap() -> None:
    assert [int(step.name[:4]) for step in STEPS] == list(range(1, len(STEPS) + 1))


@pytest.mark.parametrize("form", range(len(STEPS) + 1))
def test_from_every_form_to_the_newest(tmp_path: Path, form: int) -> None:
    older = tmp_path / "older"
    older.mkdir()
    file = tmp_path / "journal.db"
    for step in STEPS[:form]:
        shutil.copy(step, older)
    if form:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            migrate(connection, older)
    with (
        closing(open_database(file)) as connection,
        closing(open_database(tmp_path / "new")) as new,
    ):
        assert shape(connection) == shape(new)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_epoch_is_made_once(tmp_path: Path) -> None:
    epochs = []
    for name in ("a", "a", "b"):
        with closing(open_database(tmp_path / name)) as connection:
            epochs.append(connection.execute("SELECT epoch FROM meta").fetchall())
    assert epochs[0] == epochs[1] != epochs[2]
    assert len(epochs[0]) == 1


def test_a_step_that_fails_leaves_the_form_before_it(tmp_path: Path) -> None:
    folder = tmp_path / "steps"
    folder.mkdir()
    shutil.copy(STEPS[0], folder)
    (folder / "0002_bad.sql").write_text("CREATE TABLE extra (a); INSERT INTO nowhere VALUES (1);")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        with pytest.raises(sqlite3.Error):
            migrate(connection, folder)
        connection.execute("ROLLBACK")
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert "extra" not in {row[1] for row in shape(connection)}


def test_a_newer_form_and_a_damaged_file_are_refused(tmp_path: Path) -> None:
    newer, damaged = tmp_path / "newer.db", tmp_path / "damaged.db"
    with closing(open_database(newer)) as connection:
        connection.execute("PRAGMA user_version = 999")
    damaged.write_bytes(b"no database at all" * 1000)
    with pytest.raises(StoreFailed, match="999"):
        open_database(newer)
    with pytest.raises(StoreFailed, match=r"damaged\.db"):
        open_database(damaged)


def test_the_reading_connection_cannot_write(tmp_path: Path) -> None:
    open_database(tmp_path / "j.db").close()
    with (
        closing(open_for_reading(tmp_path / "j.db")) as reading,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        reading.execute("DELETE FROM meta")
