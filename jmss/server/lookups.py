# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that the server answers by itself and that change nothing; every role may ask."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from jmss.errors import Refused
from jmss.server.document_news import DocumentNews
from jmss.server.job_histories import JobHistories
from jmss.server.requests import refusal
from jmss.server.statistics import MinuteCounts
from jmss.server.waiting_reasons import WaitingReasons
from jmss.wire.messages import (
    Answer,
    Documents,
    JobHistory,
    Lookup,
    ReadDocuments,
    ReadJob,
    ReadStatistics,
    ReadWaiting,
    Statistics,
    Waiting,
)


@dataclass(frozen=True, slots=True)
class Lookups:
    """Finds who knows the answer."""

    histories: JobHistories
    waiting: WaitingReasons
    minutes: MinuteCounts
    documents: DocumentNews

    async def answers(
        self, question: Lookup
    ) -> AsyncGenerator[JobHistory | Waiting | Statistics | Documents | Answer, None]:
        """Give the answer, in several messages where it is long, or why there is none."""
        if isinstance(question, ReadDocuments):
            async for part in self.documents.read(question):
                yield part
            return
        try:
            yield await self._answer(question)
        except Refused as error:
            job = None if isinstance(question, ReadStatistics) else question.job
            yield refusal(question.id, error, job)

    async def _answer(
        self, question: ReadJob | ReadWaiting | ReadStatistics
    ) -> JobHistory | Waiting | Statistics:
        match question:
            case ReadJob():
                return await self.histories.read(question)
            case ReadWaiting():
                return self.waiting.read(question)
            case ReadStatistics():
                return await self.minutes.read(question)
