# SPDX-License-Identifier: GPL-3.0-or-later
"""The desk's end of the link (manual S10).

It keeps the mirror fed and the timeline written, tells what happened while the link was
away, and sends what operators ask. Nothing is asked while the link is not live; what was
under way when the link was cut is *unknown* until the server has been asked about it by
its UUID, and is never sent a second time by itself.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jlook_client.absence import Absence
from jlook_client.applied import AppliedChanges
from jlook_client.away import Away
from jlook_client.clock import Clock
from jlook_client.lines import line_of
from jlook_client.mirror import Gap, Mirror
from jlook_client.reporter import Reporter
from jlook_client.shadow import Overrun
from jlook_client.timeline import Timeline
from jlook_client.turns import turns_between
from jmss.errors import JmssError, OperationLost, TooOld, from_wire
from jmss.link.dial import Dialler, Target
from jmss.link.link import Link
from jmss.link.view import CONNECTED, UP, LinkState, LinkView
from jmss.model.changes import Position
from jmss.model.operations import Operation
from jmss.wire.frames import COLUMNS, DeltaColumns, SnapshotChunk, load_columns
from jmss.wire.messages import (
    Answer,
    Ask,
    AskStatus,
    Delta,
    Heartbeat,
    Hello,
    JobHistory,
    Lookup,
    Mode,
    Output,
    ReadOutput,
    Role,
    ServerMessage,
    SnapshotBegin,
    SnapshotRows,
    Statistics,
    SyncEnd,
    Ticket,
    UserList,
    Waiting,
    Welcome,
)

_log = logging.getLogger(__name__)


class Phase(StrEnum):
    """How far something that was asked has come."""

    SENT = "sent"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """The link was cut before the answer; the server is asked after the return."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An operation on its way, told again whenever its phase changes."""

    id: str
    operation: Operation
    phase: Phase
    job: int | None = None
    seq: int = 0
    """The journal row that it led to; 0 before it is done, and when nothing had to change."""
    error: JmssError | None = None


Told = Callable[[Asked], None]

Found = JobHistory | Waiting | Statistics | UserList
"""What questions that change nothing are answered with."""


class ConnectionWatcher:
    """Told what the connection does; override what is of interest."""

    def link_changed(self, view: LinkView) -> None:
        """The link's view has changed."""

    def came_back(self, away: Away) -> None:
        """The link is live again after it was lost; this happened meanwhile.

        Told again, with more in it, when machines report late what ended meanwhile.
        """

    def applied(self, changes: AppliedChanges) -> None:
        """These changes are in the mirror now."""


