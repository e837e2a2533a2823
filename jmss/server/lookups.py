# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that the server answers by itself and that change nothing; every role may ask."""

from dataclasses import dataclass

from jmss.errors import Refused
from jmss.server.job_histories import JobHistories
from jmss.server.requests import refusal
from jmss.server.statistics import MinuteCounts
from jmss.server.waiting_reasons import WaitingReasons
from jmss.wire.messages import (
    Answer,
    JobHistory,
    Lookup,
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

    async def answer(self, question: Lookup) -> JobHistory | Waiting | Statistics | Answer:
        """Give the answer, or why there is none."""
        try:
            match question:
                case ReadJob():
                    return await self.histories.read(question)
                case ReadWaiting():
                    return self.waiting.read(question)
                case ReadStatistics():
                    return await self.minutes.read(question)
        except Refused as error:
            job = None if isinstance(question, ReadStatistics) else question.job
            return refusal(question.id, error, job)
