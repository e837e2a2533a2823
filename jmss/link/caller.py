# SPDX-License-Identifier: GPL-3.0-or-later
"""The client end for commands: ask one thing, wait for the answer, and go.

A command has no table of states and nothing to keep up to date. It dials the JMSS server
by its virtual computer name, asks, and starts over when the link breaks on the way: the
name is looked up again each time, and the operation keeps its UUID, so that the server
does it once however often it is asked (``docs/protocol.md``).
"""

import asyncio
import random
import uuid
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self, TypeVar

import msgspec
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close

from jmss.errors import (
    N_,
    NotAllowed,
    OutcomeUnknown,
    ServerAway,
    TokenRefused,
    WireError,
    WrongVersion,
    from_wire,
)
from jmss.link.dial import DialFailed, Dialler, Line, Target
from jmss.link.view import Cause
from jmss.model.changes import Fact
from jmss.model.operations import Operation
from jmss.wire import close_codes
from jmss.wire.close_reasons import saying_of
from jmss.wire.codec import encode, from_server
from jmss.wire.messages import (
    PROTOCOL,
    Answer,
    Ask,
    Documents,
    Goaway,
    Hello,
    List,
    Listing,
    Output,
    ReadDocuments,
    ReadOutput,
    ServerMessage,
    SyncEnd,
    Welcome,
)

Reply = Answer | Listing | Documents | Output
Question = Ask | List | ReadDocuments | ReadOutput
Wanted = TypeVar("Wanted", Answer, Listing, Documents, Output)

DEAD = 2.5
"""Seconds of silence after which a link is given up; ``Welcome.timing`` replaces it."""
HELLO = 8.0
"""Seconds for the first message; longer, for a server that many dial at once."""
IDLE = 4.0
"""Seconds after which an unused link is not trusted any more."""
PAUSES = (0.2, 0.3, 0.45, 0.7, 1.0)
"""Seconds between tries; the last one goes on. Each is varied by a quarter."""

WHY = {
    Cause.NONE: N_("there was no time to try"),
    Cause.CUT: N_("the link was cut"),
    Cause.GOODBYE: N_("the server stops"),
    Cause.MOVING: N_("the server is being moved to another node"),
    Cause.SILENT: N_("the link went silent"),
    Cause.REFUSED: N_("nobody listens on the port"),
    Cause.UNREACHABLE: N_("nobody has the address"),
    Cause.TIMED_OUT: N_("nothing answers at the address"),
    Cause.NAME_UNKNOWN: N_("the name is not known"),
    Cause.NAME_SILENT: N_("the name service does not answer"),
    Cause.NO_HELLO: N_("something accepts the connection and then says nothing"),
    Cause.WRONG_SERVICE: N_("something else answers on the port"),
    Cause.BUSY: N_("the server asked to come back later"),
    Cause.OLDER: N_("a server that is no longer the active one answered"),
    Cause.BAD_MESSAGE: N_("the server sent something that is no message"),
    Cause.CERTIFICATE: N_("the server's certificate cannot be believed"),
    Cause.CERTIFICATE_NAME: N_("the server's certificate is that of another computer"),
    Cause.CERTIFICATE_ISSUER: N_("nobody whom this computer trusts issued the certificate"),
    Cause.CERTIFICATE_EXPIRED: N_("the server's certificate has run out"),
    Cause.CERTIFICATE_EARLY: N_("the server's certificate is not valid yet"),
    Cause.AUTHORITIES: N_("the file with the certificate authorities cannot be used"),
}
"""Why a try failed, in words that fit into ``ServerAway``."""


