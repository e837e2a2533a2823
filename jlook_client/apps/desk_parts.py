# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desk is made of, for those in ``apps/`` who join some of it."""

from dataclasses import dataclass

from jlook_client.apps.server_times import ServerTimes
from jlook_client.clock import Clock
from jlook_client.connection import Connection
from jlook_client.lines import Severity
from jlook_client.looks import Looks
from jlook_client.mirror import Mirror
from jlook_client.timeline import Timeline
from jlook_client.views.main_window import MainWindow
from jmss.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """One of each, built by ``Desk``. Views never get this: they get models and callables."""

    tr: Texts
    looks: Looks
    clock: Clock
    times: ServerTimes
    mirror: Mirror
    timeline: Timeline
    connection: Connection
    window: MainWindow

    def say(self, severity: Severity, template: str, **fields: object) -> None:
        """Put a line into the event log."""
        self.timeline.say(self.clock.wall_now(), severity, template, **fields)

    def tell(self, text: str) -> None:
        """Say something in the status bar for a while."""
        self.window.tell(text)
