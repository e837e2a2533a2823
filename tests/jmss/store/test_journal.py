# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading the journal beside the writer."""

from contextlib import closing
from pathlib import Path

from jmss.model.changes import Change
from jmss.store.database import open_database, open_for_reading
from jmss.store.journal import Journal
from jmss.store.rows import write_changes
from tests.fakes.facts import job


def test_pages_and_who_wrote_a_row(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "j")) as connection:
        journal = Journal(open_for_reading(tmp_path / "j"))
        for seq in range(1, 8):
            write_changes(connection, [Change(seq=seq, inc=1 + seq // 4, at=0.0, fact=job(seq))])
        assert [change.seq for change in journal.after(2, 3)] == [3, 4, 5]
        assert journal.after(7, 3) == []
        assert [journal.inc_at(seq) for seq in (0, 3, 4, 8)] == [None, 1, 2, None]
        journal.close()
