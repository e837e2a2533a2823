# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server counts of each minute."""

import msgspec

from jmss.model.jobs import JobState
from jmss.model.ranges import Count

SECONDS = 60
"""Of one minute."""
ENDINGS = (JobState.ENDED_NORMALLY, JobState.ENDED_ABNORMALLY, JobState.CANCELLED)
"""How a job ends, in the order in which ``Minute`` counts it."""
MINUTES_KEPT = 24 * 60
"""So many minutes before the present one are kept."""


class Minute(msgspec.Struct, frozen=True, array_like=True):
    """One minute of the JMSS server; on the wire a list, in this order.

    A minute in which no server worked is not there at all.
    """

    minute: Count
    """Minutes since 1970, UTC, by the server's clock."""
    running: Count | None
    """Jobs in state ``running`` at its end, or at the last moment that was looked at."""
    queued: Count | None
    """The same of ``queued``."""
    normal: Count
    """Jobs of which it was stored in this minute that they ended normally."""
    abnormal: Count
    cancelled: Count


def minute_of(moment: float) -> int:
    """Give the minute in which a moment lies."""
    return int(moment // SECONDS)


def joined(first: Minute, second: Minute) -> Minute:
    """Give two parts of the same minute as one; the second is the later one."""
    return Minute(
        minute=first.minute,
        running=first.running if second.running is None else second.running,
        queued=first.queued if second.queued is None else second.queued,
        normal=first.normal + second.normal,
        abnormal=first.abnormal + second.abnormal,
        cancelled=first.cancelled + second.cancelled,
    )
