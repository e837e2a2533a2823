# SPDX-License-Identifier: GPL-3.0-or-later
"""The strip over the subwindows: red while the link is down, green after the return.

It has a second line for what does not fit into one: the cause where the window is narrow, what
JLook does about it and what the operator can do, or that there is a gap in what is known.
"""

from collections.abc import Callable
from enum import StrEnum

from PyQt6.QtCore import QEvent, QSize, pyqtSignal
from PyQt6.QtGui import QIcon, QResizeEvent
from PyQt6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from jlook_client.away import Away
from jlook_client.causes import cause_words
from jlook_client.looks import Glyph, Looks, Token
from jlook_client.token_question import TokenQuestion, keyring_words, reason_words
from jlook_client.views.away_words import counts, gap, headline, lead, story
from jlook_client.views.count_links import CountLinks
from jlook_client.views.countdown import next_step
from jlook_client.views.elided_label import ElidedLabel
from jlook_client.views.kinds import set_kind
from jlook_client.views.link_calls import LinkCalls, is_paused, is_stoppable
from jlook_client.views.tips import set_tip
from jlook_client.views.token_field import TokenField
from jmss.link.view import UP, LinkState, LinkView
from jmss.texts import Texts

GOOD_NEWS_SECONDS = 10.0
"""How long the green banner stays when nothing went wrong."""

INDENT = 30
"""Logical pixels by which further lines begin under the words, not under the glyph."""


class Kind(StrEnum):
    """What the banner tells."""

    NOTHING = "nothing"
    LOST = "lost"
    BACK = "back"


_DRESS: dict[Kind, tuple[Glyph, Token, Token]] = {
    Kind.LOST: ("down", "fail", "fail_tint"),
    Kind.BACK: ("completed", "done", "done_tint"),
}