class Connection:
    """One desk's connection to one JMSS server.

    Args:
        target: the virtual computer name and the port.
        dialler: opens lines.
        mirror: kept equal to the server's board.
        timeline: gets a line for everything worth telling.
        user: who sits at the desk; named in the journal beside each operation.
        agent: program and version.
        clock: both clocks of the desk.
        keep_ticket: keeps what is to be shown when the link is dialled again.
        encodings: how jobs may come besides JSON, the one that is liked best first.
    """

    def __init__(
        self,
        *,
        target: Target,
        dialler: Dialler,
        mirror: Mirror,
        timeline: Timeline,
        user: str,
        agent: str,
        clock: Clock,
        keep_ticket: Callable[[str], None] = lambda ticket: None,
        encodings: Sequence[str] = (COLUMNS,),
    ) -> None:
        self.watchers: list[ConnectionWatcher] = []
        self._mirror = mirror
        self._timeline = timeline
        self._user = user
        self._agent = agent
        self._clock = clock
        self._keep_ticket = keep_ticket
        self._encodings = list(encodings)
        if COLUMNS in encodings:
            load_columns()
        self._reporter = Reporter(timeline)
        self._session = str(uuid.uuid4())
        self._link = Link(
            target=target,
            dialler=dialler,
            hello=self._hello,
            listener=self,
            clock=clock.now,
            wall=clock.wall_now,
        )
        self._epoch = ""
        self._skew = 0.0
        self._absence: Absence | None = None
        self._complete = True
        self._synced = False  # since the start; a saved board does not count
        self._role = ""
        self._known_as = ""
        self._answers: frozenset[str] = frozenset()
        self._asked: dict[str, tuple[Asked, Told]] = {}
        self._reading: dict[str, tuple[ReadOutput, Callable[[Output | JmssError], None]]] = {}
        self._looking: dict[str, tuple[Lookup, Callable[[Found | JmssError], None]]] = {}

    @property
    def view(self) -> LinkView:
        """The link at this moment."""
        return self._link.view

    @property
    def state(self) -> LinkState:
        """The state of the link; asked for each row of a table."""
        return self._link.state

    @property
    def heard_at(self) -> float | None:
        """When the server was heard last, monotonic; asked likewise."""
        return self._link.heard_at

    @property
    def server_time_ahead(self) -> float:
        """Seconds by which the server's clock is ahead of the desk's."""
        return self._skew

    @property
    def role(self) -> str:
        """What the server lets us do, in the words of ``jmss.access``; empty: it has not said."""
        return self._role

    @property
    def known_as(self) -> str:
        """Whose jobs those become that are submitted here: the token's name, or who sits here."""
        return self._known_as or self._user

    async def run(self) -> None:
        """Keep the link up until cancelled."""
        self._link.connect_now()
        await self._link.run()

    def connect_now(self) -> None:
        """Dial at once: the operator chose [接続]."""
        self._link.connect_now()

    def aim(self, target: Target, dialler: Dialler, user: str) -> None:
        """Dial another virtual computer; only as long as nothing was ever shown.

        Args:
            target: its name and port.
            dialler: made for it, so that no other server's token or authorities are in it.
            user: who sits at the desk, as that server is to know him.
        """
        self._user, self._known_as = user, ""
        self._link.aim(target, dialler)

    def stop_retrying(self) -> None:
        """Dial no more by itself."""
        self._link.stop_retrying()

    def ask(self, operation: Operation, told: Told) -> bool:
        """Ask for an operation; ``told`` hears of every phase. False when not live."""
        if self._link.view.state not in UP:
            return False
        asked = Asked(id=str(uuid.uuid4()), operation=operation, phase=Phase.SENT)
        if not self._link.send(Ask(id=asked.id, operation=operation)):
            return False
        self._asked[asked.id] = (asked, told)
        told(asked)
        return True

    def read_output(
        self,
        job: int,
        told: Callable[[Output | JmssError], None],
        *,
        attempt: int = 0,
        stream: str = "stdout",
        offset: int = 0,
        wait: float = 0.0,
    ) -> bool:
        """Read a piece of a job's output; False when not live. A cut forgets the question.

        ``attempt`` 0 is the latest.
        """
        if self._link.view.state not in UP:
            return False
        ask = ReadOutput(
            id=str(uuid.uuid4()),
            job=job,
            attempt=attempt,
            stream=stream,
            offset=offset,
            wait=wait,
        )
        self._reading[ask.id] = (ask, told)
        return self._link.send(ask)

    def look_up(self, question: Lookup, told: Callable[[Found | JmssError], None]) -> bool:
        """Ask for something that changes nothing; False when not live. A cut forgets it.

        Args:
            question: its ``id`` is one that nobody has used.
            told: gets the answer, or why there is none.
        """
        if self._link.view.state not in UP:
            return False
        if question.__struct_config__.tag not in self._answers:
            told(TooOld())
            return True
        self._looking[question.id] = (question, told)
        return self._link.send(question)

    # What the link tells.

    def changed(self, view: LinkView) -> None:
        """Note what the link's new state means for the desk (``LinkListener``)."""
        if view.state not in CONNECTED:
            self._mirror.abandon()
        if view.lost_at is not None and (self._absence is None or self._absence.is_over):
            self._went_blind(view)
        absence = self._absence
        if absence is not None and not absence.is_over:
            absence.try_again(view)
            if view.state is LinkState.LIVE:
                self._tell_back(
                    absence.end(view, complete=self._complete, server_time_ahead=self._skew)
                )
        for watcher in self.watchers:
            watcher.link_changed(view)

    def received(self, message: ServerMessage) -> bool:
        """Take a message; False reports a gap (``LinkListener``)."""
        match message:
            case Delta() | DeltaColumns():
                return self._take_delta(message)
            case Heartbeat():
                self._skew = message.time - self._clock.wall_now()
                self._reporter.tell_rest(self._clock.now(), self._clock.wall_now())
                # Until the synchronisation ends, a heartbeat is a sign of life and no more.
                up = self._link.view.state in UP
                return not (up and self._mirror.is_behind(message.seq))
            case Welcome():
                self._keep_ticket(message.ticket)
                self._take_welcome(message)
            case Ticket():
                self._keep_ticket(message.ticket)
            case SnapshotBegin():
                self._mirror.begin(message.count)
                self._complete = False
            case SnapshotRows() | SnapshotChunk():
                return self._take_part(message)
            case SyncEnd():
                self._take_end(message)
            case Answer():
                self._take_answer(message)
            case Output() | JobHistory() | Waiting() | Statistics() | UserList():
                self._take_found(message)
            case _:
                _log.info("unasked for: %s", type(message).__name__)
        return True

    def _hello(self) -> Hello:
        return Hello(
            role=Role.DESK,
            agent=self._agent,
            session=self._session,
            user=self._user,
            resume=self._mirror.position,
            encodings=self._encodings,
        )

    def _take_welcome(self, welcome: Welcome) -> None:
        self._epoch = welcome.epoch
        self._role = welcome.role
        self._known_as = welcome.user
        self._answers = frozenset(welcome.answers)
        self._skew = welcome.time - self._clock.wall_now()
        self._mirror.abandon()
        self._complete = welcome.mode is not Mode.SNAPSHOT
        for asked, _ in self._asked.values():
            self._link.send(AskStatus(id=asked.id))
        for read, _ in (*self._reading.values(), *self._looking.values()):
            self._link.send(read)  # the line changed under a question that does no harm twice

    def _take_part(self, part: SnapshotRows | SnapshotChunk) -> bool:
        if not self._mirror.is_collecting:
            return False
        try:
            if isinstance(part, SnapshotRows):
                self._mirror.add(part.facts)
            else:
                self._mirror.grow(part.chunk, self._clock.now())
        except Overrun as overrun:
            _log.warning("%s", overrun)
            self._mirror.abandon()
            return False
        return True

    def _take_delta(self, delta: Delta | DeltaColumns) -> bool:
        try:
            applied = self._mirror.apply(delta)
        except (Gap, Overrun) as error:
            _log.warning("%s", error)
            return False
        self._account(applied)
        clock = self._clock
        self._reporter.tell(applied, self._link.view.server, clock.now(), clock.wall_now())
        for watcher in self.watchers:
            watcher.applied(applied)
        return True

    def _account(self, applied: AppliedChanges) -> None:
        if self._absence is None:
            return
        if self._absence.is_over:
            self._tell_back(self._absence.late(applied))
        else:
            self._absence.replay(applied)

    def _take_end(self, end: SyncEnd) -> None:
        synced, self._synced = self._synced, True
        if not self._mirror.is_collecting:
            return
        before = self._mirror.end(Position(self._epoch, end.seq, end.inc))
        if self._absence is not None and not self._absence.is_over:
            self._absence.differ(turns_between(before, self._mirror.columns))
        if not synced:
            server = self._link.view.server
            lines = [line_of(change, None, server) for change in end.recent]
            self._timeline.fill([line for line in lines if line is not None])

    def _take_found(self, found: Output | Found) -> None:
        """Hand what was looked for to who asked; he may have gone meanwhile."""
        if isinstance(found, Output):
            _, reader = self._reading.pop(found.id, (None, None))
            if reader is not None:
                reader(found)
        else:
            _, looker = self._looking.pop(found.id, (None, None))
            if looker is not None:
                looker(found)

    def _take_answer(self, answer: Answer) -> None:
        _, reader = self._reading.pop(answer.id, (None, None))
        _, looker = self._looking.pop(answer.id, (None, None))
        if who := reader or looker:
            who(from_wire(answer.error, answer.fields))
            return
        known = self._asked.pop(answer.id, None)
        if known is None:
            return
        asked, told = known
        error = from_wire(answer.error, answer.fields) if answer.error else None
        told(
            Asked(
                id=asked.id,
                operation=asked.operation,
                phase=Phase.REFUSED if error else Phase.DONE,
                job=answer.job,
                seq=answer.seq,
                error=error,
            )
        )
        if isinstance(error, OperationLost):
            self._timeline.operation_lost(self._clock.wall_now(), asked.operation)

    # What a loss and a return mean.

    def _went_blind(self, view: LinkView) -> None:
        self._absence = Absence(view, self._clock, self._timeline)
        self._reading.clear()
        self._looking.clear()
        for id_, (asked, told) in list(self._asked.items()):
            unknown = Asked(id=id_, operation=asked.operation, phase=Phase.UNKNOWN)
            self._asked[id_] = (unknown, told)
            told(unknown)

    def _tell_back(self, away: Away | None) -> None:
        if away is not None:
            for watcher in self.watchers:
                watcher.came_back(away)
