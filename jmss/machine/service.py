# SPDX-License-Identifier: GPL-3.0-or-later
"""The execution machine as a service (manual S2): owns its drive, runs jobs, keeps the link."""

import asyncio
import logging
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jmss.cluster.environment import folders_on, setting_in_force
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import load_layout
from jmss.cluster.ownership import BEAT_EVERY, Ownership
from jmss.link.credentials import Credentials, token_from
from jmss.link.dial import Target
from jmss.link.link import Link
from jmss.link.site_dialler import site_dialler
from jmss.link.view import UP, LinkState
from jmss.machine.claims import Claims
from jmss.machine.keeper import MOVE_GRACE
from jmss.machine.launch import Launcher
from jmss.machine.output import Outputs
from jmss.machine.reports import Outbox
from jmss.machine.runner import Runner
from jmss.machine.uplink import Uplink
from jmss.model.machines import ServerType
from jmss.model.storage_folders import Purpose
from jmss.settings import Site, load_site
from jmss.wire.messages import Hello, Role

AGENT = "jexecd"
RETENTION = 30 * 86400.0
"""Seconds for which the output of an acknowledged attempt is kept."""

_FORGET_EVERY = 3600.0
_KNOCK_EVERY = 30.0
_HAND_IN = 50
"""Looks, 20 ms apart, in which the server should have taken the last reports."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MachinePlace:
    """Which execution machine this is and where it finds things."""

    group: str
    """The virtual computer name."""
    node: str
    drive: Path
    log: Path
    """The folder of its log."""
    multiplicity: int
    site: Site
    """Its token is the machine's own, not that of the site's people."""


def find_place(root: Path, *, group: str, node: str) -> MachinePlace:
    """Read what the cluster's files say about an execution machine.

    Raises:
        BadConfiguration: a file is missing or wrong.
        NotCarried: by this node's service environment the group is no execution machine.
        NotOnDrive: its log is not on its switching drive (manual S15).
        NoSuchGroup, NoSuchNode: the layout has none of this name.
    """
    folders = ClusterFolders(root)
    layout = load_layout(folders.layout)
    layout.check_node(node)
    machine = layout.group(group)
    wanted = ServerType.EXECUTION_MACHINE
    setting = setting_in_force(folders, layout, node=node, group=group, wanted=wanted)
    drive = folders.drive(group)
    return MachinePlace(
        group=group,
        node=node,
        drive=drive,
        log=folders_on(drive, setting)[Purpose.LOG],
        # A group that is the JMSS server in the layout has none.
        multiplicity=machine.multiplicity or 1,
        site=msgspec.structs.replace(
            load_site(folders.site), token_file=str(folders.machine_token(group))
        ),
    )


class MachineService:
    """An execution machine at work, from owning its drive to giving it up."""

    def __init__(
        self,
        place: MachinePlace,
        ownership: Ownership,
        *,
        keep_jobs: bool,
        grace: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Put it together.

        Args:
            place: which machine this is, and where.
            ownership: of its drive.
            keep_jobs: whether the jobs run on when it stops.
            grace: asked when it stops; the seconds that jobs get to end by themselves.
        """
        self._ownership = ownership
        self._keep_jobs = keep_jobs
        self._grace = grace
        self._claims = Claims(place.drive)
        outbox = self._outbox = Outbox(place.group, ownership.incarnation)
        launcher = Launcher(
            claims=self._claims,
            machine=place.group,
            incarnation=ownership.incarnation,
            check=ownership.check,
            environment=os.environ,
        )
        self._runner = Runner(claims=self._claims, outbox=outbox, launcher=launcher)
        credentials = Credentials(token_from(place.site.token_file), place.site.server)
        self._uplink = Uplink(
            runner=self._runner,
            outbox=outbox,
            claims=self._claims,
            outputs=Outputs(self._claims),
            multiplicity=place.multiplicity,
            keep_ticket=credentials.keep,
        )
        hello = Hello(
            role=Role.MACHINE,
            agent=AGENT,
            session=str(uuid.uuid4()),
            machine=place.group,
            node=place.node,
            incarnation=ownership.incarnation,
        )
        self._link = Link(
            target=Target(place.site.server, place.site.port),
            dialler=site_dialler(place.site, agent=AGENT, credentials=credentials),
            hello=lambda: hello,
            listener=self._uplink,
        )
        self._uplink.attach(self._link)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set, then leave in order.

        The running jobs are ended as interrupted then, because the drive may go to another
        node; with ``keep_jobs`` they run on, for this node's next service to adopt.

        Raises:
            ExceptionGroup: of ``Fenced``, when the drive got another owner. The jobs run on:
                they are the new owner's to adopt.
        """
        try:
            async with asyncio.TaskGroup() as tasks:
                # The heart beats from the first moment: adopting may take a while.
                working = [tasks.create_task(self._beat())]
                await self._runner.adopt()
                self._ownership.mark_ready()
                works = (self._runner.run(), self._uplink.run(), self._link.run())
                rounds = (self._knock(), self._forget())
                working += [tasks.create_task(work) for work in (*works, *rounds)]
                self._link.connect_now()
                await stop.wait()
                await self._leave()
                for task in working:
                    task.cancel()
        finally:
            self._runner.close()

    async def _leave(self) -> None:
        grace = 0.0 if self._keep_jobs else self._grace()
        if grace > 0:
            self._uplink.take_no_more()
            await self._runner.run_out(grace)
        if not self._keep_jobs and not await self._runner.interrupt_all(MOVE_GRACE + 1.0):
            _log.warning("some jobs could not be ended in time; the next owner adopts them")
        if grace > 0:
            await self._hand_in()
        self._link.stop_retrying()

    async def _hand_in(self) -> None:
        """Give the server a moment to take what ended: nobody may tell it for long."""
        for _ in range(_HAND_IN):
            if not self._outbox.over() or self._link.view.state not in UP:
                return
            await asyncio.sleep(0.02)

    async def _beat(self) -> None:
        while True:
            self._ownership.check()
            self._ownership.beat()
            await asyncio.sleep(BEAT_EVERY)

    async def _knock(self) -> None:
        """Dial again although the server turned us away: no person sits here to ask for it."""
        while True:
            await asyncio.sleep(_KNOCK_EVERY)
            view = self._link.view
            if view.state is LinkState.HELD and view.next_at is None:
                self._link.connect_now()

    async def _forget(self) -> None:
        while True:
            forgotten = await asyncio.to_thread(self._claims.forget, time.time() - RETENTION)
            if forgotten:
                _log.info("forgot %d attempts that ended long ago", forgotten)
            await asyncio.sleep(_FORGET_EVERY)
