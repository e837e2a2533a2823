# SPDX-License-Identifier: GPL-3.0-or-later
"""What is photographed, in the order of the night: first start, live, each window, cut, return."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from camera import Camera
from night import NOW, OUTPUT_OF, Night
from night_server import NightServer
from PyQt6.QtWidgets import QApplication, QWidget

from jlook_client.apps.desk import Desk, Wishes
from jlook_client.clock import Clock
from jlook_client.settings import Settings, SettingsFile, Theme
from jlook_client.views.job_output import JobOutput
from jmss.link.view import LinkState
from jmss.model.jobs import JobState
from jmss.model.operations import Hold
from jmss.settings import Site

OUTAGE = 42.0
"""Seconds of the night that the link is down."""

BLIND = "blind"


class Shoot:
    """One variant of all pictures.

    Args:
        app: the Qt application.
        language: ``ja`` or ``en``.
        theme: ``light`` or ``dark``.
        size: of the main window, in logical pixels.
        settings: a file that is not there yet.
        to: the folder of the pictures.
        only: how the names begin of those that are wanted.
    """

    def __init__(
        self,
        app: QApplication,
        *,
        language: str,
        theme: str,
        size: tuple[int, int],
        settings: Path,
        to: Path,
        only: str,
    ) -> None:
        self._ahead = 0.0
        self._only = only
        self._night = Night(language)
        self._server = NightServer(self._night)
        self._file = SettingsFile(settings)
        self._file.save(Settings(size=size))
        self._app = app
        self._wishes = Wishes(language=language, theme=Theme(theme))
        self._folder, self._variant = to, f"{language}-{theme}"
        self._desk: Desk | None = None

    async def run(self) -> int:
        """Take the pictures."""
        await self._server.start()
        desk = self._desk = self._built_desk()
        self._camera = Camera(desk, self._folder, self._variant)
        desk.show()
        await self._shot("first-start", self._camera.take)
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
        return Desk(self._app, site, self._file, wishes=self._wishes, clock=clock)

    async def _night_shift(self, desk: Desk) -> None:
        camera = self._camera
        await self._state(LinkState.LIVE)
        await camera.until(lambda: len(desk.mirror.jobs) == len(self._night.jobs), "the jobs")
        await self._shot("live", camera.take)
        await self._act(desk)
        at_first = set(desk.window.area.windows)
        for kind in desk.subwindows.kinds:
            if kind != BLIND:  # there is nothing to be seen in it yet
                await self._show(desk, kind, closes=kind not in at_first)
        for kind in desk.subwindows.kinds_about_jobs:
            desk.subwindows.open_about(kind, OUTPUT_OF)
            window = desk.window.area.windows[f"{kind}-{OUTPUT_OF}"]
            await camera.until(lambda view=window.view: _has_come(view), f"what {kind} shows")
            await self._shot(kind, camera.take, window)
            window.close()
        desk.window.area.restore_default()
        await self._cut(desk)
        await self._return(desk)

    async def _act(self, desk: Desk) -> None:
        """Hold two jobs that wait and one that runs already."""
        waiting = [job.number for job in self._night.jobs.values() if job.state is JobState.QUEUED]
        chosen = [waiting[0], waiting[1], OUTPUT_OF]
        act = desk.acting.carry_out("hold", [Hold(number) for number in chosen])
        await self._camera.until(lambda: act.is_settled, "the outcome of an act")

    async def _cut(self, desk: Desk) -> None:
        await self._server.stop()
        await self._state(LinkState.WAITING)
        self._ahead += OUTAGE
        said = desk.window.link_status.text
        await self._camera.until(lambda: "(0:4" in said(), "how long the link is down")
        await self._shot("lost", self._camera.take)

    async def _return(self, desk: Desk) -> None:
        await self._server.fail_over(OUTAGE)
        desk.connection.connect_now()
        await self._state(LinkState.LIVE)
        await self._camera.until(desk.window.banner.isVisible, "the banner of the return")
        await self._shot("back", self._camera.take)
        await self._show(desk, BLIND, closes=True)

    async def _show(self, desk: Desk, kind: str, *, closes: bool) -> None:
        desk.subwindows.open(kind)
        window = desk.window.area.windows[kind]
        await self._shot(kind, self._camera.take, window)
        if closes:
            window.close()

    async def _state(self, wanted: LinkState) -> None:
        desk = self._desk
        assert desk is not None
        await self._camera.until(lambda: desk.connection.view.state is wanted, f"link {wanted}")

    async def _shot(self, name: str, take: Callable[..., Awaitable[None]], *what: object) -> None:
        if name.startswith(self._only):
            await take(name, *what)


def _has_come(view: QWidget) -> bool:
    """Whether a view that asks the server has its answer."""
    return not isinstance(view, JobOutput) or bool(view.text.toPlainText())
