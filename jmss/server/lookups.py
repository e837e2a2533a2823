# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that the server answers by itself and that change nothing."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from jmss.access.asker import NOBODY, Asker
from jmss.errors import BadConfiguration, Refused
from jmss.server.document_news import DocumentNews
from jmss.server.job_histories import JobHistories
from jmss.server.requests import refusal
from jmss.server.statistics import MinuteCounts
from jmss.server.users import Users
from jmss.server.waiting_reasons import WaitingReasons
from jmss.wire.messages import (
    Answer,
    Documents,
    JobHistory,
    Lookup,
    ReadDocuments,
    ReadJob,
    ReadStatistics,
    ReadUsers,
    ReadWaiting,
    Statistics,
    UserList,
    Waiting,
)


@dataclass(frozen=True, slots=True)
class Lookups:
    """Finds who knows the answer."""

    histories: JobHistories
    waiting: WaitingReasons
    minutes: MinuteCounts
    documents: DocumentNews
    users: Users

    async def answers(
        self, question: Lookup, asker: Asker = NOBODY
    ) -> AsyncGenerator[JobHistory | Waiting | Statistics | Documents | UserList | Answer, None]:
        """Give the answer, in several messages where it is long, or why there is none."""
        if isinstance(question, ReadDocuments):
            async for part in self.documents.read(question):
                yield part
            return
        try:
            yield await self._answer(question, asker)
        except (Refused, BadConfiguration) as error:
            job = question.job if isinstance(question, ReadJob | ReadWaiting) else None
            yield refusal(question.id, error, job)

    async def _answer(
        self, question: ReadJob | ReadWaiting | ReadStatistics | ReadUsers, asker: Asker
    ) -> JobHistory | Waiting | Statistics | UserList:
        match question:
            case ReadJob():
                return await self.histories.read(question)
            case ReadWaiting():
                return self.waiting.read(question)
            case ReadStatistics():
                return await self.minutes.read(question)
            case ReadUsers():
                return UserList(id=question.id, users=await self.users.read(asker))
