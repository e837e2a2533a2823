# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast a site's links beat, doubt and dial again, by the number of its clients.

A small site can afford to be quick. On a large one each heartbeat is sent thousands of
times, and everybody comes back at once after a failover (``docs/link.md``, "Timers").
"""

from dataclasses import dataclass

SMALL = 200
"""Clients below which a site is small."""
LARGE = 5000
"""Clients from which on a site gets the longest times."""
QUICK_BEAT = 0.5
SLOW_BEAT = 1.0
"""Twice the quick one: a server beats in the quick time and skips every other one."""
DEAD = 2.5
"""Seconds; rides out what a network needs to converge, whatever the size of the site."""
CAPS = (0.3, 2.0)
"""The longest pause between two tries, for a small site and for a large one."""
SPREAD_FROM = 500
PER_SECOND = 1000
"""Clients that can come back in a second."""
MOST_SPREAD = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The times of a link, in seconds."""

    heartbeat: float
    suspect: float
    """Silence after which the link is doubted and dialled a second time."""
    dead: float
    retry_cap: float
    spread: float
    """The window over which a first retry is spread."""


GROWN, SHRUNK = 1.25, 0.5
"""Growing matters more: after a failover it is too late to say how many come back."""


def pace(clients: int) -> Pace:
    """Choose the times for a site with so many linked clients."""
    quick = clients < SMALL
    share = min(1.0, max(0.0, (clients - SMALL) / (LARGE - SMALL)))
    spread = min(clients / PER_SECOND, MOST_SPREAD) if clients >= SPREAD_FROM else 0.0
    return Pace(
        heartbeat=QUICK_BEAT if quick else SLOW_BEAT,
        suspect=1.0 if quick else 1.6,
        dead=DEAD,
        retry_cap=round(CAPS[0] + (CAPS[1] - CAPS[0]) * share, 3),
        spread=spread,
    )


def outgrown(told: int, clients: int) -> bool:
    """Whether the times chosen for ``told`` clients no longer fit a site with ``clients``."""
    fits = told * SHRUNK <= clients <= told * GROWN
    return not fits and pace(told) != pace(clients)
