# SPDX-License-Identifier: GPL-3.0-or-later
"""What is photographed, in the order of the night: first start, live, each window, cut, return."""

import asyncio
import time
from collections.abc import Callable
from functools import partial

from night import NOW, OUTPUT_OF, Night
from night_server import NightServer
from PyQt6.QtWidgets import QWidget
from variant import LONGEST, Variant

from jlook_client.apps.desk import Desk
from jlook_client.apps.waiting import until
from jlook_client.clock import Clock
from jlook_client.settings import Settings, SettingsFile
from jlook_client.views.job_output import JobOutput
from jmss.link.view import LinkState
from jmss.model.jobs import JobState
from jmss.model.operations import Hold
from jmss.settings import Site

OUTAGE = 42.0
"""Seconds of the night that the link is down."""

BLIND = "blind"


class Shoot:
    """The pictures of JLook.

    Args:
        variant: of them all.
    """

    def __init__(self, variant: Variant) -> None:
        self._ahead = 0.0
        self._variant = variant
        self._night = Night(variant.language)
        self._server = NightServer(self._night)
        self._file = SettingsFile(variant.settings)
        self._file.save(Settings(size=variant.size))
        self._desk: Desk | None = None

    async def run(self) -> int:
        """Take the pictures."""
        await self._server.start()
        desk = self._desk = self._built_desk()
        desk.show()
        await self._take("first-start", desk.window)
        running = asyncio.ensure_future(desk.run())
        try:
            await self._night_shift(desk)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await self._server.stop()
        return 0

    def close(self) -> None:
        """Take the desk down."""
        if self._desk is not None:
            self._desk.close()

    def _built_desk(self) -> Desk:
        site = Site(server="VCOM1", port=self._server.port, hosts={"VCOM1": "127.0.0.1"})
        clock = Clock(
            monotonic=lambda: time.monotonic() + self._ahead, wall=lambda: NOW + self._ahead
        )
        variant = self._variant
        return Desk(variant.app, site, self._file, wishes=variant.wishes, clock=clock)

    async def _night_shift(self, desk: Desk) -> None:
        await self._state(LinkState.LIVE)
        await _until(lambda: len(desk.mirror.jobs) == len(self._night.jobs), "the jobs")
        await self._take("live", desk.window)
        await self._act(desk)
        at_first = set(desk.window.area.windows)
        for kind in desk.subwindows.kinds:
            if kind != BLIND:  # there is nothing to be seen in it yet
                await self._show(desk, kind, closes=kind not in at_first)
        for kind in desk.subwindows.kinds_about_jobs:
            desk.subwindows.open_about(kind, OUTPUT_OF)
            window = desk.window.area.windows[f"{kind}-{OUTPUT_OF}"]
            await _until(partial(_has_come, window.view), f"what {kind} shows")
            await self._take(kind, window)
            window.close()
        desk.window.area.restore_default()
        await self._cut(desk)
        await self._return(desk)

    async def _act(self, desk: Desk) -> None:
        """Hold two jobs that wait and one that runs already."""
        waiting = [job.number for job in self._night.jobs.values() if job.state is JobState.QUEUED]
        chosen = [waiting[0], waiting[1], OUTPUT_OF]
        act = desk.acting.carry_out("hold", [Hold(number) for number in chosen])
        await _until(lambda: act.is_settled, "the outcome of an act")

    async def _cut(self, desk: Desk) -> None:
        await self._server.stop()
        await self._state(LinkState.WAITING)
        self._ahead += OUTAGE
        said = desk.window.link_status.text
        await _until(lambda: "(0:4" in said(), "how long the link is down")
        await _until(lambda: desk.timeline.outages[-1].attempts > 0, "an attempt that failed")
        await self._state(LinkState.WAITING)
        await self._take("lost", desk.window)

    async def _return(self, desk: Desk) -> None:
        await self._server.fail_over(OUTAGE)
        desk.connection.connect_now()
        await self._state(LinkState.LIVE)
        await _until(desk.window.banner.isVisible, "the banner of the return")
        await self._take("back", desk.window)
        await self._show(desk, BLIND, closes=True)

    async def _show(self, desk: Desk, kind: str, *, closes: bool) -> None:
        desk.subwindows.open(kind)
        window = desk.window.area.windows[kind]
        await self._take(kind, window)
        if closes:
            window.close()

    async def _state(self, wanted: LinkState) -> None:
        desk = self._desk
        assert desk is not None
        await _until(lambda: desk.connection.view.state is wanted, f"link {wanted}")

    async def _take(self, name: str, widget: QWidget) -> None:
        await self._variant.take(name, widget)


async def _until(seen: Callable[[], bool], what: str) -> None:
    await until(seen, what, LONGEST)


def _has_come(view: QWidget) -> bool:
    """Whether a view that asks the server has its answer."""
    return not isinstance(view, JobOutput) or bool(view.text.toPlainText())
