# SPDX-License-Identifier: GPL-3.0-or-later
"""The counts of minutes on the drive: several incarnations add up, a killed one's are found."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import pytest

from jmss.model.changes import Change, Fact, Gone
from jmss.model.jobs import JobState
from jmss.model.statistics import MINUTES_KEPT, Minute
from jmss.store import minutes as store
from jmss.store.database import open_database
from jmss.store.minutes import Counted, add_minutes, count_journal, load_minutes
from jmss.store.rows import write_changes
from tests.fakes.facts import job, machine

NORMAL, ABNORMAL, CANCELLED = (
    JobState.ENDED_NORMALLY,
    JobState.ENDED_ABNORMALLY,
    JobState.CANCELLED,
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with closing(open_database(tmp_path / "j")) as opened:
        yield opened


def test_nothing_was_ever_counted(connection: Connection) -> None:
    assert load_minutes(connection, 0) == Counted()


def test_each_incarnation_adds_its_own(connection: Connection) -> None:
    add_minutes(connection, [Minute(10, 5, 2, 1, 0, 0)], inc=1, seq=7)
    add_minutes(connection, [Minute(10, 6, 1, 2, 1, 0), Minute(11, 4, 0, 0, 0, 0)], inc=1, seq=9)
    add_minutes(connection, [Minute(11, None, None, 0, 0, 3)], inc=2, seq=9)
    assert load_minutes(connection, 0) == Counted(
        (Minute(10, 6, 1, 3, 1, 0), Minute(11, 4, 0, 0, 0, 3)), seq=9, inc=2
    )
    assert load_minutes(connection, 11).minutes == (Minute(11, 4, 0, 0, 0, 3),)


def test_what_is_a_day_old_goes(connection: Connection) -> None:
    add_minutes(connection, [Minute(10, 0, 0, 0, 0, 0), Minute(11, 0, 0, 0, 0, 0)], inc=1, seq=1)
    add_minutes(connection, [Minute(11 + MINUTES_KEPT, 0, 0, 0, 0, 0)], inc=1, seq=2)
    assert [one.minute for one in load_minutes(connection, 0).minutes] == [11, 11 + MINUTES_KEPT]


def test_endings_are_counted_in_the_journal(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    lies = f'"state":"{NORMAL}" {{"k":"job","state":"{ABNORMAL}"'
    facts: list[tuple[float, Fact]] = [
        (59.9, job(1, state=NORMAL)),
        (60.0, job(2, state=ABNORMAL, name=lies)),
        (61.0, job(3, command=lies, name=lies)),
        (62.0, machine("VCOM2")),
        (119.9, job(4, state=NORMAL, command=lies)),
        (120.0, job(5, state=CANCELLED, detail=lies)),
        (121.0, Gone(number=5)),
    ]
    write_changes(
        connection,
        [Change(seq=seq, inc=1, at=at, fact=fact) for seq, (at, fact) in enumerate(facts, 1)],
    )
    found = [
        Minute(0, None, None, 1, 0, 0),
        Minute(1, None, None, 1, 1, 0),
        Minute(2, None, None, 0, 0, 1),
    ]
    for rows in (1, 2, 3, 100):
        monkeypatch.setattr(store, "COUNTED_AT_ONCE", rows)
        assert count_journal(connection, 0, 7) == found
    assert count_journal(connection, 1, 5) == found[1:2]
    assert count_journal(connection, 7, 7) == []
    monkeypatch.setattr(store, "MOST_COUNTED", 3)
    assert count_journal(connection, 0, 7) == [Minute(1, None, None, 1, 0, 0), found[2]]
