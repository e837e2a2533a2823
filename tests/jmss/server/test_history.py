# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal read in a thread of its own."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from jmss.model.changes import Change
from jmss.server.history import StoredHistory
from jmss.store.database import open_database, open_for_reading
from jmss.store.journal import Journal
from jmss.store.rows import write_answers, write_changes
from jmss.wire.messages import Answer
from tests.fakes.facts import job


def test_it_reads_what_is_committed(tmp_path: Path) -> None:
    async def story(history: StoredHistory) -> None:
        assert [change.seq for change in await history.after(0, 10)] == [1]
        assert (await history.inc_at(1), await history.inc_at(2)) == (3, None)
        assert await history.answer("a") == Answer(id="a")

    with (
        closing(open_database(tmp_path / "j")) as connection,
        closing(Journal(open_for_reading(tmp_path / "j"))) as journal,
        ThreadPoolExecutor(1) as executor,
    ):
        write_changes(connection, [Change(seq=1, inc=3, at=1.0, fact=job(1))])
        write_answers(connection, [(Answer(id="a"), 1.0)])
        asyncio.run(story(StoredHistory(journal, executor)))
