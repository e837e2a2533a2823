# SPDX-License-Identifier: GPL-3.0-or-later
"""What every program of the desk is made of that lives on a link."""

from dataclasses import dataclass

from jlook_client.apps.server_times import ServerTimes
from jlook_client.clock import Clock
from jlook_client.connection import Connection
from jlook_client.lines import Severity
from jlook_client.looks import Looks
from jlook_client.mirror import Mirror
from jlook_client.timeline import Timeline
from jmss.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedParts:
    """One of each, built by ``LinkedProgram``. Views get models and callables instead."""

    tr: Texts
    looks: Looks
    clock: Clock
    times: ServerTimes
    mirror: Mirror
    timeline: Timeline
    connection: Connection

    def say(self, severity: Severity, template: str, **fields: object) -> None:
        """Put a line into the event log."""
        self.timeline.say(self.clock.wall_now(), severity, template, **fields)
