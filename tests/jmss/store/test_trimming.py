# SPDX-License-Identifier: GPL-3.0-or-later
"""Old rows go in small chunks; new ones and the newest stay."""

from contextlib import closing
from pathlib import Path

from jmss.store.database import open_database
from jmss.store.trimming import CHUNK, Keep, trim


def test_the_journal_keeps_the_newest_rows_and_the_newest_minutes(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "j")) as connection:
        rows = [(seq, float(seq)) for seq in range(1, 3 * CHUNK + 1)]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO journal VALUES (?, 1, ?, '', '', '{}')", rows)

        def left() -> int:
            return int(connection.execute("SELECT count(*) FROM journal").fetchone()[0])

        assert trim(connection, Keep(rows=1000, journal_since=1e9))
        assert left() == 2 * CHUNK
        while trim(connection, Keep(rows=1000, journal_since=1e9)):
            pass
        assert left() == 1000
        # All of them are young enough: nothing goes, whatever their number.
        assert not trim(connection, Keep(rows=10, journal_since=0.0))
        assert left() == 1000


def test_an_empty_journal(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "j")) as connection:
        assert not trim(connection, Keep(journal_since=1e9))


def test_answers_go_by_age(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "j")) as connection:
        rows = [(str(n), float(n)) for n in range(CHUNK + 100)]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO operations VALUES (?, ?, '{}')", rows)
        assert trim(connection, Keep(answers_since=CHUNK + 50.0))
        assert not trim(connection, Keep(answers_since=CHUNK + 50.0))
        assert connection.execute("SELECT count(*), min(at) FROM operations").fetchone() == (
            50,
            CHUNK + 50.0,
        )


def test_the_journal_is_never_trimmed_past_what_a_start_up_needs(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "j")) as connection:
        rows = [(seq, 1.0) for seq in range(1, 101)]
        connection.executemany("INSERT INTO journal VALUES (?, 1, ?, '', '', '{}')", rows)
        assert trim(connection, Keep(rows=10, journal_since=2.0, journal_from=40))
        while trim(connection, Keep(rows=10, journal_since=2.0, journal_from=40)):
            pass
        assert connection.execute("SELECT min(seq) FROM journal").fetchone() == (40,)


def test_a_journal_that_grows_for_ever_takes_no_more_room_after_a_while(tmp_path: Path) -> None:
    kept, every, rate = 10, 5, 10_000
    with closing(open_database(tmp_path / "j")) as connection:
        sizes, fact = [], '{"k":"job"}' + " " * 200
        for second in range(40):
            begin = second * rate
            rows = ((seq, second, fact) for seq in range(begin + 1, begin + rate + 1))
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO journal VALUES (?, 1, ?, '', '', ?)", rows)
            connection.execute("COMMIT")
            if second % every:
                continue
            while trim(connection, Keep(rows=1000, journal_since=second - kept)):
                pass
            first, last = connection.execute("SELECT min(seq), max(seq) FROM journal").fetchone()
            assert last - first < (kept + 1) * rate + CHUNK
            sizes.append(connection.execute("PRAGMA page_count").fetchone()[0])
        assert max(sizes[4:]) <= 1.02 * sizes[3], sizes
