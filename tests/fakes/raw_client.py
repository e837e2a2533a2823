# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that knows the protocol document and nothing else: JSON over a stock websocket."""

import asyncio
import json
import uuid
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect

Fields = dict[str, Any]


def key(fact: Fields) -> tuple[Any, ...]:
    match fact["k"]:
        case "job" | "gone":
            return ("job", fact["number"])
        case "placement":
            return ("placement", fact["virtual_computer"], fact["incarnation"])
        case kind:
            # The only one of its kind does not say its name.
            return (kind, fact.get("name", kind))


class RawClient:
    """One link, and a copy of the board that is kept by the protocol's rules."""

    def __init__(self, uri: str, *, role: str = "desk", before: "RawClient | None" = None) -> None:
        self.uri = uri
        self.role = role
        self.session = str(uuid.uuid4())
        self.board: dict[tuple[Any, ...], Fields] = before.board if before else {}
        self.position: Fields | None = before.position if before else None
        self.extra: Fields = {}
        self.headers: dict[str, str] = {}
        self.welcome: Fields = {}
        self.seen: list[int] = []
        self.shadow: dict[tuple[Any, ...], Fields] | None = None
        self.gaps = 0
        self.duplicates = 0
        self.kinds: list[str] = []

    async def __aenter__(self) -> Self:
        self.ws: ClientConnection = await connect(
            self.uri,
            additional_headers=self.headers,
            ping_interval=None,
            compression=None,
            max_size=4 * 1024 * 1024,
            proxy=None,
        )
        await self.say(
            **{
                "t": "hello",
                "role": self.role,
                "agent": "raw 1",
                "session": self.session,
                "user": "ueda",
                **({"resume": self.position} if self.position else {}),
                **self.extra,
            }
        )
        self.welcome = await self.until("welcome")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.ws.transport.abort()

    async def say(self, **fields: Any) -> None:
        await self.ws.send(json.dumps(fields))

    async def hear(self) -> Fields:
        async with asyncio.timeout(15.0):
            message: Fields = json.loads(await self.ws.recv())
        self.kinds.append(message["t"])
        self.apply(message)
        return message

    async def until(self, kind: str, **wanted: Any) -> Fields:
        while True:
            message = await self.hear()
            if message["t"] == kind and all(message.get(n) == v for n, v in wanted.items()):
                return message

    async def job(self, number: int, *states: str) -> Fields:
        """Wait until the board shows the job in one of these states."""
        while True:
            job = self.board.get(("job", number))
            if job is not None and job.get("state", "queued") in states:
                return job
            await self.hear()

    async def ask(self, operation: Fields, op: str = "") -> Fields:
        op = op or str(uuid.uuid4())
        await self.say(t="ask", id=op, operation=operation)
        return await self.until("answer", id=op)

    async def submit(self, **fields: Any) -> Fields:
        job = {"k": "submit", "name": "j", "command": "true", "queue": "NIGHT", "owner": "o"}
        return await self.ask(job | fields)

    def apply(self, message: Fields) -> None:
        match message["t"]:
            case "snap":
                self.shadow = {}
            case "rows":
                assert self.shadow is not None
                self.shadow |= {key(fact): fact for fact in message["facts"]}
            case "delta":
                self._delta(message)
            case "end":
                if self.shadow is not None:
                    self.board, self.shadow = self.shadow, None
                self._stand(message)
            case "hb":
                if self.position and self.shadow is None and message["seq"] > self.position["seq"]:
                    self.gaps += 1

    def _delta(self, message: Fields) -> None:
        assert self.position is not None
        have = self.position["seq"]
        if message["seq"] <= have:
            self.duplicates += 1
            return
        if message["previous"] != have:
            self.gaps += 1
        for change in message["changes"]:
            self.seen.append(change["seq"])
            fact = change["fact"]
            if fact["k"] == "gone":
                self.board.pop(key(fact), None)
            else:
                self.board[key(fact)] = fact
        self._stand(message)

    def _stand(self, message: Fields) -> None:
        epoch = self.welcome["epoch"]
        self.position = {"epoch": epoch, "seq": message["seq"], "inc": message["inc"]}


class RawMachine(RawClient):
    """An execution machine by hand."""

    def __init__(self, uri: str, name: str = "VCOM2", incarnation: int = 1) -> None:
        super().__init__(uri, role="machine")
        self.extra = {"machine": name, "node": "SV2", "incarnation": incarnation}

    async def inventory(self, multiplicity: int = 4, **lists: Any) -> None:
        lists = {"running": [], "reported": []} | lists
        await self.say(t="inventory", multiplicity=multiplicity, **lists)

    async def report(self, job: int, attempt: int, state: str, **fields: Any) -> None:
        report = str(uuid.uuid4())
        told = {"job": job, "attempt": attempt, "state": state, "at": 1.0}
        await self.say(t="report", id=report, **(told | fields))
        await self.until("report_taken", id=report)
