# SPDX-License-Identifier: GPL-3.0-or-later
"""Up to when the screen is true."""

from jlook_client.clock import Clock
from jlook_client.tables.times import second_text
from jmss.link.view import UP, LinkState, LinkView
from jmss.texts import Texts


class Sight:
    """Follows a link and remembers the last moment at which the screen was true.

    While what was missed is on its way, something is heard again but the screen is still
    old: that moment is kept until the link is up.

    Args:
        clock: both clocks.
        tr: the words, in whose language days are written.
    """

    def __init__(self, clock: Clock, tr: Texts) -> None:
        self._clock = clock
        self._tr = tr
        self._up = False
        self._at: float | None = None
        self.true_at: float | None = None
        """The last moment at which the screen was true, in seconds since 1970; None: never."""
        self.began = False
        """Whether there is anything to see: the link was up, or a saved board is shown."""
        self.recalled = False
        """Whether all there is to see is a board that was saved before this start."""
        self._grows = False

    def recall(self, at: float) -> None:
        """Take in that a saved board is shown, true at that moment, seconds since 1970."""
        self.began = self.recalled = True
        self.true_at = at

    def grow(self) -> None:
        """Take in that the first jobs are shown while the rest is on its way."""
        if not self.began:
            self.began = self._grows = True

    @property
    def at(self) -> float | None:
        """That moment on the monotonic clock; None before the link was ever up."""
        return self._at

    def take(self, view: LinkView) -> None:
        """Take in how the link is now."""
        if self._grows and view.state is not LinkState.SYNCING:
            # It is complete, or was cut off and is not shown any more.
            self.began = self._grows = False
        if view.state in UP:
            self._up = self.began = True
            self.recalled = False
            self._keep(view.heard_at)
        elif self._up:
            self._up = False
            if view.state is not LinkState.SYNCING:
                self._keep(view.heard_at)

    @property
    def stale(self) -> bool:
        """Whether there is something on the screen that may be untrue."""
        return self.began and not self._up and not self._grows

    @property
    def as_of(self) -> str:
        """That moment in words, with its day when that is not today; empty: never yet."""
        if self.true_at is None:
            return ""
        return second_text(self.true_at, self._clock.wall_now(), self._tr)

    def _keep(self, at: float | None) -> None:
        if at is not None and at != self._at:
            self._at = at
            self.true_at = self._clock.wall_time(at)
