# SPDX-License-Identifier: GPL-3.0-or-later
"""What a link that is not up is doing about it, in a few words that count down."""

from math import ceil

from jmss.link.view import LinkState, LinkView
from jmss.texts import Texts


def next_step(tr: Texts, view: LinkView, now: float) -> str:
    """Say what comes next; nothing while the link is up.

    Args:
        tr: the words.
        view: the link.
        now: the monotonic time; the seconds are counted from ``view.next_at``.
    """
    match view.state:
        case LinkState.CONNECTING:
            return tr("Connecting (attempt {n})…", n=view.attempt + 1)
        case LinkState.SYNCING if view.lost_at is None:
            return tr("Receiving data…")
        case LinkState.SYNCING:
            return tr("Receiving what was missed…")
        case LinkState.WAITING | LinkState.HELD if view.next_at is not None:
            seconds = max(0, ceil(view.next_at - now))
            return tr("Retry in {seconds} s (attempt {n})", seconds=seconds, n=view.attempt + 1)
        case LinkState.WAITING | LinkState.OFFLINE | LinkState.HELD:
            return tr("Automatic retry is off.")
        case LinkState.LIVE | LinkState.SUSPECT:
            return ""
