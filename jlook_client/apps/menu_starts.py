# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts entries of the menu, each once, and knows why one cannot be started now."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from jlook_client.acts import Part, Stage
from jlook_client.tables.act_words import part_words
from jlook_client.tables.started_jobs import Start, StartedJobs
from jlook_client.views.asks import Asks
from jmss.access.roles import AccessRole, may_start
from jmss.errors import NoSuchQueue, RoleForbids
from jmss.menu.values import entered
from jmss.model.menu import Entry
from jmss.model.operations import StartEntry
from jmss.texts import Texts

MOST_REMEMBERED = 200
"""Entries whose last values are remembered, those that were started last."""


class MenuStarts:
    """What starts have in common.

    Args:
        asks: asks the server.
        table: shows what was started.
        now: seconds since 1970, by the server's clock.
        tr: the words.
        tell: says something in the status bar.
        queues: gives the names of the job queues there are.
    """

    def __init__(
        self,
        asks: Asks,
        table: StartedJobs,
        *,
        now: Callable[[], float],
        tr: Texts,
        tell: Callable[[str], None],
        queues: Callable[[], Collection[str]],
    ) -> None:
        self._asks = asks
        self._table = table
        self._now = now
        self._tr = tr
        self._tell = tell
        self._queues = queues
        self._last: dict[str, dict[str, str]] = {}
        self.is_stale = False
        self.changed: Callable[[], None] = lambda: None
        """Called when something can be started that could not, or the other way round."""

    def hindrance(self, entry: Entry) -> str:
        """Say why an entry cannot be started now; empty: it can, as far as is known."""
        tr = self._tr
        if self.is_stale or not self._asks.is_live:
            return tr("The link is down; nothing can be started now.")
        if why := self.forbidden(entry):
            return why
        if entry.job is not None and entry.job.queue not in (known := self._queues()):
            names = ", ".join(sorted(known)) or "-"
            return tr.error(NoSuchQueue(queue=entry.job.queue, known=names))
        if self._table.open_start(entry.id) is not None:
            return tr("The server has not answered the last start of this entry yet.")
        return ""

    def forbidden(self, entry: Entry) -> str:
        """Say why this user may not start an entry; empty: he may, as far as is known."""
        try:
            role = AccessRole(self._asks.role)
        except ValueError:
            return ""
        if may_start(role, entry.role):
            return ""
        error = RoleForbids(role=role, operation="start_entry", needed=entry.role)
        return self._tr.error(error)

    def start(self, entry: Entry, values: Mapping[str, str]) -> None:
        """Ask the server once; what becomes of it is shown in the table."""
        self._remember(entry, values)
        start = Start(entry.id, entry.title, self._now())
        self._table.add(start)
        # In the form in which they go into the command: what was checked is what is sent.
        sent = dict(entered(entry.parameters, values).values)
        self._asks.ask(StartEntry(entry=entry.id, values=sent), partial(self._told, start))
        self.changed()

    def last_values(self, entry: Entry) -> Mapping[str, str]:
        """Give what was entered when an entry was started last."""
        return self._last.get(entry.id, {})

    def remembered(self) -> dict[str, Any]:
        """Give the last values for the settings."""
        return dict(self._last)

    def recall(self, left: Mapping[str, Any]) -> None:
        """Take them back; what is no text is passed over."""
        for entry, values in left.items():
            if isinstance(values, dict):
                self._last[entry] = {
                    name: text for name, text in values.items() if isinstance(text, str)
                }

    def _remember(self, entry: Entry, values: Mapping[str, str]) -> None:
        self._last.pop(entry.id, None)
        self._last[entry.id] = dict(values)
        while len(self._last) > MOST_REMEMBERED:
            del self._last[next(iter(self._last))]

    def _told(self, start: Start, part: Part) -> None:
        start.part = part
        self._table.note()
        if part.stage is Stage.DONE:
            text = self._tr("{entry}: job {job}", entry=start.title, job=part.made or "−")
        else:
            outcome = part_words(part, self._tr)
            text = self._tr("{entry}: {outcome}", entry=start.title, outcome=outcome)
        self._tell(text)
        self.changed()
