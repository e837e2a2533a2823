# SPDX-License-Identifier: GPL-3.0-or-later
"""The [ジョブ詳細] / Job detail subwindow: everything about one job, and what can be done."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QAction, QHideEvent, QShowEvent
from PyQt6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jlook_client.looks import Looks
from jlook_client.state_looks import JOB_LOOKS, UNKNOWN
from jlook_client.tables.frame_clock import FrameClock
from jlook_client.tables.job_record import WAITING, JobRecord
from jlook_client.tables.job_story import (
    ATTEMPT_HEADINGS,
    CHANGE_HEADINGS,
    attempt_cells,
    attributes,
    change_rows,
    time_text,
)
from jlook_client.tables.times import clock_text
from jlook_client.tables.wait_words import wait_sentence
from jlook_client.views.chip import chip
from jlook_client.views.elided_label import ElidedLabel
from jlook_client.views.job_attributes import JobAttributes
from jlook_client.views.text_list import TextList
from jmss.errors import NoSuchJob
from jmss.model.jobs import ON_MACHINE
from jmss.texts import Texts

_TICK_MS = 1000
_GLYPH_PX = 16


class JobDetail(QWidget):
    """Shows a ``JobRecord``; old as it may be, it stays readable."""

    refreshed = pyqtSignal()
    """What is possible for the job may be something else."""

    def __init__(
        self,
        record: JobRecord,
        *,
        now: Callable[[], float],
        tr: Texts,
        looks: Looks,
        parent: QWidget | None = None,
    ) -> None:
        """Build the subwindow's contents.

        Args:
            record: what is known of the job; it is the view's from now on.
            now: the moment that is shown, seconds since 1970 by the server's clock.
            tr: the words.
            looks: colours and glyphs.
            parent: the Qt parent.
        """
        super().__init__(parent)
        self.setObjectName(f"job_detail_{record.number}")
        self.record = record
        self._now = now
        self._tr = tr
        self._looks = looks
        self._stale: str | None = None
        self.setAccessibleName(tr("Job {number}", number=record.number))
        self._glyph, self.state = QLabel(), QLabel()
        self.state.setObjectName("state")
        bold = self.state.font()
        bold.setBold(True)
        self.state.setFont(bold)
        self.name, self.truth = ElidedLabel(), ElidedLabel()
        self.tools = QToolBar()
        self.tools.setAccessibleName(tr("Actions on this job"))
        self.why = QLabel()
        self.notice = QLabel()
        self.outcome = ElidedLabel()
        self.attributes = JobAttributes(tr)
        self.attempts = TextList(
            [tr(heading) for heading in ATTEMPT_HEADINGS], right=(0, 5, 6), name=tr("Attempts")
        )
        self.journal = TextList([tr(heading) for heading in CHANGE_HEADINGS], name=tr("Journal"))
        self.pages = QStackedWidget()
        self.chips: list[QToolButton] = []
        self._lay_out()
        self._frames = FrameClock(self.refresh, parent=self)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._count_on)
        record.changed = self._frames.note
        self.refresh()

    def offer(self, actions: Sequence[QAction], ask: QWidget | None = None) -> None:
        """Offer these actions on the job.

        Args:
            actions: they know by themselves when they are possible.
            ask: where they ask back before something is lost.
        """
        self.tools.clear()
        self.tools.addActions(list(actions))
        for action in actions:
            button = self.tools.widgetForAction(action)
            if button is not None:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        more = self.tools.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:
            more.setAccessibleName(self._tr("More actions"))
        if ask is not None:
            self._column.insertWidget(self._column.indexOf(self.outcome), ask)

    @property
    def is_live(self) -> bool:
        """Whether the server can be asked."""
        return self._stale is None

    def tell(self, outcome: str) -> None:
        """Say what became of an action."""
        self.outcome.set_text(outcome)
        self.outcome.setVisible(bool(outcome))

    def show_stale(self, as_of: str | None) -> None:
        """Say how old it is while the link is down; None: it is true now."""
        self._stale = as_of
        self.refresh()

    def copy_selection(self) -> None:
        """Put on the clipboard what is selected on the page that is shown (Ctrl+C)."""
        page = self.pages.currentWidget()
        if isinstance(page, JobAttributes | TextList):
            page.copy_selection()

    def choose(self, page: int) -> None:
        """Show the attributes (0), the attempts (1) or the journal (2)."""
        self.chips[page].setChecked(True)
        self.pages.setCurrentIndex(page)
        self._show_notice(self._now())

    def refresh(self) -> None:
        """Show what is known now."""
        record, tr, now = self.record, self._tr, self._now()
        job = record.job
        look = JOB_LOOKS[job.state] if job is not None else UNKNOWN
        self._glyph.setPixmap(
            self._looks.pixmap(look.glyph, look.token, px=_GLYPH_PX, dpr=self.devicePixelRatioF())
        )
        self.state.setText(tr(look.word))
        self.name.set_text(job.name if job is not None else "")
        self._show_truth(now)
        self._show_why()
        self._show_notice(now)
        if job is not None:
            self.attributes.show_values(attributes(job, tr, now))
            self.attributes.show_command(job.command)
        attempts = record.attempts
        self.attempts.show_rows([attempt_cells(each, tr, now) for each in attempts])
        rows = change_rows(record.changes, tr)
        self.journal.show_rows(rows)
        words = (
            tr("Attributes"),
            tr("Attempts ({n})", n=len(attempts)),
            tr("Journal ({n})", n=len(rows)),
        )
        for button, word in zip(self.chips, words, strict=True):
            button.setText(word)
        self._tell_time()
        self.refreshed.emit()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the glyph anew in other colours (Qt)."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and self.chips:
            self.refresh()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Let time go on (Qt)."""
        super().showEvent(event)
        self._tell_time()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Rest while nobody looks (Qt)."""
        super().hideEvent(event)
        self._tick.stop()

    def _show_truth(self, now: float) -> None:
        record, tr = self.record, self._tr
        if record.job is not None and not record.on_board:
            at = record.gone_at
            words = tr("left the board at {time}", time=clock_text(at, now, tr)) if at else ""
            words = words or tr("no longer on the board")
        elif self._stale is not None:
            words = tr("as of {time}", time=self._stale)
        else:
            words = tr("live") if record.complete else tr("reading the journal…")
        self.truth.set_text(words)

    def _show_why(self) -> None:
        record, tr = self.record, self._tr
        waits = record.job is not None and record.job.state in WAITING and record.on_board
        sentences = [wait_sentence(tr, each, record.held_by) for each in record.obstacles or ()]
        if waits and self._stale is not None and sentences:
            sentences.append(tr("(as of {time})", time=self._stale))
        self.why.setText("\n".join(sentences))
        self.why.setVisible(bool(waits and sentences))

    def _show_notice(self, now: float) -> None:
        record, tr = self.record, self._tr
        said = []
        if record.job is None and isinstance(record.trouble, NoSuchJob):
            said.append(tr("The server knows nothing of it any more."))
            said.append(tr("The archive may: jstat --archive {number}", number=record.number))
        elif record.trouble is not None:
            said.append(tr.error(record.trouble))
        elif record.job is not None and not record.on_board:
            said.append(tr("The job has left the board; this is what was known last."))
        if record.since and self.pages.currentWidget() is not self.attributes:
            since = _moment(record.since, now, tr)
            said.append(tr("Before {time} the journal is gone.", time=since))
        self.notice.setText("\n".join(said))
        self.notice.setVisible(bool(said))

    def _tell_time(self) -> None:
        """Count on only where something counts."""
        job = self.record.job
        runs = job is not None and job.state in ON_MACHINE and job.started is not None
        if runs and self.record.on_board and self._stale is None and self.isVisible():
            if not self._tick.isActive():
                self._tick.start()
        else:
            self._tick.stop()

    def _count_on(self) -> None:
        record, now = self.record, self._now()
        if record.job is not None:
            self.attributes.show_values(attributes(record.job, self._tr, now))
            self.attempts.show_rows(
                [attempt_cells(each, self._tr, now) for each in record.attempts]
            )

    def _lay_out(self) -> None:
        head = QFrame()
        head.setObjectName("bar")
        across = QHBoxLayout(head)
        across.setContentsMargins(8, 5, 8, 5)
        across.setSpacing(6)
        for widget in (self._glyph, self.state, self.name):
            across.addWidget(widget)
        across.addStretch(1)
        across.addWidget(self.truth)
        self.why.setObjectName("why")
        self.notice.setObjectName("told")
        for label in (self.why, self.notice):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setContentsMargins(10, 5, 10, 5)
        self.why.setAccessibleName(self._tr("Why it waits"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.outcome.setObjectName("outcome")
        self.outcome.setContentsMargins(10, 4, 10, 4)
        for part in (
            head,
            self.tools,
            self.outcome,
            self.why,
            self.notice,
            self._built_choice(),
        ):
            self._column.addWidget(part)
        self.tell("")
        for page in (self.attributes, self.attempts, self.journal):
            self.pages.addWidget(page)
        self._column.addWidget(self.pages, 1)
        self.setFocusProxy(self.chips[0])

    def _built_choice(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("bar")
        across = QHBoxLayout(bar)
        across.setContentsMargins(8, 4, 8, 4)
        across.setSpacing(5)
        together = QButtonGroup(self)
        for page in range(3):
            button = chip("")
            button.setChecked(page == 0)
            button.clicked.connect(lambda _checked, chosen=page: self.choose(chosen))
            together.addButton(button)
            self.chips.append(button)
            across.addWidget(button)
        across.addStretch(1)
        return bar


def _moment(at: float, now: float, tr: Texts) -> str:
    return clock_text(at, now, tr) if abs(now - at) < 43_200 else time_text(at, tr)
