# SPDX-License-Identifier: GPL-3.0-or-later
"""The schedule service, put together: where it works, its link, in order until told to stop."""

import asyncio
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jmss.cluster.data_follow import lies_in
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.heartbeat import Heartbeat
from jmss.cluster.layout import load_layout
from jmss.cluster.ownership import BEAT_EVERY
from jmss.errors import BadConfiguration
from jmss.link.credentials import Credentials, token_from
from jmss.link.dial import Target
from jmss.link.link import Link
from jmss.link.site_dialler import site_dialler
from jmss.link.view import LinkState
from jmss.model.storage_folders import Purpose
from jmss.schedule.firing import Firing
from jmss.settings import Site, load_site
from jmss.wire.messages import Hello, Role

AGENT = "jscheduled"
LOG = "schedules.log"
_KNOCK_EVERY = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePlace:
    """Whose schedules these are."""

    group: str
    node: str
    site: Site
    """Its token is the service's own, not that of the site's people."""
    beat: Path
    """The file of its heartbeat."""
    log: Path
    """What was fired when: in the schedule folder, so that it goes with the group."""


def find_place(root: Path, *, group: str, node: str) -> SchedulePlace:
    """Read what the cluster's files say.

    Raises:
        BadConfiguration: a file is missing or wrong, or the group is no JMSS server.
        NoSuchGroup, NoSuchNode: the layout has none of this name.
    """
    folders = ClusterFolders(root)
    layout = load_layout(folders.layout)
    layout.check_node(node)
    if layout.group(group).name != layout.server.name:
        raise BadConfiguration(where=folders.layout, why=f"{group} is not the JMSS server")
    token = folders.scheduler_token(group)
    return SchedulePlace(
        group=group,
        node=node,
        site=msgspec.structs.replace(load_site(folders.site), token_file=str(token)),
        beat=folders.schedule_beat(node, group),
        log=lies_in(folders.drive(group), Purpose.SCHEDULE) / LOG,
    )


class ScheduleService:
    """Keeps the link and fires what is due, and says all the while that it lives."""

    def __init__(self, place: SchedulePlace) -> None:
        site = place.site
        self._beat_file = place.beat
        credentials = Credentials(token_from(site.token_file), site.server)
        self._firing = Firing(time.monotonic, keep_ticket=credentials.keep)
        hello = Hello(
            role=Role.COMMAND,
            agent=AGENT,
            session=str(uuid.uuid4()),
            user=AGENT,
            node=place.node,
        )
        self._link = Link(
            target=Target(site.server, site.port),
            dialler=site_dialler(site, agent=AGENT, credentials=credentials),
            hello=lambda: hello,
            listener=self._firing,
        )
        self._firing.attach(self._link)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set. What was asked for and not answered is asked for again."""
        async with asyncio.TaskGroup() as tasks:
            works = (self._beat(), self._firing.run(), self._link.run(), self._knock())
            working = [tasks.create_task(work) for work in works]
            self._link.connect_now()
            await stop.wait()
            self._link.stop_retrying()
            for task in working:
                task.cancel()

    async def _beat(self) -> None:
        """Say that the loop goes round; the node's agent kills a service that is silent."""
        self._beat_file.parent.mkdir(parents=True, exist_ok=True)
        heart = Heartbeat(self._beat_file)
        try:
            while True:
                heart.beat()
                await asyncio.sleep(BEAT_EVERY)
        finally:
            heart.end()

    async def _knock(self) -> None:
        """Dial again although the server turned us away: no person sits here to ask for it."""
        while True:
            await asyncio.sleep(_KNOCK_EVERY)
            view = self._link.view
            if view.state is LinkState.HELD and view.next_at is None:
                self._link.connect_now()
