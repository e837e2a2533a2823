# SPDX-License-Identifier: GPL-3.0-or-later
"""The window that moves a failover group: jobs run there, they are waited for, or named first."""

from collections.abc import Callable
from typing import Any

from night import NOW
from variant import Variant

from jlook_client.apps.group_moving import GroupMoving
from jlook_client.clock import Clock
from jlook_client.looks import Looks
from jlook_client.views.dress import dress, undress
from jmss.texts import Texts

JOBS = [{"number": 20417, "name": "STOCK_CLOSE"}, {"number": 20423, "name": "REPORT_DAILY"}]
WAIT, LEFT = 600.0, 412.0


class NightRoom:
    """Takes orders; the picture's story answers them."""

    def __init__(self) -> None:
        self.done: Callable[[Any], None] = lambda answer: None
        self.step: Callable[[Any], None] = lambda told: None

    def order(
        self,
        *words: str,
        done: Callable[[Any], None] | None = None,
        step: Callable[[Any], None] | None = None,
    ) -> Callable[[], None]:
        """Keep who is to be told."""
        self.done, self.step = done or self.done, step or self.step
        return lambda: None


class MoveShoot:
    """Its pictures; as large as the window comes up.

    Args:
        variant: of them all.
    """

    def __init__(self, variant: Variant) -> None:
        self._variant = variant
        dress(variant.app, Looks(dark=variant.theme == "dark"))
        self._room = NightRoom()
        clock = Clock(monotonic=lambda: 100.0, wall=lambda: NOW)
        tr = Texts(variant.language)
        self._moving = GroupMoving(self._room, tr, clock, lambda _text: None)

    async def run(self) -> int:
        """Take the pictures."""
        window, answer = self._moving.window, {"safe": False, "jobs": JOBS}
        self._moving.begin("VCOM2", "SV3")
        self._room.done(answer)
        await self._take("move")
        window.at_once.click()
        self._room.done(answer)
        await self._take("move-asking")
        window.keep.click()
        self._room.done(answer)
        window.wait.click()
        self._room.step({"waits_for": JOBS, "left": LEFT})
        await self._take("move-waiting")
        self._room.done({})
        return 0

    def close(self) -> None:
        """Take the window down."""
        self._moving.window.close()
        undress(self._variant.app, [])

    async def _take(self, name: str) -> None:
        await self._variant.take(name, self._moving.window)
