# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server that stops in good order tells its clients: why, and when to come back.

Whoever makes it stop leaves a mark before that; so far the only one is the wish to have the
group on another node (``jmss.cluster.wish``). Without a mark it is a plain stop. Another
reason gets its mark and its words here.
"""

from pathlib import Path

from jmss.cluster.wish import wanted_node
from jmss.rules.timing import pace
from jmss.wire.messages import Goaway

MOVE = "move"
STOP = "stop"
MOVE_TAKES = 0.4
"""Seconds in which a move mostly gets as far as the new node's open port."""


def parting(wanted: str | None, node: str, clients: int) -> Goaway:
    """Decide what is said.

    Args:
        wanted: the node on which somebody wants the group to be; None: nobody asked.
        node: the one on which it is.
        clients: how many are linked; they come back spread out over their window.
    """
    spread = pace(clients).spread
    if wanted and wanted != node:
        return Goaway(why=MOVE, node=wanted, retry_after=MOVE_TAKES, spread=spread)
    return Goaway(why=STOP, spread=spread)


def wish_on(drive: Path) -> str | None:
    """Read the wish; a mark that cannot be read holds up no stop and is none."""
    try:
        return wanted_node(drive)
    except (OSError, ValueError):
        return None
