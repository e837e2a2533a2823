# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk in a process of its own, to be killed: ``python -m tests.faults.lone_desk ADDRESS PORT``.

It says ``live`` when it is, and ends by itself after a while.
"""

import asyncio
import sys

from tests.faults.desk_end import DeskEnd

LONGEST = 60.0
"""Seconds after which it ends in any case."""


async def stay(address: str, port: int) -> None:
    async with DeskEnd({"VCOM1": address}, port) as desk:
        await desk.live(10)
        sys.stdout.write("live\n")
        sys.stdout.flush()
        await asyncio.sleep(LONGEST)


if __name__ == "__main__":
    asyncio.run(stay(sys.argv[1], int(sys.argv[2])))
