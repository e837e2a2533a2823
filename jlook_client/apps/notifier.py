# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells an operator who looks elsewhere that jobs failed or lost their machine.

On the desktop as far as it can show notices, in the title bar in any case. When and what is
decided in ``notices``; here are the clock, the desktop and the window.
"""

from collections.abc import Callable
from datetime import datetime

import numpy as np
from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QWindow
from PyQt6.QtWidgets import QApplication

from jlook_client.applied import AppliedChanges
from jlook_client.apps.desk_parts import DeskParts
from jlook_client.apps.desktop_notices import DesktopNotices
from jlook_client.away import Away
from jlook_client.connection import ConnectionWatcher
from jlook_client.notice_rules import LocalTime, NoticeRules, time_text
from jlook_client.notices import FOREVER, Happened, Notice, Notices, Silence, happened, together
from jlook_client.tables.times import minute_text
from jlook_client.turns import Mask
from jlook_client.views.notice_menu import Bell, MuteCalls, NoticeMenu
from jlook_client.views.notice_words import notice_text, notice_title
from jmss.columns.jobs import Ints
from jmss.link.view import ORDERLY, UP, LinkState, LinkView

LOOK_MS = 500
"""The clock is looked at this often while something is to be told, or nothing may be."""


class Notifier(ConnectionWatcher):
    """One for each desk.

    Args:
        d: the desk's parts.
        rules: what the operator wants, as it was remembered.
        desktop: shows notices beside the window.
        set_up: shows the settings of notices.
        beep: makes the sound.
        is_looked_at: whether the operator works in a window of JLook.
    """

    def __init__(
        self,
        d: DeskParts,
        rules: NoticeRules,
        *,
        desktop: Callable[[Callable[[], None]], DesktopNotices],
        set_up: Callable[[], None],
        beep: Callable[[], None] = QApplication.beep,
        is_looked_at: Callable[[], bool] = lambda: QApplication.focusWindow() is not None,
    ) -> None:
        self._d = d
        self._notices = Notices(rules)
        self._desktop = desktop(self._open)
        self.open_jobs: Callable[[frozenset[int]], None] = lambda _numbers: None
        """Brings these jobs up; set by whoever shows jobs."""
        self._beep = beep
        self._is_looked_at = is_looked_at
        self._told: Notice | None = None
        """What the desktop shows, until the operator has seen it."""
        self._unseen = 0
        self.accepts: Callable[[NoticeRules, Ints], Mask] = _accept_all
        """Says which jobs the saved views of the rules show; set by whoever knows the views."""
        mutes = MuteCalls(mute=self.mute, unmute=self.unmute, set_up=set_up)
        self.menu = NoticeMenu(d.tr, mutes, d.window)
        self.bell = Bell(self.menu, d.looks, d.tr)
        self._looking = QTimer(d.window)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)
        d.connection.watchers.append(self)
        self._app = QApplication.instance()
        if isinstance(self._app, QApplication):
            self._app.focusWindowChanged.connect(self._focus_changed)
        self.wish(rules)

    @property
    def unseen(self) -> int:
        """How many jobs failed or lost their machine since the operator looked last."""
        return self._unseen

    def wish(self, rules: NoticeRules) -> None:
        """Follow other rules from now on."""
        self._notices.rules = rules
        self._look()

    def mute(self, seconds: float) -> None:
        """Say nothing for so long, or, with ``FOREVER``, until the operator says so."""
        self._notices.mute(self._d.clock.now() + seconds)
        self._look()

    def unmute(self) -> None:
        """Speak again."""
        self._notices.unmute()
        self._look()

    def end(self) -> None:
        """Take down what is on the desktop."""
        self._looking.stop()
        self._desktop.end()
        if isinstance(self._app, QApplication):
            self._app.focusWindowChanged.disconnect(self._focus_changed)

    # What the connection tells.

    def applied(self, changes: AppliedChanges) -> None:
        """Count what is worth a notice."""
        if self._d.connection.view.state in UP:
            self._take(happened(changes.turns))

    def link_changed(self, view: LinkView) -> None:
        """Leave what happens during an absence to its summary."""
        if view.state is LinkState.LIVE:
            self._notices.is_back()
        elif view.state not in UP and view.lost_at is not None:
            self._notices.went_away()

    def came_back(self, away: Away) -> None:
        """Count what happened meanwhile; what is told late is told as it comes."""
        if not self._notices.is_away:
            return
        failed = _ints(away.ended_abnormally | away.interrupted)
        news = self._of_interest(Happened(failed, _ints(away.taken_over)))
        orderly = away.cause in ORDERLY
        now = self._d.clock.now()
        self._notices.came_back(news, now, orderly=orderly, complete=away.complete)
        self._count(news)

    # When and what.

    def _take(self, news: Happened) -> None:
        if not news:
            return
        news = self._of_interest(news)
        self._notices.take(news, self._d.clock.now())
        self._count(news)

    def _of_interest(self, news: Happened) -> Happened:
        rules = self._notices.rules
        wished = news.as_wished(rules)
        return wished.only(lambda numbers: self.accepts(rules, numbers)) if rules.views else wished

    def _count(self, news: Happened) -> None:
        if not news:
            return
        if not self._is_looked_at():
            self._unseen += len(news.failed) + len(news.taken_over)
        if not self._looking.isActive():
            self._looking.start()

    def _look(self) -> None:
        now, local = self._d.clock.now(), _local(self._d.clock.wall_now())
        notice = self._notices.next(now, local)
        if notice is not None:
            self._tell(notice)
        self._d.window.show_unseen(self._unseen)
        silence, ends = self._notices.silence(now, local), self._notices.mute_ends
        quiet = self._notices.rules.quiet
        until = "" if ends is None or ends == FOREVER else self._clock_text(ends)
        if silence is Silence.QUIET_HOURS and quiet is not None and quiet.begin != quiet.end:
            until = time_text(quiet.end)
        self.bell.show_silence(silence, until)
        if self._notices.is_pending or ends is not None or quiet is not None:
            self._looking.start()
        else:
            self._looking.stop()

    def _clock_text(self, moment: float) -> str:
        clock = self._d.clock
        return minute_text(clock.wall_time(moment), clock.wall_now(), self._d.tr)

    def _tell(self, notice: Notice) -> None:
        d, rules = self._d, self._notices.rules
        self._told = notice if self._told is None else together(self._told, notice)
        if rules.sound:
            self._beep()
        if self._is_looked_at():
            self._told = notice
            if not rules.while_active:
                return
        title = notice_title(d.tr, self._told, d.connection.view.server)
        text = notice_text(d.tr, self._told, self._name_of)
        self._desktop.show(title, text, open_text=d.tr("Show"))

    def _name_of(self, number: int) -> str:
        job = self._d.mirror.jobs.get(number)
        return job.name if job is not None else ""

    def _open(self) -> None:
        """The operator chose the notice: bring the window up with its jobs."""
        told, self._told = self._told, None  # the window comes up, and all of it is seen
        self._d.window.bring_up()
        if told is not None and told.numbers:
            self.open_jobs(told.numbers)

    def _focus_changed(self, window: QWindow | None) -> None:
        """The operator looks: nothing is unseen any more."""
        if window is not None and self._unseen:
            self._unseen, self._told = 0, None
            self._d.window.show_unseen(0)
            self._desktop.end()


def _accept_all(_rules: NoticeRules, numbers: Ints) -> Mask:
    return np.ones(len(numbers), np.bool_)


def _ints(numbers: frozenset[int]) -> Ints:
    return np.array(sorted(numbers), np.int64)


def _local(wall: float) -> LocalTime:
    at = datetime.fromtimestamp(wall).astimezone()
    return LocalTime(at.weekday(), at.hour * 60 + at.minute)
