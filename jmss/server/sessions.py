# SPDX-License-Identifier: GPL-3.0-or-later
"""All links of the server: hello, messages, heartbeats, the end (``docs/protocol.md``)."""

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from itertools import islice

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from jmss.access.tickets import GOOD_FOR
from jmss.errors import Unavailable, WireError
from jmss.model.changes import Position
from jmss.rules.resume import Why
from jmss.rules.timing import QUICK_BEAT, Pace, outgrown, pace
from jmss.server.feed import Feed
from jmss.server.follower import Follower
from jmss.server.gate import Gate, Pass
from jmss.server.lookups import Lookups
from jmss.server.machines import MachineLink, Machines
from jmss.server.newcomers import Newcomer
from jmss.server.outbox import FULL, Outbox, frame
from jmss.server.outputs import Outputs
from jmss.server.rate import Rate
from jmss.server.requests import Requests
from jmss.server.session import Session
from jmss.server.snapshot import Snapshots
from jmss.wire import close_codes, messages
from jmss.wire.close_reasons import CloseReason, Denial
from jmss.wire.codec import from_client
from jmss.wire.frames import JSON, agreed
from jmss.wire.messages import (
    LOOKUPS,
    PROTOCOL,
    Ack,
    Answer,
    Ask,
    AskStatus,
    ClientMessage,
    Goaway,
    Heartbeat,
    Hello,
    Inventory,
    List,
    Lookup,
    Message,
    Mode,
    Output,
    Ping,
    Pong,
    ReadDocuments,
    ReadJob,
    ReadOutput,
    ReadStatistics,
    ReadUsers,
    ReadWaiting,
    Report,
    Resync,
    Role,
    SyncEnd,
    Ticket,
    Timing,
    Welcome,
)

_log = logging.getLogger(__name__)

