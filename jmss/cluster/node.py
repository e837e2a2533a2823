# SPDX-License-Identifier: GPL-3.0-or-later
"""A node's agent: says that the node lives, runs its services, takes over from the dead.

It looks at the nodes and the drives a few times a second, asks ``jmss.rules.succession``
about each failover group and does its own part of the answer.
"""

import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from jmss.cluster.carried import Carried
from jmss.cluster.deaths import Deaths
from jmss.cluster.fence import kill_all
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.guard import Guard
from jmss.cluster.layout import GroupLayout, load_layout
from jmss.cluster.lifeline import held_by
from jmss.cluster.ownership import OwnerRecord, current_owner, is_owned, let_go
from jmss.cluster.post import Post
from jmss.cluster.presence import BEAT_EVERY, Presence, node_record
from jmss.cluster.schedules import Schedules
from jmss.cluster.service_command import service_command
from jmss.cluster.service_notice import tell_ready
from jmss.cluster.services import Service, named_processes
from jmss.cluster.stop_mark import ENDING, StopMark, stop_mark
from jmss.cluster.watch import Watch
from jmss.cluster.wish import forget_wish, wanted_node
from jmss.errors import BadConfiguration
from jmss.model.machines import ServerType
from jmss.rules.succession import GroupView, NodeView, Step, Succession, succession

LOOK_EVERY = 0.2
"""Seconds between two looks at the cluster; the death of an agent or a service hastens one."""
STOPPING_EVERY = 0.05
"""Seconds between two looks while services stop."""
BARRED_FOR = 60.0
"""Seconds for which a node does not take a group whose service failed on it too often."""
LOST = 3
"""Exit status of an agent whose node was declared dead while it was stopped."""

_log = logging.getLogger(__name__)