class Banner(QFrame):
    """Never modal, never wider than its window: the third sentence gives way first.

    Args:
        looks: colours and glyphs.
        tr: the words.
        calls: what the buttons do about the link.
        show_changed: what [Show changed jobs] does with the numbers of those jobs.
    """

    acknowledged = pyqtSignal()
    """The operator has read the summary and closed it."""

    def __init__(
        self,
        looks: Looks,
        tr: Texts,
        calls: LinkCalls,
        show_changed: Callable[[frozenset[int]], None],
    ) -> None:
        super().__init__()
        self._looks = looks
        self._tr = tr
        self._calls = calls
        self._show_changed = show_changed
        self._kind = Kind.NOTHING
        self._away: Away | None = None
        self._until: float | None = None
        self._asked_of: tuple[object, ...] = ()
        """What the words about the lost link were made of; empty: there are none."""
        self._drawn: tuple[object, ...] = ()
        """What the glyphs were drawn for."""
        self._stoppable = True
        self._data = self._because = ""
        self._told = self._advice = ""
        """What the second line says unasked, and what when [What to do] is pressed."""
        self.setObjectName("banner")
        self._glyph = QLabel()
        self.headline = ElidedLabel(bold=True)
        self.story = ElidedLabel()
        self.story.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.counts = CountLinks(tr("More"))
        self.counts.chosen.connect(show_changed)
        self.step = ElidedLabel()
        self.more = QPushButton(tr("What to do"))
        self.more.setCheckable(True)
        self.more.toggled.connect(self._place_words)
        self.second_line = QLabel()
        self.second_line.setWordWrap(True)
        self.second_line.setIndent(INDENT)
        self.second_line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.primary = QPushButton()
        self.primary.setObjectName("primary")
        self.primary.setIconSize(QSize(16, 16))
        self.primary.clicked.connect(self._act)
        self.secondary = QPushButton()
        self.secondary.clicked.connect(self._act_otherwise)
        self.try_token = QPushButton(tr("Connect"))
        self.try_token.setObjectName("primary")
        self.try_token.setAccessibleName(tr("Connect"))
        self.try_token.clicked.connect(self._try_token)
        side_by_side = QBoxLayout.Direction.LeftToRight
        self.token = TokenField(tr, side_by_side, [self.try_token])
        self.token.entered.connect(self._try_token)
        self._lay_out()
        self.hide()

    @property
    def kind(self) -> Kind:
        """What is told at the moment."""
        return self._kind

    def show_link(
        self,
        view: LinkView,
        now: float,
        as_of: str,
        *,
        offline: bool = False,
        first: bool = False,
        question: TokenQuestion | None = None,
    ) -> None:
        """Tell of the link; the green banner goes by itself once its time is over.

        Args:
            view: the link.
            now: the monotonic time.
            as_of: the time of day at which the screen was true.
            offline: whether this workstation says that it has no network.
            first: whether the link was never up, and a saved board is shown.
            question: what the server wants a token for; it is asked on a line of its own.
        """
        if view.state in UP:
            if self._kind is Kind.LOST or (self._kind is Kind.BACK and self._is_over(now)):
                self.dismiss()
            return
        step = next_step(self._tr, view, now)
        asked_of = (view, as_of, offline, first, question, step)
        if asked_of == self._asked_of:
            return
        self._take(Kind.LOST)
        self._asked_of = asked_of
        self._tell_of_loss(view, as_of, offline=offline, first=first)
        if question is None:
            self.step.set_text(step)
        else:
            self._ask(question)
        self.primary.setVisible(question is None or not question.takes_token)
        self.token.show_question(question)
        self._place_words()

    def _tell_of_loss(self, view: LinkView, as_of: str, *, offline: bool, first: bool) -> None:
        tr = self._tr
        if first:
            head = tr("Not yet connected to JMSS server {server}.", server=view.server)
        else:
            head = tr("The link to JMSS server {server} is down.", server=view.server)
        self.headline.set_text(head)
        words = cause_words(tr, view, offline=offline)
        self._data = tr("Data shown as of {time}.", time=as_of)
        self._tell_why(words.happened)
        self._tell_more(" ".join(filter(None, (words.doing, words.advice))))
        self._offer(tr("Connect now"), enabled=view.state is not LinkState.SYNCING)
        self._stoppable = is_stoppable(view)
        self.secondary.setText(tr("Stop retrying") if self._stoppable else tr("Resume retrying"))
        self.secondary.setVisible(self._stoppable or is_paused(view))

    def _ask(self, question: TokenQuestion) -> None:
        """Say what is asked in place of what happened."""
        self._tell_why(reason_words(self._tr, question))
        self._tell_more(unasked=keyring_words(self._tr, question))
        self.step.set_text("")

    def show_away(self, away: Away, now: float) -> None:
        """Tell what happened during an absence."""
        self._take(Kind.BACK)
        self._away = away
        self._until = None if away.went_wrong else now + GOOD_NEWS_SECONDS
        self.headline.set_text(headline(self._tr, away))
        self.story.set_text(lead(self._tr, away))
        self.counts.show_counts(counts(self._tr, away))
        self._tell_more(unasked=gap(self._tr, away))
        self.setAccessibleDescription(story(self._tr, away))
        self.step.set_text("")
        self._offer(self._tr("Show changed jobs"), enabled=True)
        self.primary.setVisible(bool(away.jobs))
        self.secondary.setText(self._tr("Dismiss"))
        self.secondary.show()
        self._place_words()

    def dismiss(self) -> None:
        """Tell nothing any more."""
        self._kind = Kind.NOTHING
        self._away = self._until = None
        self._asked_of = ()
        self.token.show_question(None)
        self.token.forget_focus()
        self.hide()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyphs anew in other colours, and place other letters at the next look."""
        super().changeEvent(event)
        if event is None:
            return
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._asked_of = ()
        elif event.type() == QEvent.Type.PaletteChange:
            self._drawn = ()
            self._draw_glyphs()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """See anew whether the cause fits beside what happened (Qt)."""
        super().resizeEvent(event)
        self._place_words()

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self)
        lines.setContentsMargins(14, 7, 8, 7)
        lines.setSpacing(6)
        self._row = row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._glyph)
        row.addWidget(self.headline)
        row.addWidget(self.story, 1)
        row.addWidget(self.counts, 1)
        row.addWidget(self.step)
        row.addWidget(self.more)
        row.addWidget(self.primary)
        row.addWidget(self.secondary)
        lines.addLayout(row)
        asking = QHBoxLayout()
        asking.setContentsMargins(INDENT, 0, 0, 0)
        asking.addWidget(self.token)
        lines.addLayout(asking)
        lines.addWidget(self.second_line)
        self.setTabOrder(self.counts, self.more)

    def _tell_why(self, because: str) -> None:
        tr, data = self._tr, self._data
        self._because = because
        self.story.set_text(tr("{cause} {data}", cause=because, data=data) if because else data)

    def _tell_more(self, advice: str = "", *, unasked: str = "") -> None:
        """Give the second line; a gap stands there unasked, advice when it is asked for."""
        self._told, self._advice = unasked, advice
        set_tip(self, unasked or advice)
        if advice != self.more.toolTip():
            self.more.setToolTip(advice)
            self.more.setAccessibleDescription(advice)
        self.more.setVisible(bool(advice))

    def _place_words(self) -> None:
        """Put below the headline what is wanted and does not fit beside it."""
        fits = self._kind is not Kind.LOST or self._has_room()
        self.story.setVisible(fits)
        self._stretch(self.headline, int(not fits))
        why = "" if fits else self.story.text()
        advice = self._advice if self.more.isChecked() else ""
        text = " ".join(filter(None, (why, self._told, advice)))
        self.second_line.setText(text)
        self.second_line.setVisible(bool(text))

    def _stretch(self, label: ElidedLabel, share: int) -> None:
        """Let a label grow; Qt lays out anew whatever is set, so only another share is."""
        if self._row.stretch(self._row.indexOf(label)) != share:
            self._row.setStretchFactor(label, share)

    def _has_room(self) -> bool:
        """Whether the cause can be read whole beside the headline."""
        beside = (self._glyph, self.headline, self.step, self.more, self.primary, self.secondary)
        taken = sum(
            each.sizeHint().width() + self._row.spacing() for each in beside if not each.isHidden()
        )
        room = self.contentsRect().width() - 2 * INDENT - taken
        return room >= self.story.fontMetrics().horizontalAdvance(self._because)

    def _take(self, kind: Kind) -> None:
        if self._kind is kind:
            return
        self._kind = kind
        self._asked_of = ()
        set_kind(self, kind)
        self.primary.show()
        self.step.setVisible(kind is Kind.LOST)
        self.counts.setVisible(kind is Kind.BACK)
        self.setAccessibleDescription("")
        share = QSizePolicy.Policy.Preferred if kind is Kind.BACK else QSizePolicy.Policy.Ignored
        self.story.setSizePolicy(share, QSizePolicy.Policy.Preferred)
        self._stretch(self.story, int(kind is Kind.LOST))
        self.primary.setToolTip("F9" if kind is Kind.LOST else "")
        self.show()

    def _offer(self, text: str, *, enabled: bool) -> None:
        self.primary.setText(text)
        self.primary.setAccessibleName(text)
        self.primary.setEnabled(enabled)
        self._draw_glyphs()

    def _draw_glyphs(self) -> None:
        if self._kind is Kind.NOTHING:
            return
        shown = self._kind is Kind.LOST and self.primary.isEnabled()
        ratio = self.devicePixelRatioF()
        if self._drawn == (self._kind, shown, ratio):
            return
        self._drawn = (self._kind, shown, ratio)
        glyph, ink, paper = _DRESS[self._kind]
        self._glyph.setPixmap(self._looks.pixmap(glyph, ink, paper, px=20, dpr=ratio))
        icon = self._looks.icon("link", "on_accent")
        self.primary.setIcon(icon if shown else QIcon())

    def _is_over(self, now: float) -> bool:
        held = self.underMouse() or _has_focus(self)
        return self._until is not None and now >= self._until and not held

    def _act(self) -> None:
        if self._kind is Kind.LOST:
            self._calls.connect_now()
        elif self._away is not None:
            numbers = self._away.jobs
            self.dismiss()
            self._show_changed(numbers)

    def _try_token(self) -> None:
        self._calls.enter_token(self.token.token.text(), self.token.wants_keeping)

    def _act_otherwise(self) -> None:
        if self._kind is Kind.BACK:
            self.dismiss()
            self.acknowledged.emit()
        elif self._stoppable:
            self._calls.stop_retrying()
        else:
            self._calls.resume_retrying()


def _has_focus(widget: QWidget) -> bool:
    return any(button.hasFocus() for button in widget.findChildren(QPushButton))