HELLO_WITHIN = 10.0
IDLE_AFTER = 15.0
USER_TIMEOUT_MS = 10_000
"""Milliseconds after which the kernel gives up a client that acknowledges nothing."""
AT_ONCE = 16
"""Requests of one client that are under way at once; further ones wait unread."""
PER_SECOND = {Role.DESK: 1000.0, Role.COMMAND: 1000.0, Role.MACHINE: 5000.0}
"""Messages that one client may send for ever; a big one counts for several."""
BURST_SECONDS = 2.0
BIG = 4096
"""Bytes of a message that count for one more."""
OFFENCES = frozenset({1002, 1007, 1008, close_codes.TOO_BIG})
"""With these the WebSocket itself ends a link whose client breaks its rules."""
SNAPSHOTS_AT_ONCE = 8
PACED_AT_ONCE = 500
"""Clients that are told in one second that the site has grown or shrunk."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the server says it is."""

    virtual_computer: str
    node: str
    incarnation: int
    began: float = 0.0
    """When it began to work, seconds since 1970, UTC."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """The parts of the server that messages are for."""

    feed: Feed
    requests: Requests
    machines: Machines
    outputs: Outputs
    lookups: Lookups


class Sessions:
    """Owns the links. ``clock`` only rises; ``wall`` is the time of day."""

    def __init__(
        self,
        identity: Identity,
        rooms: Rooms,
        gate: Gate,
        *,
        clock: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self._identity = identity
        self._gate = gate
        self._feed = rooms.feed
        self._requests = rooms.requests
        self._machines = rooms.machines
        self._outputs = rooms.outputs
        self._lookups = rooms.lookups
        self._clock = clock
        self._wall = wall
        self._sessions: dict[str, Session] = {}
        self._beats = 0
        self._slow = 0
        self._paced = 0
        """The number of clients whose times everybody was last looked at for."""
        self._snapshots = Snapshots(rooms.feed, clock)
        self._sending = asyncio.Semaphore(SNAPSHOTS_AT_ONCE)

    async def handle(self, connection: ServerConnection) -> None:
        """Serve one link until it ends; the handler for ``websockets.serve``."""
        _set_user_timeout(connection)
        passed = self._gate.passed(connection)
        if passed is None:
            await connection.close(close_codes.NOT_ALLOWED, Denial.NO_TOKEN)
            return
        outbox = Outbox(connection, self._clock)
        session: Session | None = None
        try:
            hello = await _hello(connection)
            session = self._admit(hello, outbox, passed, _address(connection))
            if session is not None:
                if isinstance(connection, Newcomer):
                    connection.welcome()
                await self._welcome(session)
                await self._listen(session, connection)
        except WireError as error:
            _log.warning("%s: %s", _who(connection, session), error)
            await connection.close(close_codes.BAD_MESSAGE, _short(str(error)))
        except Unavailable as error:
            _log.info("%s: %s", _who(connection, session), error)
            await connection.close(close_codes.TRY_LATER, _short(str(error)))
        except TimeoutError:
            _log.warning("%s: no hello", _who(connection, session))
            outbox.cut(close_codes.IDLE, "no hello")
        except ConnectionClosed as closed:
            if closed.sent is not None and closed.sent.code in OFFENCES:
                _log.warning("%s: %s", _who(connection, session), closed.sent)
        finally:
            if session is not None:
                self._dismiss(session)

    def beat(self) -> None:
        """Send a heartbeat, made once for all who are up to date.

        To be called at every ``rules.timing.QUICK_BEAT``; who was promised the slow beat
        gets every other one.
        """
        self._beats += 1
        at = self._wall()
        common = frame(Heartbeat(seq=self._feed.head, inc=self._feed.inc, time=at))
        for session in tuple(self._sessions.values()):
            if not session.welcomed:
                continue
            if session.skips == self._beats % 2:
                continue
            follower = session.follower
            if follower is None or follower.live:
                session.outbox.put(common)
            else:
                session.outbox.send(follower.heartbeat(at))

    def look(self) -> None:
        """To be called about each second: end what is idle or stuck."""
        now = self._clock()
        self._gate.look()
        self._snapshots.look()
        for session in tuple(self._sessions.values()):
            if not self._gate.holds(session.passed):
                session.outbox.cut(close_codes.NOT_ALLOWED, Denial.TOKEN_REMOVED)
            self._renew_ticket(session, now)
            follower = session.follower
            if follower is not None:
                follower.look()
            session.outbox.look(full=follower is not None and follower.full)
            if now - session.heard > IDLE_AFTER:
                session.outbox.cut(close_codes.IDLE, "idle")
        self._pace()

    def _pace(self) -> None:
        """Tell those whose times do not fit the site any more, some at a time."""
        count = len(self._sessions)
        if count == self._paced:
            return
        stale = (
            session
            for session in self._sessions.values()
            if session.welcomed and outgrown(session.told, count)
        )
        times = pace(count)
        message = frame(messages.Pace(timing=_timing(times), spread=times.spread))
        told = list(islice(stale, PACED_AT_ONCE))
        for session in told:
            session.outbox.put(message)
            self._promise(session, times)
        if len(told) < PACED_AT_ONCE:
            self._paced = count

    def _promise(self, session: Session, times: Pace) -> None:
        """Note which times a client was told."""
        session.told = len(self._sessions)
        if times.heartbeat == QUICK_BEAT:
            session.skips = None
        elif session.skips is None:
            self._slow += 1
            session.skips = self._slow % 2  # half of them at each beat

    def _renew_ticket(self, session: Session, now: float) -> None:
        if now - session.ticket_at >= GOOD_FOR / 2:
            session.ticket_at = now
            ticket = self._gate.ticket(session.passed)
            if ticket:
                session.outbox.send(Ticket(ticket=ticket))

    @property
    def count(self) -> int:
        """How many clients are linked."""
        return len(self._sessions)

    def say_goodbye(self, message: Goaway) -> None:
        """Tell everybody that the server ends; closing the links comes next."""
        goodbye = frame(message)
        for session in self._sessions.values():
            if session.welcomed:
                session.outbox.put(goodbye)

    def _admit(self, hello: Hello, outbox: Outbox, passed: Pass, address: str) -> Session | None:
        """Let a client in, or close its link and give None."""
        if hello.proto != PROTOCOL:
            outbox.cut(close_codes.WRONG_VERSION, f"{close_codes.SPEAKS}{PROTOCOL}")
            return None
        why = passed.why_not(hello)
        if why is not None:
            _log.warning("%s at %s: %s", hello.agent, address, why.saying())
            outbox.cut(close_codes.NOT_ALLOWED, str(why))
            return None
        asker = passed.asker(hello, address)
        session = Session(
            hello=hello,
            passed=passed,
            asker=asker,
            outbox=outbox,
            heard=self._clock(),
            ticket_at=self._clock(),
        )
        if hello.role is Role.MACHINE:
            if not self._admit_machine(session):
                return None
        elif hello.role is Role.DESK:
            encoding = agreed(hello.encodings)
            session.follower = Follower(
                outbox, self._feed, self._snapshots, self._sending, encoding
            )
        old = self._sessions.get(hello.session)
        if old is not None and old.asker.token != asker.token:
            outbox.cut(close_codes.NOT_ALLOWED, Denial.SESSION_TAKEN)
            return None
        if old is not None:
            old.outbox.cut(close_codes.REPLACED, "the same session came again")
            self._dismiss(old)
        self._sessions[hello.session] = session
        if session.machine is not None:
            self._machines.arrived(session.machine)
        return session

    def _admit_machine(self, session: Session) -> bool:
        hello = session.hello
        if not self._machines.knows(hello.machine):
            why = CloseReason(Denial.NO_MACHINE, (hello.machine,))
            session.outbox.cut(close_codes.NOT_ALLOWED, str(why))
            return False
        if self._machines.is_older(hello.machine, hello.incarnation):
            # Terminal: this process was fenced and must not come again.
            session.outbox.cut(close_codes.NOT_ALLOWED, Denial.OLDER_MACHINE)
            return False
        session.machine = MachineLink(
            name=hello.machine,
            node=hello.node,
            incarnation=hello.incarnation,
            send=session.outbox.send,
        )
        return True

    def _dismiss(self, session: Session) -> None:
        if session.follower is not None:
            session.follower.close()
        if session.machine is not None:
            self._machines.left(session.machine)
            self._outputs.left(session.machine)
        if self._sessions.get(session.hello.session) is session:
            del self._sessions[session.hello.session]

    async def _welcome(self, session: Session) -> None:
        follower, position = session.follower, session.hello.resume
        if follower is None:
            session.welcomed = True
            session.outbox.send(self._welcoming(session, Mode.CURRENT, Why.NONE))
            session.outbox.send(SyncEnd(seq=self._feed.head, inc=self._feed.inc))
            return
        why = await follower.why_snapshot(position)
        session.welcomed = True
        session.outbox.send(self._welcoming(session, follower.mode(position, why), why))
        follower.bring_up(position, why)

    def _welcoming(self, session: Session, mode: Mode, why: Why) -> Welcome:
        times = pace(len(self._sessions))
        self._promise(session, times)
        return Welcome(
            virtual_computer=self._identity.virtual_computer,
            node=self._identity.node,
            epoch=self._feed.epoch,
            incarnation=self._identity.incarnation,
            head=self._feed.head,
            mode=mode,
            why=why,
            timing=_timing(times),
            spread=times.spread,
            time=self._wall(),
            began=self._identity.began,
            ticket=self._gate.ticket(session.passed),
            role=session.asker.role,
            user=session.asker.user,
            encoding=session.follower.encoding if session.follower else JSON,
            answers=list(LOOKUPS),
        )

    async def _listen(self, session: Session, connection: ServerConnection) -> None:
        work: set[asyncio.Task[None]] = set()
        per_second = PER_SECOND[session.hello.role]
        rate = Rate(per_second=per_second, burst=per_second * BURST_SECONDS)
        try:
            async for text in connection:
                session.heard = self._clock()
                pause = rate.wait(session.heard, 1 + len(text) / BIG)
                if pause:
                    await asyncio.sleep(pause)
                if session.outbox.waiting > FULL // 4:
                    # It asks and does not read: it is heard again when it has read.
                    await session.outbox.drained()
                if self._sessions.get(session.hello.session) is not session:
                    # The client asks on another link by now what became of what it said here: an
                    # operation that it was told has never come must not be carried out any more.
                    return
                doing = self._do(session, from_client(text))
                if doing is not None:
                    task = asyncio.create_task(doing)
                    work.add(task)
                    task.add_done_callback(work.discard)
                    if len(work) >= AT_ONCE:
                        await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in work:
                task.cancel()

    def _do(
        self, session: Session, message: ClientMessage
    ) -> Coroutine[object, object, None] | None:
        """Take a message; give the work that it makes, if it takes time."""
        match message:
            case Ack():
                return None
            case Ping():
                session.outbox.send(Pong())
                return None
            case Resync() if session.follower is not None:
                return _resync(session.follower, message.position)
            case Ask() | AskStatus() | List() | ReadOutput() if session.machine is None:
                return self._reply(session, message)
            case ReadJob() | ReadWaiting() | ReadStatistics() | ReadDocuments() | ReadUsers() if (
                session.machine is None
            ):
                return self._look_up(session, message)
            case Inventory() | Report() | Output() | Answer() if session.machine is not None:
                return self._from_machine(session.machine, message)
            case _:
                raise WireError(why=f"{type(message).__name__} is out of turn here")

    async def _look_up(self, session: Session, question: Lookup) -> None:
        async with aclosing(self._lookups.answers(question, session.asker)) as parts:
            async for part in parts:
                await _send(session, part)

    def _from_machine(
        self, link: MachineLink, message: Inventory | Report | Output | Answer
    ) -> Coroutine[object, object, None] | None:
        match message:
            case Inventory():
                self._machines.take_inventory(link, message)
            case Report():
                return self._machines.take_report(link, message)
            case Output() | Answer():
                self._outputs.take(message)
        return None

    async def _reply(self, session: Session, message: Ask | AskStatus | List | ReadOutput) -> None:
        match message:
            case Ask():
                answer = await self._requests.ask(message, session.asker)
                if session.follower is not None:
                    # What he did is on his desk before he hears that it is done.
                    await self._feed.until_told(answer.seq)
                await _send(session, answer)
            case AskStatus():
                await _send(session, await self._requests.status(message.id))
            case List():
                async with aclosing(self._requests.listing(message)) as parts:
                    async for part in parts:
                        await _send(session, part)
            case ReadOutput():
                await _send(session, await self._outputs.read(message))


async def _send(session: Session, reply: Message) -> None:
    async with session.replying:
        await session.outbox.drained()
        session.outbox.send(reply)


async def _resync(follower: Follower, position: Position | None) -> None:
    follower.bring_up(position, await follower.why_snapshot(position))


async def _hello(connection: ServerConnection) -> Hello:
    async with asyncio.timeout(HELLO_WITHIN):
        message = from_client(await connection.recv())
    if not isinstance(message, Hello):
        raise WireError(why="the first message must be hello")
    return message


def _timing(times: Pace) -> Timing:
    return Timing(
        heartbeat=times.heartbeat,
        suspect=times.suspect,
        dead=times.dead,
        retry_cap=times.retry_cap,
    )


def _set_user_timeout(connection: ServerConnection) -> None:
    link: socket.socket = connection.transport.get_extra_info("socket")
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)


def _who(connection: ServerConnection, session: Session | None) -> str:
    who = session.hello.agent if session is not None else "unknown"
    return f"{who} at {connection.remote_address}"


def _address(connection: ServerConnection) -> str:
    return str(connection.remote_address[0])


def _short(reason: str) -> str:
    """Cut a close reason to what a control frame may hold (123 bytes)."""
    return reason.encode()[:120].decode(errors="ignore")
