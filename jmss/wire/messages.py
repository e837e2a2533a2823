# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message of the link, and nothing else. ``docs/protocol.md`` tells the story.

One message is one WebSocket text frame: a JSON object whose field ``t`` names the
message. Unknown fields are ignored, so that both sides may grow; an unknown ``t`` is a
``WireError``. What a server may send as a binary frame instead is in ``frames.py``.
"""

from enum import StrEnum
from typing import Annotated, get_args

import msgspec
from msgspec import Meta

from jmss.model.changes import Change, Fact, Position
from jmss.model.jobs import Job
from jmss.model.obstacles import Obstacle
from jmss.model.operations import Operation
from jmss.model.ranges import Count, ExitCode, Moment, Span, Text, Word
from jmss.model.statistics import Minute
from jmss.model.users import User
from jmss.wire.frames import JSON, ColumnsMessage

PROTOCOL = 1
"""The version of the protocol, said in ``Hello`` and ``Welcome``."""


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t"):
    """The base of all messages."""


class Role(StrEnum):
    """Who dials."""

    DESK = "desk"
    """Follows the board."""
    COMMAND = "command"
    """Asks and goes; gets no changes."""
    MACHINE = "machine"
    """An execution machine; gets orders, sends reports."""


class Mode(StrEnum):
    """How a follower is brought up to date after ``Welcome``."""

    CURRENT = "current"
    REPLAY = "replay"
    SNAPSHOT = "snapshot"


Period = Annotated[float, Meta(ge=0.01, le=60.0)]
Pause = Annotated[float, Meta(ge=0.2, le=60.0)]
"""Nobody is made to dial in a tight loop."""

MOST_FACTS = 10_000_000
"""Facts that a snapshot may announce."""


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """The link's timers in seconds, chosen by the server (``docs/link.md``)."""

    heartbeat: Period = 1.0
    suspect: Period = 1.6
    dead: Period = 2.5
    retry_cap: Pause = 0.5
    """The longest pause between two attempts; grows with the number of consoles."""

    def __post_init__(self) -> None:
        """Refuse timers that would drop every link.

        Raises:
            ValueError: they are not in their order.
        """
        if not self.heartbeat < self.suspect < self.dead:
            raise ValueError("heartbeat, suspect and dead must rise in this order")


# From the client.


class Hello(Message, frozen=True, kw_only=True, tag="hello"):
    """The first message on a link."""

    proto: int = PROTOCOL
    role: Role
    agent: Word
    """Program and version, for the server's log."""
    session: Word
    """A UUID per running program: a second link with it replaces the first."""
    user: Word = ""
    resume: Position | None = None
    """Where a follower stands; None asks for a snapshot."""
    machine: Word = ""
    """With role ``machine``: its virtual computer name."""
    node: Word = ""
    incarnation: Count = 0
    encodings: Annotated[list[Word], Meta(max_length=16)] = []
    """What the client reads besides JSON, the one it likes best first (``frames.py``)."""


class Ask(Message, frozen=True, kw_only=True, tag="ask"):
    """Carry out an operation. The same ``id`` again gives the same answer and does nothing."""

    id: str
    operation: Operation


class AskStatus(Message, frozen=True, kw_only=True, tag="ask_status"):
    """What became of operation ``id``? Answered by ``Answer`` (``OperationLost``: never seen)."""

    id: str


class ReadOutput(Message, frozen=True, kw_only=True, tag="read_output"):
    """Read a job's output from byte ``offset``. Answered by ``Output`` or ``Answer`` (an error)."""

    id: str
    job: int
    attempt: int = 0
    """0 means the latest."""
    stream: str = "stdout"
    """``stdout`` or ``stderr``."""
    offset: int = 0
    limit: int = 65536
    wait: float = 0.0
    """Seconds to wait for more when there is none yet; at most 10."""


class ReadJob(Message, frozen=True, kw_only=True, tag="read_job"):
    """What does the journal say of a job, after row ``after``? Answered by ``JobHistory``.

    For a job that nobody knows by ``Answer`` (``NoSuchJob``).
    """

    id: str
    job: Count
    after: Count = 0


class ReadWaiting(Message, frozen=True, kw_only=True, tag="read_waiting"):
    """Why does a job not run? Answered by ``Waiting``, or by ``Answer`` (``NoSuchJob``)."""

    id: str
    job: Count


class ReadStatistics(Message, frozen=True, kw_only=True, tag="read_statistics"):
    """What was counted of each minute since a moment? Answered by ``Statistics``."""

    id: str
    since: Moment = 0.0


class ReadDocuments(Message, frozen=True, kw_only=True, tag="read_documents"):
    """Give the documents, and the ``Fired``, that were written after row ``after``.

    Answered by ``Documents``, at once or as soon as one is written.
    """

    id: str
    after: Count = 0
    """0: give all that there are. Begin with 0 again at each welcome."""
    wait: float = 0.0
    """Seconds to wait when there are none yet; at most 10."""


class ReadUsers(Message, frozen=True, kw_only=True, tag="read_users"):
    """Who may come in, and as what? Answered by ``UserList``, for administrators alone."""

    id: str


