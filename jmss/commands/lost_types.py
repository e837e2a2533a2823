# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``jclusterenv`` says before virtual computers lose their server type (manual S6)."""

import asyncio
from collections.abc import Sequence

from jmss.cluster.base import GroupState
from jmss.cluster.local import LocalCluster
from jmss.commands.endings import Speaker
from jmss.commands.options import command_caller, login_name
from jmss.errors import JmssError
from jmss.link.dial import Target
from jmss.model.changes import Fact
from jmss.model.machine_uses import NOT_KNOWN, losing, machine_uses
from jmss.model.machines import ServerType
from jmss.model.prepared_jobs import prepared_jobs
from jmss.model.queues import Queue
from jmss.model.service_environment import ServiceEnvironment
from jmss.settings import load_site

PATIENCE = 5.0
"""Seconds that the JMSS server gets to say what there is."""


class LostTypes:
    """Says once of each virtual computer who still needs it.

    Args:
        cluster: tells where the JMSS server is, and whether it works.
        speaker: says it to the person at the terminal.
    """

    def __init__(self, cluster: LocalCluster, speaker: Speaker) -> None:
        self._cluster = cluster
        self._speaker = speaker
        self._told: set[str] = set()

    def tell(self, before: ServiceEnvironment, after: ServiceEnvironment) -> None:
        """Say who needs what has a server type before and none after."""
        names = [name for name in losing(before, after) if name not in self._told]
        if not names:
            return
        self._told.update(names)
        facts = self._facts()
        tr = self._speaker.tr
        if facts is None:
            self._speaker.note(tr(NOT_KNOWN, name=", ".join(names)))
            return
        queues = [fact for fact in facts if isinstance(fact, Queue)]
        prepared = prepared_jobs(facts)
        for name in names:
            for saying in machine_uses(name, queues, prepared):
                self._speaker.note(saying.told(tr))

    def _facts(self) -> Sequence[Fact] | None:
        """Ask the server that works now; None: nobody can say it."""
        try:
            if not any(
                group.server_type is ServerType.JMSS_SERVER and group.state is GroupState.UP
                for group in self._cluster.status().groups
            ):
                return None
            site = load_site(self._cluster.folders.site)
            caller = command_caller(
                site,
                Target(site.server, site.port),
                program="jclusterenv",
                user=login_name(),
                timeout=PATIENCE,
                speaker=self._speaker,
            )

            async def asked() -> Sequence[Fact]:
                async with caller:
                    return (await caller.listing()).facts

            return asyncio.run(asked())
        except JmssError:
            return None
