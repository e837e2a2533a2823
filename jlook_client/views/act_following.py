# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows in a job information subwindow what becomes of acts: marks in the rows, words below."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject, QTimer
from PyQt6.QtWidgets import QWidget

from jlook_client.acts import Act, Acts, ActsWatcher, Part, Stage
from jlook_client.tables.act_words import kind_words, outcome
from jlook_client.views.job_footer import JobFooter
from jmss.texts import Texts

_TOGETHER_MS = 50
"""What becomes of many jobs within this time is shown at once."""

_LEFT = (Stage.REFUSED, Stage.NOT_ASKED)


class ActFollowing(QObject, ActsWatcher):
    """Follows the acts of the desk, and tells in words what became of the last one begun here.

    Args:
        acts: the acts of this desk.
        footer: where it is told.
        rows: what is painted anew when marks change.
        select: selects jobs by their numbers.
        tr: the words.
        parent: the Qt parent; with it the following ends.
    """

    def __init__(
        self,
        acts: Acts,
        *,
        footer: JobFooter,
        rows: QWidget,
        select: Callable[[list[int]], None],
        tr: Texts,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._acts = acts
        self._footer = footer
        self._rows = rows
        self._select = select
        self._tr = tr
        self._ours: Act | None = None
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_TOGETHER_MS)
        self._due.timeout.connect(self._show)
        footer.dismiss.clicked.connect(self._dismiss)
        footer.select_left.clicked.connect(self._select_left)
        acts.watchers.append(self)
        watchers = acts.watchers
        self.destroyed.connect(lambda: watchers.remove(self))

    def follow(self, act: Act) -> None:
        """An act was begun here."""
        self._ours = act
        self._show()

    def act_changed(self, act: Act, parts: Sequence[Part]) -> None:
        """Note that rows and words may be others (``ActsWatcher``)."""
        if self._ours is not None and act.takes_back(self._ours):
            self._ours = act  # that is what there is to tell now
        if not self._due.isActive():
            self._due.start()

    def acts_forgotten(self, jobs: Sequence[int]) -> None:
        """Note that marks are gone (``ActsWatcher``)."""
        if not self._due.isActive():
            self._due.start()

    def _show(self) -> None:
        self._rows.update()
        act = self._ours
        if act is None:
            return
        tr = self._tr
        what = kind_words(act, tr)
        self._footer.tell(tr("{what}: {outcome}", what=what, outcome=outcome(act, tr)))
        left = len(act.at_stage(*_LEFT)) if act.is_settled else 0
        self._footer.offer_left(left if len(act.parts) > 1 else 0)

    def _dismiss(self) -> None:
        self._ours = None
        self._footer.offer_left(0)
        self._acts.unmark_settled()

    def _select_left(self) -> None:
        if self._ours is not None:
            jobs = [part.job for part in self._ours.at_stage(*_LEFT)]
            self._select([job for job in jobs if job is not None])
