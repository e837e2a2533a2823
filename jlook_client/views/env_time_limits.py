# SPDX-License-Identifier: GPL-3.0-or-later
"""[時間制限] of JEnv: how long a job of each queue may run."""

import msgspec

from jlook_client.tables.env_words import time_words
from jlook_client.tables.marked_rows import MarkedRow, MarkedTable
from jlook_client.views.env_fields import number_field, show_number
from jlook_client.views.env_page import ListPage, PageParts
from jmss.errors import N_
from jmss.model.environment import QueueSetting
from jmss.model.environment_faults import Fault
from jmss.model.environment_fields import QUEUES

LONGEST = 31_536_000
"""Seconds: a year."""


class TimeLimitsPage(ListPage):
    """A list of the queues, and the time limit of one of them."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(
            parts,
            N_("Time limits"),
            N_(
                "A job that runs for longer than its queue allows is ended. It has ended abnormally"
                " then, for a reason of its own."
            ),
            QUEUES,
        )
        tr = self._tr
        self.limit = number_field(
            self._write, most=LONGEST, suffix=tr(" s"), nothing=tr("No limit")
        )
        self.add_field(tr("T&ime limit"), self.limit)

    @property
    def is_edited(self) -> bool:
        """Whether a time limit is not as it holds."""
        return any(row.edited for row in self.lines())

    def owns(self, fault: Fault) -> bool:
        """Faults of queues are shown where queues are edited."""
        return False

    def make_table(self) -> MarkedTable:
        """Make the list, still without lines."""
        headings = (N_("Queue"), N_("Time limit (h:mm:ss)"))
        return MarkedTable(headings, tr=self._tr, looks=self.looks, parent=self)

    def lines(self) -> list[MarkedRow]:
        """Give a line for each queue."""
        base = {queue.name: queue.time_limit for queue in self.model.base.queues}
        return [
            MarkedRow(
                place,
                (queue.name, time_words(self._tr, queue.time_limit)),
                edited=base.get(queue.name) != queue.time_limit,
            )
            for place, queue in enumerate(self.model.mine.queues)
        ]

    def show_chosen(self) -> None:
        """Show the time limit of the chosen queue."""
        queue = self._queue()
        self.limit.setEnabled(self.model.editable and queue is not None)
        shown = queue.time_limit if queue else 0.0
        # What is shorter than a second is no “no limit”.
        show_number(self.limit, max(1, round(shown)) if shown else 0)

    def go_to(self, fault: Fault) -> None:
        """Take the keyboard to the time limit."""
        self.limit.setFocus()

    def _queue(self) -> QueueSetting | None:
        queues, place = self.model.mine.queues, self.chosen
        return queues[place] if 0 <= place < len(queues) else None

    def _write(self, seconds: int) -> None:
        queue, place = self._queue(), self.chosen
        if queue is None:
            return
        queues = list(self.model.mine.queues)
        queues[place] = msgspec.structs.replace(queue, time_limit=float(seconds))
        self.model.edit(queues=tuple(queues))