class Caller:
    """Asks a JMSS server, one question at a time, through failovers.

    Use it as an asynchronous context manager; the link is dialled when it is first needed
    and kept for the next question.
    """

    def __init__(
        self,
        *,
        target: Target,
        dialler: Dialler,
        hello: Hello,
        timeout: float = 30.0,
        waiting: Callable[[str], None] = lambda why: None,
    ) -> None:
        """Keep what is needed to dial.

        Args:
            target: the server's virtual computer name and port.
            dialler: opens lines; it looks the name up again each time.
            hello: the first message on each link, role ``command``.
            timeout: seconds that one question may take, all tries together.
            waiting: called once, when the first try of all has failed, with the reason.
        """
        self._target = target
        self._dialler = dialler
        self._hello = hello
        self._timeout = timeout
        self._waiting: Callable[[str], None] | None = waiting
        self._line: Line | None = None
        self._dead = DEAD
        self._heard = 0.0
        self._used = 0.0
        self._goodbye: Goaway | None = None
        self.welcome: Welcome | None = None
        """What the server that answered last said of itself."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    async def ask(self, operation: Operation, op: str) -> Answer:
        """Have an operation carried out; ``op`` is its UUID.

        Raises:
            Refused: the server said no, and why.
            ServerAway: nothing was sent within the timeout, so nothing was done.
            OutcomeUnknown: it was sent, and no answer came within the timeout.
        """
        return await self._exchange(Ask(id=op, operation=operation), Answer)

    async def listing(self) -> Listing:
        """Give the board's facts.

        Raises:
            ServerAway: no server answered within the timeout.
        """
        return await self._exchange(List(id=str(uuid.uuid4())), Listing)

    async def documents(self) -> Documents:
        """Give the documents and how far each schedule has come, and no jobs.

        Raises:
            ServerAway: no server answered within the timeout.
        """
        return await self._exchange(ReadDocuments(id=str(uuid.uuid4())), Documents)

    async def read_output(
        self,
        job: int,
        *,
        attempt: int = 0,
        stream: str = "stdout",
        offset: int = 0,
        wait: float = 0,
    ) -> Output:
        """Read a piece of a job's output; with ``wait``, give it seconds to appear.

        Raises:
            Refused, Unavailable: the server or the execution machine said why.
            ServerAway: no server answered within the timeout.
        """
        request = ReadOutput(
            id=str(uuid.uuid4()), job=job, attempt=attempt, stream=stream, offset=offset, wait=wait
        )
        return await self._exchange(request, Output)

    async def _exchange(self, request: Question, wanted: type[Wanted]) -> Wanted:
        """Ask until there is an answer or no time left."""
        deadline = _now() + self._timeout
        sent = False
        why = Cause.NONE
        for step in _pauses():
            try:
                async with asyncio.timeout_at(deadline):
                    line = await self._linked()
                    sent = True
                    await line.send(encode(request))
                    return await self._answer(line, request, wanted)
            except (DialFailed, TimeoutError, ConnectionClosed, WireError) as error:
                why = self._cause(error)
                self._drop()
            pause = max(step, self._told_pause())
            if _now() + pause >= deadline:
                break
            self._tell_waiting(WHY[why])
            await asyncio.sleep(pause)
        if sent and isinstance(request, Ask):
            raise OutcomeUnknown(id=request.id)
        raise ServerAway(server=self.server, why=WHY[why])

    async def _answer(self, line: Line, request: Question, wanted: type[Wanted]) -> Wanted:
        facts: list[Fact] = []
        while True:
            message = await self._hear(line, self._dead)
            if isinstance(message, Goaway):
                self._goodbye = message
            if not isinstance(message, Reply) or message.id != request.id:
                continue  # a heartbeat, or the answer to a question that was given up
            self._used = _now()
            if isinstance(message, Answer) and message.error:
                raise from_wire(message.error, message.fields)
            if isinstance(message, Listing | Documents):
                facts += message.facts
                if message.more:
                    continue
                message = msgspec.structs.replace(message, facts=facts)
            if isinstance(message, Output) and not _fits(message, request):
                raise WireError(why="the output is not from where it was asked for")
            if isinstance(message, wanted):
                return message

    async def _linked(self) -> Line:
        """Give the open link, or dial, say hello and wait until the server is ready."""
        if self._line is not None and _now() - self._used < IDLE:
            return self._line
        self._drop()
        self._goodbye = None
        line = self._line = await self._dialler.dial(self._target, self._hear_byte)
        await line.send(encode(self._hello))
        welcome = await self._hear(line, HELLO)
        if not isinstance(welcome, Welcome):
            raise DialFailed(Cause.WRONG_SERVICE)
        self._check(welcome)
        self.welcome, self._dead = welcome, welcome.timing.dead
        while not isinstance(await self._hear(line, self._dead), SyncEnd):
            pass
        return line

    def _check(self, welcome: Welcome) -> None:
        if welcome.proto != PROTOCOL:
            raise WrongVersion(server=self.server, theirs=welcome.proto, ours=PROTOCOL)
        last = self.welcome
        if last and last.epoch == welcome.epoch and last.incarnation > welcome.incarnation:
            raise DialFailed(Cause.OLDER)

    async def _hear(self, line: Line, patience: float) -> ServerMessage:
        """Give the next message; any byte on the line renews the patience.

        Raises:
            TimeoutError: the line was silent for ``patience`` seconds.
        """
        began = _now()
        while (left := max(self._heard, began) + patience - _now()) > 0:
            try:
                async with asyncio.timeout(left):
                    return from_server(await line.receive())
            except TimeoutError:
                continue
        raise TimeoutError

    def _hear_byte(self) -> None:
        self._heard = _now()

    def _told_pause(self) -> float:
        """Give the seconds for which the server that said goodbye wants us to stay away."""
        said = self._goodbye
        if said is None:
            return 0.0
        return said.retry_after + random.uniform(0.0, said.spread)  # noqa: S311 - spread

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.abort()

    def _tell_waiting(self, why: str) -> None:
        tell, self._waiting = self._waiting, None
        if tell:
            tell(why)

    @property
    def server(self) -> str:
        """The virtual computer name and port, for messages."""
        return f"{self._target.name}:{self._target.port}"

    def _cause(self, error: DialFailed | TimeoutError | ConnectionClosed | WireError) -> Cause:
        """Say why a try failed.

        Raises:
            WrongVersion, NotAllowed: trying again is useless.
        """
        match error:
            case DialFailed(cause=Cause.NOT_ALLOWED):
                raise TokenRefused(server=self.server)
            case DialFailed():
                return error.cause
            case TimeoutError():
                return Cause.SILENT if self._line else Cause.TIMED_OUT
            case WireError():
                return Cause.BAD_MESSAGE
            case ConnectionClosed():
                return self._cause_of_close(error.rcvd)

    def _cause_of_close(self, closed: Close | None) -> Cause:
        if closed and closed.code == close_codes.WRONG_VERSION:
            theirs = close_codes.protocol_said(closed.reason) or "?"
            raise WrongVersion(server=self.server, theirs=theirs, ours=PROTOCOL)
        if closed and close_codes.is_final(closed.code):
            why = saying_of(closed.reason) or closed.reason
            raise NotAllowed(server=self.server, why=why)
        if self._goodbye is not None:
            return Cause.MOVING if self._goodbye.why == "move" else Cause.GOODBYE
        return Cause.CUT


def _fits(output: Output, request: Question) -> bool:
    """Whether a piece is the one that was asked for: no byte is written twice or left out."""
    return isinstance(request, ReadOutput) and (output.job, output.offset) == (
        request.job,
        request.offset,
    )


def _now() -> float:
    return asyncio.get_running_loop().time()


def _pauses() -> Iterator[float]:
    """Give the seconds to wait after each failed try."""
    step = 0
    while True:
        yield PAUSES[min(step, len(PAUSES) - 1)] * random.uniform(0.75, 1.25)  # noqa: S311 - spread
        step += 1