class List(Message, frozen=True, kw_only=True, tag="list"):
    """Give the board's facts once (for commands). Answered by ``Listing``."""

    id: str


class Resync(Message, frozen=True, kw_only=True, tag="resync"):
    """I have a gap: bring me up to date from here, on this link."""

    position: Position | None = None


class Ack(Message, frozen=True, kw_only=True, tag="ack"):
    """I am here and have come to ``seq``."""

    seq: Count = 0


class Ping(Message, frozen=True, kw_only=True, tag="ping"):
    """Answer with ``Pong``; sent when the link has gone quiet."""


# From the server.


class Welcome(Message, frozen=True, kw_only=True, tag="welcome"):
    """The answer to ``Hello``."""

    proto: int = PROTOCOL
    virtual_computer: Word
    node: Word
    epoch: Word
    incarnation: Count
    head: Count
    """The last ``seq`` of the journal."""
    mode: Mode
    why: Word = ""
    """With mode ``snapshot``: ``asked``, ``epoch``, ``diverged`` or ``too_old``."""
    timing: Timing = Timing()
    spread: Span = 0.0
    """Spread the first retry over this many seconds (``docs/link.md``)."""
    time: Moment
    """The server's clock, seconds since 1970, UTC."""
    began: Moment = 0.0
    """When it began to work, by that clock; 0: not said."""
    ticket: str = ""
    """To be shown in place of the token when the client comes back (``docs/security.md``)."""
    role: Word = ""
    """What the token allows, in the words of ``jmss.access.roles``; empty: not said."""
    user: Word = ""
    """Under which name the server knows who asks: whose jobs they become; empty: not said."""
    encoding: Word = JSON
    """How jobs come on this link: ``json``, or one of ``Hello.encodings``."""
    answers: Annotated[list[Word], Meta(max_length=100)] = []
    """Questions that not every server answers, by their ``t``: those of ``Lookup``."""


class Delta(Message, frozen=True, kw_only=True, tag="delta"):
    """Changes in the order of the journal. Apply iff ``previous`` is where you stand."""

    previous: Count
    seq: Count
    """The last ``seq`` in this frame; where you stand after it."""
    inc: Count
    changes: list[Change]


class Heartbeat(Message, frozen=True, kw_only=True, tag="hb"):
    """Sent at every ``timing.heartbeat``: the server lives, and its journal ends at ``seq``."""

    seq: Count
    inc: Count
    time: Moment


class SnapshotBegin(Message, frozen=True, kw_only=True, tag="snap"):
    """A snapshot as of ``seq`` follows in ``rows`` messages holding ``count`` facts in all."""

    seq: Count
    count: Annotated[int, Meta(ge=0, le=MOST_FACTS)]


class SnapshotRows(Message, frozen=True, kw_only=True, tag="rows"):
    """A part of a snapshot."""

    facts: list[Fact]


class SyncEnd(Message, frozen=True, kw_only=True, tag="end"):
    """The replay or the snapshot is complete: you stand at ``seq``, written by ``inc``.

    After a snapshot ``recent`` holds the last changes before it, so that the event log
    is not empty.
    """

    seq: Count
    inc: Count
    recent: list[Change] = []


class Answer(Message, frozen=True, kw_only=True, tag="answer"):
    """What became of an operation: done when ``error`` is empty."""

    id: str
    job: int | None = None
    """The job it was about; after ``submit`` the new job's number."""
    jobs: list[Count] = []
    """The new jobs' numbers, where an operation submits several."""
    seq: Count = 0
    """The journal row it led to; 0 when nothing had to change."""
    error: str = ""
    """A code of ``jmss.errors``, such as ``NoSuchJob``."""
    fields: dict[str, str] = {}
    text: str = ""
    """The error in English, for people without the catalogue."""


class Output(Message, frozen=True, kw_only=True, tag="output"):
    """A piece of a job's output; ``data`` is base64 in JSON."""

    id: str
    job: Count
    attempt: Count
    offset: Count
    data: bytes
    ended: bool = False
    """No more will come after this piece: the job has ended and all is read."""
    size: Count = 0
    """Bytes that there are of it at this moment; 0 also from a machine that does not say so."""


class JobHistory(Message, frozen=True, kw_only=True, tag="job_history"):
    """The changes of a job, or some of them."""

    id: str
    job: Count
    fact: Job | None = None
    """The job as it is stored; None when it is archived already."""
    on_board: bool = False
    changes: list[Change] = []
    """In the order of the journal."""
    seq: Count
    """They are complete up to here."""
    more: bool = False
    """There may be others after ``seq``: ask again, after that."""
    since: Moment = 0.0
    """When the journal begins, if the beginning of the job is no longer in it; else 0."""


class Waiting(Message, frozen=True, kw_only=True, tag="waiting"):
    """Everything that a job waits for; nothing when it runs or has ended."""

    id: str
    job: Count
    obstacles: list[Obstacle] = []