class NodeAgent:
    """One node of a local cluster. ``run`` works until the node is told to stop.

    Every process of the node must carry ``boot`` in its environment (``jmss.cluster.fence``),
    this one included.
    """

    def __init__(self, root: Path, node: str, boot: str) -> None:
        self._folders = ClusterFolders(root)
        self._layout = load_layout(self._folders.layout)
        self._layout.check_node(node)
        self._node = node
        self._boot = boot
        self._drives = {g.name: self._folders.drive(g.name) for g in self._layout.groups}
        self._carried = Carried(self._folders, self._layout, node)
        self._posts = {group.name: self._post(group) for group in self._layout.groups}
        self._schedules = Schedules(self._folders, self._layout, node)
        self._watch = Watch(self._folders, self._layout.nodes, self._layout.ttl)
        self._guard = Guard(self._folders, self._layout, node)
        self._bars: dict[str, float] = {}
        self._damaged: set[str] = set()
        self._looked = time.monotonic()
        self._wake = asyncio.Event()
        self._deaths = Deaths(self._wake.set)
        self._stopping = False

    async def run(self) -> None:
        """Work until SIGTERM, the end of the cluster or of its lifeline; leave nothing behind.

        Raises:
            NodeUp: the node has an agent already.
            StillRunning: processes of its last start do not die.
        """
        folder = self._folders.node(self._node)
        before = node_record(folder)
        presence = Presence.take(folder, node=self._node, boot=self._boot)
        try:
            if before is not None and before.boot != self._boot:
                await asyncio.to_thread(kill_all, before.boot, node=self._node)
            await self._live(presence)
        finally:
            self._kill_own()
            self._give_up_own()
            presence.leave()
        if self._folders.going_down.exists():
            await self._guard.see_the_others_end()

    async def _live(self, presence: Presence) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        with held_by(self._folders.lifeline, self._end_everything):
            async with asyncio.TaskGroup() as tasks:
                beats = tasks.create_task(self._beat(presence))
                _log.info("node %s is up (%s)", self._node, self._boot)
                tell_ready()
                while not self._stopping:
                    self._wake.clear()
                    await self._look(presence)
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), LOOK_EVERY)
                self._deaths.close()
                await self._stop_services()
                beats.cancel()
        _log.info("node %s goes down", self._node)

    async def _beat(self, presence: Presence) -> None:
        last = time.monotonic()
        while True:
            now = time.monotonic()
            if now - last > self._layout.ttl / 2 and presence.lost:
                _log.error("node %s was stopped and is counted as dead: ending", self._node)
                self._kill_own()
                os._exit(LOST)
            presence.beat()
            last = now
            await asyncio.sleep(BEAT_EVERY)

    def _end_everything(self) -> None:
        self._folders.going_down.touch()
        self._end()

    def _end(self) -> None:
        self._stopping = True
        self._wake.set()

    async def _look(self, presence: Presence) -> None:
        now = time.monotonic()
        step, self._looked = now - self._looked, now
        if self._folders.going_down.exists():
            self._stopping = True
            return
        self._bars = {name: until for name, until in self._bars.items() if until > now}
        self._go_by_environment()
        presence.bar(tuple(sorted({*self._bars, *self._carried.left_alone})))
        nodes = self._watch.look(step)
        for name, pid in self._watch.agents.items():
            self._deaths.watch(name, pid)
        for group in self._layout.groups:
            await self._attend(group, nodes, now, step)
            self._let_schedule_follow(group.name, now, step)
        pids = {name: post.pid for name, post in self._posts.items()}
        presence.show(
            named_processes({Service.JLOOK: pids, Service.JSCHEDULE: self._schedules.pids})
        )
        await self._guard.watch_over(nodes, self._watch.silent)

    def _go_by_environment(self) -> None:
        """Take in that the service environment of this node was updated (manual S6)."""
        if self._carried.look():
            for group in self._layout.groups:
                if not self._posts[group.name].running:
                    self._posts[group.name] = self._post(group)

    async def _attend(
        self, group: GroupLayout, nodes: Mapping[str, NodeView], now: float, step: float
    ) -> None:
        """Do this node's part for one group."""
        post, drive = self._posts[group.name], self._drives[group.name]
        try:
            mark = stop_mark(drive)
            if mark is None and self._given_up_now(group.name, now):
                return
            owner = current_owner(drive)
        except BadConfiguration as error:
            if group.name not in self._damaged:
                self._damaged.add(group.name)
                _log.error("%s cannot be carried: %s", group.name, error)
            return
        self._damaged.discard(group.name)
        if mark is not None:
            self._rest(group.name, owner, mark, now)
            return
        wanted = wanted_node(drive)
        decision = succession(_view(group, owner, wanted), nodes)
        mine = decision.node == self._node
        match decision.step:
            case Step.STAY if mine:
                if wanted is not None:
                    forget_wish(drive)
                self._keep(group.name, owner, now, step)
            case Step.TAKE if mine:
                await self._take(group.name, decision, owner, now, step)
            case Step.HAND_OVER if owner is not None and owner.node == self._node:
                self._hand_over(group.name, now)
            case Step.STAY | Step.HAND_OVER:
                # Another node got the lock first; ours can only wait for it in vain.
                post.kill()
            case _:
                pass

    def _let_schedule_follow(self, name: str, now: float, step: float) -> None:
        """See that the schedule service runs beside the JMSS server, and goes with it."""
        serves = self._carried.kind(name) is ServerType.JMSS_SERVER
        server = self._posts[name] if serves else None
        started = self._schedules.follow(name, server, now, step)
        if started is not None:
            self._deaths.watch(f"{name} schedule", started)

    def _keep(self, name: str, owner: OwnerRecord | None, now: float, step: float) -> None:
        post = self._posts[name]
        if not post.running:
            self._start(name, now)
        elif post.hung(owner, now, step):
            _log.error("%s: process %s gives no sign of life, killing it", name, post.pid)
            post.kill()

    def _rest(self, name: str, owner: OwnerRecord | None, mark: StopMark, now: float) -> None:
        """See a group's work end that was told to stop; whoever told it looks after the jobs."""
        post = self._posts[name]
        post.stop(now, mark.left + ENDING)
        status = post.ended()
        if status is not None:
            _log.info("%s: stopped, ended with %s", name, status)
        ours = owner is not None and owner.boot == self._boot and owner.ended is None
        if ours and not post.running:
            let_go(self._drives[name], boot=self._boot)

    async def _take(
        self,
        name: str,
        decision: Succession,
        owner: OwnerRecord | None,
        now: float,
        step: float,
    ) -> None:
        if self._posts[name].running:
            self._keep(name, owner, now, step)
            return
        if decision.fence is not None and not await self._guard.fence(*decision.fence):
            return
        _log.info("%s: taking it (last owner: %s)", name, owner.node if owner else "none")
        self._start(name, now)

    def _hand_over(self, name: str, now: float) -> None:
        post = self._posts[name]
        if post.running:
            post.stop(now)
        else:
            let_go(self._drives[name], boot=self._boot)

    def _start(self, name: str, now: float) -> None:
        pid = self._posts[name].start(now)
        self._deaths.watch(name, pid)
        _log.info("%s: process %s started", name, pid)

    def _given_up_now(self, name: str, now: float) -> bool:
        """Take in that a service has ended; give the group up when it failed too often.

        The other nodes learn at the next look that this one does not take it for a while.
        """
        post, drive = self._posts[name], self._drives[name]
        asked = post.stopping
        status = post.ended()
        if status is None:
            return False
        _log.log(logging.INFO if asked else logging.ERROR, "%s: ended with %s", name, status)
        if asked or is_owned(drive) or not post.failed(now):
            return False
        _log.error("%s: failed too often here, leaving it to another node", name)
        self._bars[name] = now + BARRED_FOR
        let_go(drive, boot=self._boot)
        return True

    async def _stop_services(self) -> None:
        running = list(self._posts.values())
        while running or self._schedules.running:
            self._schedules.stop(time.monotonic())
            for post in running:
                post.stop(time.monotonic())
                post.ended()
            running = [post for post in running if post.running]
            await asyncio.sleep(STOPPING_EVERY if running or self._schedules.running else 0)

    def _kill_own(self) -> None:
        """Kill every process of this node but this one."""
        kill_all(self._boot, node=self._node, spare={os.getpid()})

    def _give_up_own(self) -> None:
        for group in self._layout.groups:
            drive = self._drives[group.name]
            with contextlib.suppress(BadConfiguration):
                owner = current_owner(drive)
                if owner is not None and owner.boot == self._boot and owner.ended is None:
                    let_go(drive, boot=self._boot)

    def _post(self, group: GroupLayout) -> Post:
        kind = self._carried.kind(group.name)
        command = service_command(group, kind, self._folders.root, self._node)
        log = self._folders.node(self._node) / f"{group.name}.log"
        return Post(command, log, self._drives[group.name], self._layout.ttl)


def _view(group: GroupLayout, owner: OwnerRecord | None, wanted: str | None) -> GroupView:
    if owner is None:
        return GroupView(group.name, group.nodes, wanted=wanted)
    return GroupView(
        group.name,
        group.nodes,
        owner=owner.node,
        owner_boot=owner.boot,
        given_up=owner.ended is not None,
        wanted=wanted,
    )
