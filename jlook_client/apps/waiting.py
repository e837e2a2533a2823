# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for a condition, never for a time."""

import asyncio
import time
from collections.abc import Callable

from jmss.errors import JmssError

LOOK_EVERY = 0.02


class NotInTime(JmssError):
    """Something that the drill waits for did not come."""

    template = "{what} did not come within {seconds} s"


async def until(condition: Callable[[], bool], what: str, seconds: float) -> None:
    """Wait until the condition holds.

    Raises:
        NotInTime: it does not within these seconds.
    """
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            raise NotInTime(what=what, seconds=seconds)
        await asyncio.sleep(LOOK_EVERY)
