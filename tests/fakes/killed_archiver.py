# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that archives what left a board and is killed before it can delete it there."""

import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from jmss.server.archiving import Archiving
from jmss.store.archive import Archive
from jmss.store.database import open_for_reading
from jmss.store.writer import Chore


class KillingStore:
    """Whoever asks it to delete anything dies."""

    def put_chore(self, chore: Chore) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


async def archive(folder: Path) -> None:
    with ThreadPoolExecutor(1) as executor:
        connection = open_for_reading(folder / "journal.db")
        files = Archive(folder / "archive")
        await Archiving(connection, files, KillingStore(), executor).look()


if __name__ == "__main__":
    asyncio.run(archive(Path(sys.argv[1])))
