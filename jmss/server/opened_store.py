# SPDX-License-Identifier: GPL-3.0-or-later
"""The store of a JMSS server while it works: what was loaded, its one writer, its readers.

What takes a disk or a long look runs in threads of its own; each has its connection.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from jmss.errors import JmssError
from jmss.model.statistics import MINUTES_KEPT, minute_of
from jmss.server.archiving import Archiving
from jmss.server.place import ServerPlace
from jmss.store.activation import activate
from jmss.store.archive import Archive
from jmss.store.checkpoint_file import CheckpointFile, map_checkpoint
from jmss.store.database import open_database, open_for_reading
from jmss.store.journal import Journal
from jmss.store.loading import load
from jmss.store.minutes import load_minutes
from jmss.store.writer import Writer


class OpenedStore:
    """Opened, and ours by our incarnation.

    Args:
        place: where the store is.
        beat: called while it loads, so that nobody takes us for dead.
        committed: how many transactions are on the disk; called in the writer's thread.
        failed: nothing more can be stored; called there as well.
    """

    def __init__(
        self,
        place: ServerPlace,
        beat: Callable[[], None],
        *,
        committed: Callable[[int], None],
        failed: Callable[[JmssError], None],
    ) -> None:
        """Open it and become its one writer; blocks, and is quick."""
        self.reading = ThreadPoolExecutor(1, "reading")
        self.saving = ThreadPoolExecutor(1, "saving")
        self.searching = ThreadPoolExecutor(1, "searching")
        place.folders.make()
        file = place.folders.journal
        # It looks through a hundred megabytes while the database opens.
        CheckpointFile.sweep(place.folders.checkpoint)
        mapped = self.saving.submit(map_checkpoint, place.folders.checkpoint)
        connection = open_database(file)
        self.incarnation = activate(connection, place.stay.incarnation)
        self.loaded = load(connection, mapped.result, beat)
        self.counted = load_minutes(connection, minute_of(time.time()) - MINUTES_KEPT)
        self.journal = Journal(open_for_reading(file))
        self.searched = open_for_reading(file)
        self.writer = Writer(
            connection,
            incarnation=self.incarnation,
            name=place.stay.virtual_computer,
            committed=committed,
            failed=failed,
        )
        self.archiving = Archiving(
            open_for_reading(file), Archive(place.folders.archive), self.writer, self.saving
        )

    async def close(self) -> None:
        """Close what reads and saves; the writer is closed before, by who tells what it wrote."""
        loop = asyncio.get_running_loop()
        self.reading.shutdown(wait=False)
        # What it writes must be on the drive before somebody else has that.
        await loop.run_in_executor(None, self.saving.shutdown)
        self.archiving.close()
        await loop.run_in_executor(None, self.searching.shutdown)
        self.searched.close()
        self.journal.close()
