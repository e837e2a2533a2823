# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions of a job detail subwindow, and what becomes of them, told in it."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject

from jlook_client.acts import Act, ActsWatcher, Part
from jlook_client.looks import Looks
from jlook_client.mirror import Mirror
from jlook_client.tables.act_words import kind_words, outcome
from jlook_client.tables.one_job import OneJob
from jlook_client.views.action_strip import ActionStrip
from jlook_client.views.acts_calls import ActsCalls
from jlook_client.views.job_acting import JobActing
from jlook_client.views.job_actions import JobActions
from jlook_client.views.job_detail import JobDetail
from jmss.texts import Texts


class DetailActing(QObject, ActsWatcher):
    """Joins a job detail view with the actions that job tables have too.

    Args:
        view: gets the actions; with it this ends.
        mirror: has the job.
        calls: asks the server for what the operator wants, and tells what becomes of it.
        view_output: opens the output of a job.
        tr: the words.
        looks: colours and glyphs.
    """

    def __init__(
        self,
        view: JobDetail,
        mirror: Mirror,
        calls: ActsCalls,
        *,
        view_output: Callable[[int], None],
        tr: Texts,
        looks: Looks,
    ) -> None:
        super().__init__(view)
        self._view = view
        self._tr = tr
        self._ours: Act | None = None
        job = OneJob(view.record.number, mirror)
        self._strip = ActionStrip(looks)
        acting = JobActing(job, self._strip, calls, self._follow, tr)
        self._actions = JobActions(
            job, calls=calls, begin=acting.begin, view_output=view_output, tr=tr, parent=self
        )
        view.offer(self._actions.all, self._strip)
        view.refreshed.connect(self._refresh)
        self._refresh()
        calls.acts.watchers.append(self)
        watchers = calls.acts.watchers
        self.destroyed.connect(lambda: watchers.remove(self))

    def act_changed(self, act: Act, parts: Sequence[Part]) -> None:
        """Tell how far it has come (``ActsWatcher``)."""
        if act is self._ours:
            self._tell()

    def _follow(self, act: Act) -> None:
        self._ours = act
        self._tell()

    def _tell(self) -> None:
        if self._ours is not None:
            tr, act = self._tr, self._ours
            what = kind_words(act, tr)
            self._view.tell(tr("{what}: {outcome}", what=what, outcome=outcome(act, tr)))

    def _refresh(self) -> None:
        live = self._view.is_live
        self._actions.set_live(live=live)
        self._strip.hinder("" if live else self._tr("Not connected to the JMSS server."))
