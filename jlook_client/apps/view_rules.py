# SPDX-License-Identifier: GPL-3.0-or-later
"""Which jobs the saved views show of which an operator wants to be told."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np

from jlook_client.mirror import Mirror
from jlook_client.notice_rules import NoticeRules
from jlook_client.tables.job_filter import ALL, JobFilter
from jlook_client.tables.job_sieve import JobSieve
from jlook_client.turns import Mask
from jlook_client.views.job_view_memory import filter_of
from jlook_client.views.saved_views import SavedView
from jmss.columns.jobs import Ints, JobColumns
from jmss.columns.number_index import NO_ROW

READ_AGAIN = 5.0
"""Seconds after which a view that was changed meanwhile holds as it is now."""


class ViewRules:
    """Holds jobs against saved views, many at once.

    Args:
        saved: gives the saved views as the settings have them; it may read a file.
        mirror: the jobs.
        now: the monotonic time.
        server_now: the present by the server's clock, which the times in a view are before.
        me: gives whom ``owner:me`` means.
    """

    def __init__(
        self,
        saved: Callable[[], Sequence[Any]],
        mirror: Mirror,
        now: Callable[[], float],
        *,
        server_now: Callable[[], float],
        me: Callable[[], str],
    ) -> None:
        self._saved = saved
        self._mirror = mirror
        self._now = now
        self._server_now = server_now
        self._me = me
        self._at = 0.0
        self._read_at: float | None = None
        self._known: list[SavedView] = []
        self._for: tuple[JobColumns, tuple[JobFilter, ...]] | None = None
        self._sieves: list[JobSieve] = []

    def names(self) -> Sequence[str]:
        """Give the names of the saved views."""
        self._read_at = None
        return tuple(view.name for view in self._views())

    def accepts(self, rules: NoticeRules, numbers: Ints) -> Mask:
        """Tell which jobs one of the views of the rules shows, in whichever state they are.

        A view of running jobs would else never tell of a failure. A view that is there no
        more says nothing; when none is left, all jobs are told.
        """
        views = [view for view in self._views() if view.name in rules.views]
        me = self._me()
        chosen = tuple(
            whatever_the_state(filter_of(view.left.get("filter", {})), self._at, me)
            for view in views
        )
        if not chosen:
            return np.ones(len(numbers), np.bool_)
        columns = self._mirror.columns
        if self._for is None or self._for[0] is not columns or self._for[1] != chosen:
            self._for = (columns, chosen)
            self._sieves = [JobSieve(columns, one) for one in chosen]
        rows = columns.rows(numbers)
        here = rows != NO_ROW
        passes = np.zeros(len(numbers), np.bool_)
        for sieve in self._sieves:
            passes[here] |= sieve.passes(rows[here])
        return passes

    def _views(self) -> list[SavedView]:
        now = self._now()
        if self._read_at is None or now - self._read_at >= READ_AGAIN:
            self._read_at, self._at = now, self._server_now()
            self._known = [view for one in self._saved() if (view := _readable(one)) is not None]
        return self._known


def _readable(saved: Any) -> SavedView | None:
    """Read a view; whoever shows the views puts a damaged one aside, and says so."""
    try:
        view = msgspec.convert(saved, SavedView)
        filter_of(view.left.get("filter", {}))
    except (msgspec.ValidationError, TypeError, AttributeError):
        return None
    return view


def whatever_the_state(chosen: JobFilter, at: float, me: str) -> JobFilter:
    """Give the filter without its states, as it is meant by somebody at a moment."""
    return JobFilter(text=chosen.text, at=at, me=me, group=ALL, queue=chosen.queue)
