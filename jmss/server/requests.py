# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations asked for over the link, each done once however often it is asked."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Protocol

from jmss.access.asker import Asker
from jmss.access.roles import check_role
from jmss.errors import JmssError, NoTokens, OperationLost, Refused
from jmss.model.jobs import Job
from jmss.model.operations import JobOperation, Operation, UserOperation
from jmss.server.board import Board
from jmss.server.documents import NO_CHECKS, Checks
from jmss.server.feed import Feed
from jmss.server.listing import listing
from jmss.server.operations import effect_of
from jmss.server.validation import check_id
from jmss.wire.messages import Answer, Ask, List, Listing


class Answers(Protocol):
    """The answers that are stored."""

    async def answer(self, operation: str) -> Answer | None:
        """Give what was answered to an operation; None when it never came."""
        ...


class Notebook(Protocol):
    """Where every operation is written down (``jmss.server.audit``)."""

    async def accept(self, asker: Asker, ask: Ask) -> None:
        """Write down that an operation comes, safe on the disk, before anything is done."""
        ...

    def settle(self, asker: Asker, ask: Ask, answer: Answer) -> None:
        """Write down what came of it."""
        ...

    async def note(self, asker: Asker, ask: Ask, answer: Answer, *, repeated: bool = False) -> None:
        """Write down an operation that does nothing."""
        ...


class KeepsUsers(Protocol):
    """Knows who may come in (``jmss.server.users``)."""

    async def carry_out(self, operation: UserOperation, asker: Asker) -> None:
        """Make or revoke a token."""
        ...


class NoUsers:
    """Of a server that asks nobody for a token."""

    async def carry_out(self, _operation: UserOperation, _asker: Asker) -> None:
        """Say so.

        Raises:
            NoTokens: always.
        """
        raise NoTokens


class Requests:
    """Carries operations out and remembers what was answered.

    ``stop`` is called when a job's machine has to be told to end it; ``checks`` see that a document
    may hold; ``users`` knows who may come in.
    """

    def __init__(
        self,
        board: Board,
        feed: Feed,
        answers: Answers,
        stop: Callable[[Job, bool], None],
        *,
        audit: Notebook,
        checks: Checks = NO_CHECKS,
        users: KeepsUsers | None = None,
    ) -> None:
        self._board = board
        self._feed = feed
        self._answers = answers
        self._stop = stop
        self._audit = audit
        self._checks = checks
        self._users = users or NoUsers()
        self._under_way: dict[str, asyncio.Future[Answer]] = {}

    async def ask(self, ask: Ask, asker: Asker) -> Answer:
        """Carry an operation out, or give the answer that it got before."""
        try:
            check_id(ask.id)
            check_role(asker.role, ask.operation)
        except Refused as error:
            # Not kept under its id: whoever may do it can still do it under this one.
            refused = refusal(ask.id, error, _job_of(ask.operation))
            await self._audit.note(asker, ask, refused)
            return refused
        under_way = self._under_way.get(ask.id)
        if under_way is not None:
            return await asyncio.shield(under_way)
        work = asyncio.ensure_future(self._ask_once(ask, asker))
        self._under_way[ask.id] = work
        work.add_done_callback(lambda _: self._under_way.pop(ask.id, None))
        # The asker may go; the operation is carried out all the same.
        return await asyncio.shield(work)

    async def status(self, operation: str) -> Answer:
        """Give the answer that an operation got, waiting for it when it is under way."""
        under_way = self._under_way.get(operation)
        if under_way is not None:
            return await asyncio.shield(under_way)
        known = await self._answers.answer(operation)
        return known or refusal(operation, OperationLost(id=operation))

    def listing(self, request: List) -> AsyncGenerator[Listing, None]:
        """Give the published facts, in several messages when they are many."""
        return listing(self._feed, request.id, self._board.clock())

    async def _ask_once(self, ask: Ask, asker: Asker) -> Answer:
        known = await self._answers.answer(ask.id)
        if known is not None:
            await self._audit.note(asker, ask, known, repeated=True)
            return known
        await self._audit.accept(asker, ask)
        answer = await self._answered(ask, asker)
        self._audit.settle(asker, ask, answer)
        return answer

    async def _answered(self, ask: Ask, asker: Asker) -> Answer:
        try:
            return await self._carry_out(ask, asker)
        except Refused as error:
            answer = refusal(ask.id, error, _job_of(ask.operation))
            return await self._keep(answer)
        except JmssError as error:
            return refusal(ask.id, error, _job_of(ask.operation))

    async def _carry_out(self, ask: Ask, asker: Asker) -> Answer:
        if isinstance(ask.operation, UserOperation):
            await self._users.carry_out(ask.operation, asker)
        effect = effect_of(ask.operation, self._board, self._checks, asker=asker)
        seq = self._board.next_seq() if effect.facts else 0
        answer = Answer(id=ask.id, job=effect.job, jobs=list(effect.jobs), seq=seq)
        stored = self._board.record(
            effect.facts,
            by=asker.user,
            op=ask.id,
            answer=answer,
        )
        await stored
        for job in effect.stops:
            self._stop(job, effect.force)
        return answer

    async def _keep(self, answer: Answer) -> Answer:
        try:
            await self._board.record(answer=answer)
        except JmssError as error:
            return refusal(answer.id, error, answer.job)
        return answer


def refusal(operation: str, error: JmssError, job: int | None = None) -> Answer:
    """Make the answer that says why something was not done."""
    return Answer(id=operation, job=job, error=error.code, fields=error.fields, text=str(error))


def _job_of(operation: Operation) -> int | None:
    return operation.job if isinstance(operation, JobOperation) else None
