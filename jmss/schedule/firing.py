# SPDX-License-Identifier: GPL-3.0-or-later
"""Says to the server that schedules are due, each time until that has answered.

What is sent on a link that breaks is sent again on the next one, with the same UUID: the
server does it once however often it is asked.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Protocol

from jmss.errors import RoleForbids, Stopping, StoreFailed
from jmss.link.view import CONNECTED, LinkView
from jmss.model.operations import FireSchedule
from jmss.schedule.agenda import Agenda
from jmss.schedule.server_clock import ServerClock
from jmss.wire.messages import (
    Answer,
    Ask,
    Documents,
    Heartbeat,
    Message,
    ReadDocuments,
    ServerMessage,
    Ticket,
    Welcome,
)

AT_ONCE = 12
"""Times that are asked for at once; one link may ask sixteen questions."""
LOOK_EVERY = 0.5
"""Seconds between two looks at the clock at most: it may be set, or the machine suspended."""
NEWS_WAIT = 10.0
"""Seconds that the server keeps a question for news."""
ANSWER_WITHIN = 20.0
"""Seconds after which an answer is not waited for any more on this link; it is asked again."""
TRY_PAUSE = 0.1
"""Seconds after which what was not answered is asked again."""
REFUSED_PAUSE = 30.0
"""Seconds after which it is tried again where somebody must do something first."""
TRY_AGAIN = {Stopping.__name__, StoreFailed.__name__}
"""Errors of an answer after which nothing was done, and the same may be asked again."""

_NAMES = uuid.UUID("2ad4f0f6-3c35-5d0f-9b8f-3f1fd7c1f1d9")
_log = logging.getLogger(__name__)


class Way(Protocol):
    """What is needed of a link."""

    def send(self, message: Message) -> bool:
        """Send a message, in order; False when there is no link to send it on."""


def operation_id(fire: FireSchedule, since: float) -> str:
    """Give the UUID of the operation for a due time: always the same one."""
    return str(uuid.uuid5(_NAMES, f"{fire.schedule}\n{since!r}\n{fire.due!r}"))


class Firing:
    """Listens to the link and keeps the agenda.

    Args:
        clock: a clock that only rises.
        keep_ticket: takes the tickets that the server issues.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        keep_ticket: Callable[[str], None] = lambda ticket: None,
    ) -> None:
        self._clock = clock
        self._keep_ticket = keep_ticket
        self._agenda = Agenda()
        self._server = ServerClock()
        self._way: Way | None = None
        self._news = asyncio.Event()
        self._began = 0.0
        """When the server began to work."""
        self._reading = ""
        """The id of the question for documents that is under way."""
        self._first_part = True
        self._live = False
        """Whether the documents are those of the server that is linked."""
        self._answers: dict[str, asyncio.Future[Answer]] = {}
        self._under_way: set[str] = set()
        """Schedules of which a time is being asked for."""
        self._not_before = 0.0

    def attach(self, way: Way) -> None:
        """Send on this link from now on."""
        self._way = way

    def changed(self, view: LinkView) -> None:
        """The link has another state."""
        if view.state not in CONNECTED:
            self._lost()

    def received(self, message: ServerMessage) -> bool:
        """Take a message of the server; a gap among documents cannot be."""
        match message:
            case Welcome():
                self._lost()
                self._keep_ticket(message.ticket)
                self._began = message.began
                self._server.hear(message.time, self._clock())
                self._read(0)
            case Ticket():
                self._keep_ticket(message.ticket)
            case Heartbeat():
                self._server.hear(message.time, self._clock())
            case Documents() if message.id == self._reading:
                self._take(message)
            case Answer() if message.id in self._answers:
                answer = self._answers.pop(message.id)
                if not answer.done():
                    answer.set_result(message)
            case _:
                return True
        self._news.set()
        return True

    async def run(self) -> None:
        """Fire what is due when it is due, until cancelled."""
        async with asyncio.TaskGroup() as asking:
            while True:
                self._news.clear()
                for fire in self._due():
                    self._under_way.add(fire.schedule)
                    asking.create_task(self._fire(fire))
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause()):
                        await self._news.wait()

    def _due(self) -> list[FireSchedule]:
        room = AT_ONCE - len(self._under_way)
        if not self._live or room <= 0 or self._clock() < self._not_before:
            return []
        now = self._server.at(self._clock())
        return self._agenda.overdue(now, self._began, most=room, but=self._under_way)

    def _pause(self) -> float:
        at = self._agenda.next_at() if self._live else None
        if at is None or self._under_way or self._clock() < self._not_before:
            return LOOK_EVERY
        return min(LOOK_EVERY, max(0.0, at - self._server.at(self._clock())))

    async def _fire(self, fire: FireSchedule) -> None:
        try:
            answer = await self._asked(fire)
        finally:
            self._under_way.discard(fire.schedule)
            self._news.set()
        if answer is None or answer.error in TRY_AGAIN:
            self._not_before = self._clock() + TRY_PAUSE
            return
        if answer.error == RoleForbids.__name__:
            _log.error("%s", answer.text)
            self._not_before = self._clock() + REFUSED_PAUSE
            return
        self._agenda.answered(fire)
        self._tell(fire, answer)

    async def _asked(self, fire: FireSchedule) -> Answer | None:
        """Ask once; None: no answer came on this link."""
        op = operation_id(fire, self._agenda.since(fire))
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answers[op] = answer
        try:
            if not self._say(Ask(id=op, operation=fire)):
                return None
            async with asyncio.timeout(ANSWER_WITHIN):
                return await answer
        except (TimeoutError, _LinkLost):
            return None
        finally:
            self._answers.pop(op, None)

    def _take(self, documents: Documents) -> None:
        if self._first_part:
            self._agenda.take(documents)
        else:
            self._agenda.carry_on(documents)
        self._first_part = not documents.more
        if not documents.more:
            self._live = True
            self._read(documents.seq)

    def _read(self, after: int) -> None:
        self._reading = str(uuid.uuid4())
        self._say(ReadDocuments(id=self._reading, after=after, wait=NEWS_WAIT))

    def _lost(self) -> None:
        self._live, self._reading, self._first_part = False, "", True
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(_LinkLost())
        self._answers.clear()

    def _say(self, message: Message) -> bool:
        return self._way is not None and self._way.send(message)

    def _tell(self, fire: FireSchedule, answer: Answer) -> None:
        late = self._server.at(self._clock()) - fire.due
        due = datetime.fromtimestamp(fire.due, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if answer.error:
            _log.warning("%s, due %s: %s", fire.schedule, due, answer.text)
        elif answer.seq:
            jobs = ", ".join(map(str, answer.jobs)) or "-"
            _log.info("%s, due %s: jobs %s, %.3f s late", fire.schedule, due, jobs, late)


class _LinkLost(Exception):
    """The link broke while an answer was waited for."""
