# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookups beside a board that no store is behind."""

from concurrent.futures import ThreadPoolExecutor

from jmss.server.board import Board
from jmss.server.document_news import DocumentNews
from jmss.server.feed import Feed
from jmss.server.job_histories import JobHistories
from jmss.server.lookups import Lookups
from jmss.server.machines import Machines
from jmss.server.statistics import MinuteCounts
from jmss.server.users import Users
from jmss.server.waiting_reasons import WaitingReasons
from jmss.store.job_journal import JobPage
from jmss.store.minutes import Counted
from jmss.store.writer import Chore


class NoPages:
    """A journal with nothing in it."""

    def page(self, number: int, after: int, head: int) -> JobPage:
        return JobPage(None, False, (), head, more=False, since=0.0)


class Chores:
    """Keeps what is to be done between two commits."""

    def __init__(self) -> None:
        self.put: list[Chore] = []

    def take(self, chore: Chore) -> None:
        self.put.append(chore)


def lookups(board: Board, feed: Feed, machines: Machines) -> Lookups:
    return Lookups(
        JobHistories(NoPages(), feed, ThreadPoolExecutor(1)),
        WaitingReasons(board, machines),
        MinuteCounts(board, feed, Counted(), incarnation=1, put=Chores().take),
        DocumentNews(feed.board.others(), feed.head, board.clock),
        Users(None, ThreadPoolExecutor(1)),
    )
