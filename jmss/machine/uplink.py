# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine's end of the link to its JMSS server: orders in, reports and output out."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

from jmss.link.view import LinkView
from jmss.machine.claims import Claims, Key
from jmss.machine.output import Outputs
from jmss.machine.reports import Outbox
from jmss.machine.runner import Runner
from jmss.wire.messages import (
    Inventory,
    Message,
    ReadOutput,
    Report,
    ReportTaken,
    ServerMessage,
    StartOrder,
    StopOrder,
    Ticket,
    Welcome,
)

REPEAT = 5.0
"""Seconds after which a report that was not taken is sent again."""

MOST_READERS = 256
"""Questions about output that are answered at once; the server gives up on further ones."""

_log = logging.getLogger(__name__)


class Way(Protocol):
    """What the uplink needs of a link."""

    def send(self, message: Message) -> bool:
        """Send a message, in order; False when there is no link to send it on."""


class Uplink:
    """Listens to the link of an execution machine.

    After each welcome it sends the inventory, then every report that was not taken; reports
    that come in later go out at once. What is sent on a link that breaks is sent again.
    """

    def __init__(
        self,
        *,
        runner: Runner,
        outbox: Outbox,
        claims: Claims,
        outputs: Outputs,
        multiplicity: int,
        keep_ticket: Callable[[str], None] = lambda ticket: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._runner = runner
        self._outbox = outbox
        self._claims = claims
        self._outputs = outputs
        self._multiplicity = multiplicity
        self._clock = clock
        self._keep_ticket = keep_ticket
        self._way: Way | None = None
        self._sent: dict[str, float] = {}
        self._readers: set[asyncio.Task[None]] = set()
        outbox.listen(self._send)

    def attach(self, way: Way) -> None:
        """Send on this link from now on."""
        self._way = way

    def take_no_more(self) -> None:
        """Tell the server that this machine starts nothing more; what runs goes on."""
        self._multiplicity = 0
        self._introduce()

    def changed(self, view: LinkView) -> None:
        """The link has another state."""
        _log.debug("link to %s is %s %s", view.server, view.state, view.cause)

    def received(self, message: ServerMessage) -> bool:
        """Take a message of the server; there are no gaps in orders."""
        match message:
            case Welcome():
                self._keep_ticket(message.ticket)
                self._introduce()
            case Ticket():
                self._keep_ticket(message.ticket)
            case StartOrder():
                self._runner.start(message)
            case StopOrder():
                self._runner.stop(message)
            case ReportTaken():
                self._taken(message.id)
            case ReadOutput():
                self._read_output(message)
            case _:
                pass
        return True

    async def run(self) -> None:
        """Repeat what the server does not take, until cancelled."""
        try:
            while True:
                await asyncio.sleep(REPEAT)
                self._repeat()
        finally:
            for reader in self._readers:
                reader.cancel()

    def _introduce(self) -> None:
        running = self._runner.running()
        over = self._outbox.over()
        self._say(Inventory(multiplicity=self._multiplicity, running=running, reported=over))
        for report in self._outbox.pending():
            self._send(report)

    def _send(self, report: Report) -> None:
        if self._say(report):
            self._sent[report.id] = self._clock()

    def _repeat(self) -> None:
        now = self._clock()
        for report in self._outbox.pending():
            if now - self._sent.get(report.id, 0.0) >= REPEAT:
                self._send(report)

    def _taken(self, report_id: str) -> None:
        self._sent.pop(report_id, None)
        over = self._outbox.taken(report_id)
        if over is not None:
            self._acknowledge(over)

    def _acknowledge(self, key: Key) -> None:
        try:
            self._claims.acknowledge(key)
        except OSError as error:
            # The next incarnation reports it once more, and the server takes it once.
            _log.warning("attempt %s cannot be filed as done: %s", key, error)

    def _read_output(self, request: ReadOutput) -> None:
        if len(self._readers) >= MOST_READERS:
            _log.debug("too many read output at once")
            return
        reader = asyncio.get_running_loop().create_task(self._answer(request))
        self._readers.add(reader)
        reader.add_done_callback(self._readers.discard)

    async def _answer(self, request: ReadOutput) -> None:
        self._say(await self._outputs.answer(request))

    def _say(self, message: Message) -> bool:
        return self._way is not None and self._way.send(message)