class Statistics(Message, frozen=True, kw_only=True, tag="statistics"):
    """What was counted of each minute, up to a row of the journal."""

    id: str
    seq: Count
    """The last row that is counted."""
    minutes: list[Minute] = []
    """Ascending, the last one not over yet; a minute without a server is missing."""


class Documents(Message, frozen=True, kw_only=True, tag="documents"):
    """Documents, in the order of the rows in which they were last written."""

    id: str
    seq: Count
    """They are complete up to this row: the next ``ReadDocuments.after``."""
    facts: list[Fact]
    time: Moment
    """The server's clock."""
    whole: bool = False
    """These are all that there are; what else is known is gone."""
    more: bool = False
    """Another ``Documents`` with the same ``id`` follows."""


class UserList(Message, frozen=True, kw_only=True, tag="users"):
    """Everybody who has a token, by name."""

    id: str
    users: list[User] = []


class Listing(Message, frozen=True, kw_only=True, tag="listing"):
    """The board's facts."""

    id: str
    seq: Count
    facts: list[Fact]
    time: Moment
    more: bool = False
    """Another ``Listing`` with the same ``id`` follows: the board is too big for one frame."""


class Goaway(Message, frozen=True, kw_only=True, tag="goaway"):
    """The server is about to close this link in good order."""

    why: Word
    """``move``, ``stop`` or ``restart``."""
    retry_after: Span = 0.0
    """Do not dial before so many seconds have passed."""
    spread: Span = 0.0
    """Then dial at a random time within this window."""
    node: Word = ""
    """With ``move``: where to, if the server knows."""


class Pace(Message, frozen=True, kw_only=True, tag="pace"):
    """The site has grown or shrunk: these times hold from now on, instead of the welcome's."""

    timing: Timing
    spread: Span = 0.0


class Ticket(Message, frozen=True, kw_only=True, tag="ticket"):
    """A fresh ticket in place of the one in ``Welcome``, before that runs out."""

    ticket: str


class Pong(Message, frozen=True, kw_only=True, tag="pong"):
    """The answer to ``Ping``."""


# Between the server and an execution machine.


class AttemptState(StrEnum):
    """What an execution machine says about one attempt of a job."""

    RUNNING = "running"
    ENDED = "ended"
    INTERRUPTED = "interrupted"
    """It was claimed here, no longer runs, and left no exit status."""
    NOT_STARTED = "not_started"


class Report(Message, frozen=True, kw_only=True, tag="report"):
    """From a machine: news of one attempt; repeated until ``ReportTaken`` answers it."""

    id: str
    job: Count
    attempt: Count
    state: AttemptState
    at: Moment
    exit_code: ExitCode | None = None
    signal: Word = ""
    detail: Text = ""
    adopted: bool = False
    """It ran already when this incarnation of the machine came up."""


class ReportTaken(Message, frozen=True, kw_only=True, tag="report_taken"):
    """From the server: the report is in the journal; forget it."""

    id: str


class Inventory(Message, frozen=True, kw_only=True, tag="inventory"):
    """From a machine, right after ``Welcome``: what it is and every attempt it has claimed.

    An attempt that is in neither list was never claimed here; starting it is safe.
    """

    multiplicity: Annotated[int, Meta(ge=0, le=100_000)]
    running: list[tuple[Count, Count]]
    """(job, attempt) pairs that run now."""
    reported: list[tuple[Count, Count]]
    """(job, attempt) pairs that ended and whose report is on its way."""


class StartOrder(Message, frozen=True, kw_only=True, tag="start"):
    """To a machine: start this attempt. Repeating it is harmless."""

    job: Count
    attempt: Count
    name: str
    owner: str
    command: str


class StopOrder(Message, frozen=True, kw_only=True, tag="stop"):
    """To a machine: end this attempt. Repeating it is harmless."""

    job: Count
    attempt: Count
    force: bool = False


Lookup = ReadJob | ReadWaiting | ReadStatistics | ReadDocuments | ReadUsers
"""Questions that the JMSS server answers by itself and that change nothing.

A server of before they came would close the link; it does not list them in
``Welcome.answers``.
"""
LOOKUPS = tuple(str(kind.__struct_config__.tag) for kind in get_args(Lookup))

ClientMessage = (
    Hello
    | Ask
    | AskStatus
    | ReadOutput
    | Lookup
    | List
    | Resync
    | Ack
    | Ping
    | Report
    | Inventory
    | Output
    | Answer
)
"""What a server may receive (an execution machine answers ``ReadOutput`` with ``Output``)."""

ServerText = (
    Welcome
    | Delta
    | Heartbeat
    | SnapshotBegin
    | SnapshotRows
    | SyncEnd
    | Answer
    | Output
    | JobHistory
    | Waiting
    | Statistics
    | UserList
    | Listing
    | Documents
    | Goaway
    | Pong
    | Pace
    | Ticket
    | ReportTaken
    | StartOrder
    | StopOrder
    | ReadOutput
)
"""What a client may receive as text (the server passes ``ReadOutput`` on to the machine)."""

ServerMessage = ServerText | ColumnsMessage
"""What a client may receive."""
